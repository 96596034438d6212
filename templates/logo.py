"""A logo made fit for the head of a page: small, opaque, and surely a picture."""

from __future__ import annotations

import io
import warnings
from typing import cast

from PIL import Image, UnidentifiedImageError

from invoicing.model.errors import InvalidValue
from templates import colours

_MOST_BYTES, _MOST_PIXELS = 2_000_000, 20_000_000
_WIDTH, _HEIGHT = 480, 128  # pixels: 60 by 16 mm at 200 dpi
_NEARLY_WHITE = 200  # of 255: what is no darker than that has a contrast of less than 1.7
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def fitting_logo(picture: bytes) -> bytes:
    """The picture as a PNG on white, or a light one on dark, that fits the head of a page.

    Raises:
        InvalidValue: logo-too-large, more than 2 MB or 20 million pixels; logo-unreadable, it is no picture of a
            known kind.
    """
    if len(picture) > _MOST_BYTES:
        raise InvalidValue("logo-too-large", size=str(len(picture)))
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            opened = Image.open(io.BytesIO(picture), formats=_FORMATS)
            if opened.width * opened.height > _MOST_PIXELS:
                raise InvalidValue("logo-too-large", size=f"{opened.width}x{opened.height}")
            coloured = opened.convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
    ) as error:
        raise InvalidValue("logo-unreadable") from error
    paper = Image.new("RGBA", coloured.size, _ground(coloured))
    paper.alpha_composite(coloured)
    paper.thumbnail((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    paper.convert("RGB").save(made, "PNG", optimize=True)
    return made.getvalue()


def _ground(picture: Image.Image) -> str:
    """White, unless nothing of the picture would be seen on it."""
    on_white = Image.new("RGBA", picture.size, "white")
    on_white.alpha_composite(picture)
    darkest, _ = cast("tuple[int, int]", on_white.convert("L").getextrema())
    return colours.INK if darkest > _NEARLY_WHITE else "white"
