"""What all figures share."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#5f6368"
PALETTE = (BLUE, ORANGE, "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a6d00")
"""Okabe and Ito's palette, safe for colour-blind readers (https://jfly.uni-koeln.de/color/); its yellow darkened."""

GRID = "#e3e5e8"

SHEET_WIDTH = 9.6
"""Of a sheet of pictures, in inches."""

STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "sans-serif"],
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "figure.titlesize": 11,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 150,
    "svg.hashsalt": "refit",
    "svg.fonttype": "none",  # text stays text: a fifth of the size, and readable to machines
}
matplotlib.rcdefaults()  # whatever a user's matplotlibrc says
plt.rcParams.update(STYLE)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG, or as PNG of 256 colours (a third of the size), by its name, and close it."""
    if path.suffix == ".svg":
        figure.savefig(path, metadata={"Date": None})
    else:
        drawn = BytesIO()
        figure.savefig(drawn, format="png")
        Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    plt.close(figure)


def headline(figure: Figure, title: str) -> Figure:
    """The figure with a title at the left above all panels."""
    figure.suptitle(title, x=0.01, ha="left")
    return figure


def show_picture(axis: Axes, image: NDArray[np.uint8], greys: str = "gray_r") -> None:
    """A picture of 8 bit, in its colours or in greys: 255 is black, as in the notebooks, unless they are `gray`."""
    if image.ndim == 3 and image.shape[2] == 3:
        axis.imshow(image)
    else:
        axis.imshow(image.reshape(image.shape[:2]), cmap=greys, vmin=0, vmax=255)


def picture_sheet(
    images: Sequence[NDArray[np.uint8]] | NDArray[np.uint8],
    captions: Sequence[str],
    columns: int,
    title: str,
    greys: str = "gray_r",
) -> Figure:
    """Pictures in rows, each with a caption below; one image, so that it is drawn fast."""
    if not len(images):
        figure, _ = plt.subplots(figsize=(SHEET_WIDTH, 0.6), subplot_kw={"visible": False})
        return headline(figure, f"{title}: no pictures")
    height, width = images[0].shape[:2]
    gap = round(0.14 * width)
    pixel = SHEET_WIDTH / (columns * (width + gap))
    size = min(8.0, 72 / columns)
    lines = max(caption.count("\n") + 1 for caption in captions) if any(captions) else 0
    below = gap + round(lines * 1.25 * size / 72 / pixel)
    rows = -(-len(images) // columns)
    colours = images[0].shape[2:] if images[0].shape[2:] == (3,) else ()
    white = 255 if colours or greys == "gray" else 0
    sheet = np.full((rows * (height + below), columns * (width + gap), *colours), white, np.uint8)
    figure, axis = plt.subplots(figsize=(SHEET_WIDTH, pixel * sheet.shape[0] + 0.35))
    for index, (image, caption) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(index, columns)
        top, left = row * (height + below), column * (width + gap) + gap // 2
        sheet[top : top + height, left : left + width] = image.reshape(height, width, *colours)
        middle, under = left + width / 2, top + 1.03 * height
        axis.text(middle, under, caption, ha="center", va="top", fontsize=size, linespacing=1.1)
    show_picture(axis, sheet, greys)
    axis.axis("off")
    return headline(figure, title)
