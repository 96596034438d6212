"""How a company's papers look: one colour and a logo; nothing of it changes what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoicing.model.errors import InvalidValue

_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
_LEAST_CONTRAST = 4.5  # of text on white, WCAG 2.1 success criterion 1.4.3
_LINEAR_BELOW = 0.04045
_SHARES = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True, slots=True)
class Look:
    """What makes papers the company's own.

    Attributes:
        accent: colour of headings and sums as "#rrggbb"; None for ours.
        logo: a PNG that fits the head of a page; None for none.
    """

    accent: str | None = None
    logo: bytes | None = None


OURS = Look()
"""Of companies that chose nothing."""


def checked_accent(text: str) -> str:
    """A colour that can be read on white paper, as "#rrggbb".

    Raises:
        InvalidValue: accent-format, no colour; accent-too-light, its contrast to white is below 4.5 to 1.

    >>> checked_accent("0F4C75")
    '#0f4c75'
    """
    found = _COLOUR.fullmatch(text.strip())
    if found is None:
        raise InvalidValue("accent-format", value=text[:20])
    digits = found[1].lower()
    if contrast_to_white(digits) < _LEAST_CONTRAST:
        raise InvalidValue("accent-too-light", value=f"#{digits}")
    return f"#{digits}"


def contrast_to_white(digits: str) -> float:
    """Contrast of a colour to white, from 1 to 21 (WCAG 2.1, "contrast ratio").

    >>> round(contrast_to_white("000000")), round(contrast_to_white("ffffff"))
    (21, 1)
    """
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (each / 12.92 if each <= _LINEAR_BELOW else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    luminance = sum(share * each for share, each in zip(_SHARES, linear, strict=True))
    return 1.05 / (luminance + 0.05)
