"""What a text on an invoice may hold: the limits of FA(3) and the characters XML 1.0 can carry."""

from __future__ import annotations

import unicodedata

from invoicing.model.errors import InvalidValue

SHORT = 256  # TZnakowy: P_2, P_8A, P_19A, notes
LONG = 512  # TZnakowy512: P_7, names, address lines

_NONCHARACTERS = frozenset("\ufffe\uffff")
_REFUSED_CATEGORIES = frozenset(
    {"Cc", "Cs"}
)  # controls (line breaks among them) and halves of surrogate pairs


def is_printable(text: str) -> bool:
    """Whether no character of it is a control, a lone surrogate or a noncharacter.

    >>> is_printable("Café 🙂"), is_printable("a" + chr(0))
    (True, False)
    """
    return not any(
        unicodedata.category(char) in _REFUSED_CATEGORIES or char in _NONCHARACTERS for char in text
    )


def check_text(text: str, field: str, limit: int = SHORT) -> None:
    """Refuse what FA(3) could not hold as it stands.

    Raises:
        InvalidValue: text-blank, text-too-long or text-control-character; details name the field and the limit.
    """
    if not text.strip():
        raise InvalidValue("text-blank", field=field)
    if len(text) > limit:
        raise InvalidValue("text-too-long", field=field, limit=str(limit))
    if not is_printable(text):
        raise InvalidValue("text-control-character", field=field)
