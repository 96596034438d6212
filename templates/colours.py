"""Colours of letters: those of our documents, or a company's own, always dark or light enough to be read."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass

INK, SOFT, ACCENT, TINT = "#1b2733", "#566370", "#0f4c75", "#eef4f8"
PAPER, PAGE, HAIR = "#ffffff", "#f4f7f9", "#dbe3e9"
DARK_INK, DARK_SOFT, DARK_TINT, DARK_PAPER, DARK_PAGE, DARK_HAIR = (
    "#e8edf2", "#a9b6c2", "#22303c", "#1a222a", "#11171d", "#33404c",
)  # fmt: skip
READABLE = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent for light and for dark readers, each with the colour of words upon it."""

    accent: str
    on_accent: str
    dark_accent: str
    on_dark_accent: str


def palette(wished: str | None = None) -> Palette:
    """The palette of an accent; ours when there is no wish, or the wish is no colour.

    >>> palette("#ffee00").accent != "#ffee00", palette().accent
    (True, '#0f4c75')
    """
    colour = wished.lower() if wished and _COLOUR.fullmatch(wished) else ACCENT
    accent = _until_read(colour, TINT, step=-1)
    light = _until_read(colour, DARK_TINT, step=1)
    return Palette(accent, PAPER, light, DARK_PAGE)


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminance, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _until_read(colour: str, ground: str, step: int) -> str:
    """The colour of the same hue that is dark (-1) or light (+1) enough on a ground; black or white in the end."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    tried = (min(1.0, max(0.0, lightness + step * each / _STEPS)) for each in range(_STEPS + 1))
    tones = [colour, *(_hex(colorsys.hls_to_rgb(hue, each, saturation)) for each in tried)]
    return next(each for each in tones if contrast(each, ground) >= READABLE)


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
