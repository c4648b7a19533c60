"""Pixels of every kind (palette, 16-bit, floating point, CMYK, transparent) to 8-bit RGB."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_WHITE = (255, 255, 255, 255)


def to_rgb(image: Image.Image) -> Image.Image:
    """The picture as 8-bit RGB; what is transparent becomes white, as on paper."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = _to_grey(image)
    if image.has_transparency_data:
        return _on_white(image)
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image as PillowImage

    layer = image.convert("RGBA")
    paper = PillowImage.new("RGBA", layer.size, _WHITE)
    paper.alpha_composite(layer)
    return paper.convert("RGB")


def _to_grey(image: Image.Image) -> Image.Image:
    """A deep grey picture (16-bit, 32-bit or floating point) as 8-bit grey.

    Pillow's own conversion cuts values at 255 instead of scaling them: nearly white.
    16-bit values are scaled from their full range; wider ones, whose range no file states,
    from the smallest and largest value there is.
    """
    import numpy as np
    from PIL import Image as PillowImage

    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        grey = (values >> 8).astype(np.uint8)
    else:
        values = np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)
        low, high = float(values.min()), float(values.max())
        if image.mode == "I" and low >= 0 and high <= 65_535:  # how 16-bit PGM and PNG may come
            low, high = 0.0, 255.0 if high <= 255 else 65_535.0
        grey = ((values - low) * (255.0 / max(high - low, 1e-6))).round().astype(np.uint8)
    return PillowImage.fromarray(grey)
