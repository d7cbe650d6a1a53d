"""Pictures of any kind, brought to what a network sees."""

import numpy as np
import pytest
from PIL import Image

from refit.pictures import NoPictureError, read_picture

RAMP = np.arange(28 * 28).reshape(28, 28) % 256


def saved(tmp_path, picture, name="picture.png", **options):
    path = tmp_path / name
    picture.save(path, **options)
    return path


def test_a_picture_of_the_right_size_and_mode_stays_as_it_is(tmp_path):
    path = saved(tmp_path, Image.fromarray(RAMP.astype(np.uint8)))
    for shape in ([28, 28], [28, 28, 1]):
        found = read_picture(path, shape)
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, RAMP.reshape(shape))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I", "I;16", "F", "HSV", "YCbCr"])
@pytest.mark.parametrize("size", [(1, 1), (5, 90), (300, 40)])
def test_every_mode_and_size_comes_to_the_networks_input(tmp_path, mode, size):
    name = "picture.tif" if mode not in ("HSV", "P") else "picture.png"
    picture = Image.new(mode if mode != "HSV" else "RGB", size)
    found = read_picture(saved(tmp_path, picture, name), [28, 28])
    assert (found.shape, found.dtype) == ((28, 28), np.uint8)
    assert read_picture(saved(tmp_path, picture, name), [32, 20, 3]).shape == (32, 20, 3)


def test_grey_is_luma_and_nothing_is_inverted(tmp_path):
    for colour, grey in (((255, 0, 0), 76), ((0, 255, 0), 150), ((255, 255, 255), 255), ((0, 0, 0), 0)):
        assert set(read_picture(saved(tmp_path, Image.new("RGB", (28, 28), colour)), [28, 28]).flat) == {grey}


def test_16_bit_become_their_upper_8(tmp_path):
    path = saved(tmp_path, Image.fromarray((RAMP * 257).astype(np.uint16)))
    np.testing.assert_array_equal(read_picture(path, [28, 28]), RAMP)


def test_what_is_transparent_is_white(tmp_path):
    picture = Image.new("RGBA", (28, 28), (0, 0, 0, 0))
    picture.putpixel((3, 3), (0, 0, 0, 255))
    found = read_picture(saved(tmp_path, picture), [28, 28])
    assert found[3, 3] == 0
    assert (found == 255).sum() == 28 * 28 - 1


def test_proportions_are_kept_on_the_background_of_the_picture(tmp_path):
    picture = Image.new("L", (280, 140), 200)
    picture.paste(0, (70, 35, 210, 105))  # a dark bar in the middle, twice as wide as high
    found = read_picture(saved(tmp_path, picture), [28, 28])
    dark = np.argwhere(found < 100)
    height, width = dark.max(axis=0) - dark.min(axis=0) + 1
    assert (height, width) in ((7, 14), (6, 14))  # the bar ends between pixels
    assert found[0, 0] == found[-1, -1] == 200


def test_a_picture_is_turned_as_its_exif_data_ask(tmp_path):
    picture = Image.new("L", (28, 28), 0)
    picture.paste(255, (0, 0, 28, 8))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise
    found = read_picture(saved(tmp_path, picture, "picture.jpg", exif=exif, quality=100), [28, 28])
    assert found[:, -4:].mean() > 200
    assert found[:, :4].mean() < 50


def test_of_several_frames_the_first_counts(tmp_path):
    frames = [Image.new("L", (28, 28), value) for value in (10, 250)]
    path = saved(tmp_path, frames[0], "moving.gif", save_all=True, append_images=frames[1:])
    assert set(read_picture(path, [28, 28]).flat) == {10}


def test_what_is_no_picture_is_refused_with_a_reason(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "empty.png").write_bytes(b"")
    noise = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    whole = saved(tmp_path, Image.fromarray(noise)).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    for name in ("notes.txt", "empty.png"):
        with pytest.raises(NoPictureError, match="no picture in a format known here"):
            read_picture(tmp_path / name, [28, 28])
    with pytest.raises(NoPictureError, match="cannot be read"):
        read_picture(tmp_path / "cut.png", [28, 28])
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(NoPictureError, match="more than 100 pixels"):
        read_picture(tmp_path / "picture.png", [28, 28])
