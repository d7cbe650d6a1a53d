"""Pictures from anywhere, brought to what a network sees."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from refit.errors import RefitError


class NoPictureError(RefitError):
    """A file that cannot be read as a picture."""


def read_picture(path: Path, shape: Sequence[int]) -> NDArray[np.uint8]:
    """Read a picture of any size and mode as a network's example.

    The rule: a transparent picture is laid on white; it is turned upright as its EXIF data ask; it is made 8 bit grey
    (luma after ITU-R 601-2; 16 bit: the upper 8), or RGB where the network sees three colours; it is scaled to fit
    with its proportions kept (Lanczos), and the rest is filled with the median of the pixels on its edge. Bright and
    dark stay as they are.

    Args:
        path: the file; of several frames, the first counts.
        shape: of an example: height, width, and perhaps 1 (grey) or 3 (RGB).

    Returns:
        The picture, of that shape.

    Raises:
        NoPictureError: the file is no picture, is damaged, or is unreasonably large.
    """
    mode = "RGB" if shape[2:] == [3] else "L"
    height, width = shape[:2]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                picture = _flattened(ImageOps.exif_transpose(opened), mode)
    except UnidentifiedImageError:
        raise NoPictureError("it is no picture in a format known here") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPictureError(f"it has more than {Image.MAX_IMAGE_PIXELS:,} pixels") from None
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for damaged files
        raise NoPictureError(f"it cannot be read: {error}") from None
    if picture.size != (width, height):
        pixels = np.asarray(picture)
        edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        background = np.median(edge, axis=0).astype(int).tolist()
        colour = background if mode == "L" else tuple(background)
        picture = ImageOps.pad(picture, (width, height), Image.Resampling.LANCZOS, color=colour)
    return np.asarray(picture, np.uint8).reshape(shape)


def _flattened(picture: Image.Image, mode: str) -> Image.Image:
    """The picture in 8 bit grey or RGB, on white where it is transparent."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        values = np.asarray(picture).astype(np.int64) >> 8
        picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert(mode)
