"""How a company's papers look: one colour and a logo; nothing of it changes what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from invoicing.model.errors import InvalidValue

_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
_LEAST_CONTRAST = Decimal("4.5")  # of text on white, WCAG 2.1 success criterion 1.4.3
_LINEAR_BELOW = Decimal("0.04045")
_SHARES = (Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722"))


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


def contrast_to_white(digits: str) -> Decimal:
    """Contrast of a colour to white, from 1 to 21 (WCAG 2.1, "contrast ratio").

    >>> round(contrast_to_white("000000")), round(contrast_to_white("ffffff"))
    (21, 1)
    """
    parts = (Decimal(int(digits[at : at + 2], 16)) / 255 for at in (0, 2, 4))
    luminance = sum((share * _linear(each) for share, each in zip(_SHARES, parts, strict=True)), Decimal(0))
    return Decimal("1.05") / (luminance + Decimal("0.05"))


def _linear(part: Decimal) -> Decimal:
    """How much light a part of a colour gives (WCAG 2.1, "relative luminance")."""
    if part <= _LINEAR_BELOW:
        return part / Decimal("12.92")
    return ((part + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")
