"""A stranger's words for the seller's eyes: cut, on one line, and without anything that could be tapped or give away."""

from __future__ import annotations

import re

from invoicing.model.errors import InvalidValue
from invoicing.model.party import Nip

LONGEST = 300  # characters
_LINK = re.compile(
    r"(?:https?://|www\.|tg://)\S+|\b(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?:/\S*)?", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_AT = re.compile(r"(?<![\w…])[@/](?=\w)")
_DIGITS = re.compile(r"(?<![\w/-])\+?\d(?:[ -]?\d){8,40}(?![\w/-])")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]")
_NIP = re.compile(r"(?<![\w/])(?:PL ?)?\d(?:[ -]?\d){9}(?![\w/])")


def quoted(text: str) -> str:
    """What may be shown; numbers of accounts, people and telephones keep their last two digits, a right NIP stays.

    >>> quoted("Dopłata na 61 1090 1014 0000 0712 1981 2874, szczegóły: http://evil.example/x")
    'Dopłata na …74, szczegóły: […]'
    >>> quoted("Nasz NIP to 526-025-02-74, pisz na jan@inna.example")
    'Nasz NIP to 526-025-02-74, pisz na j…@inna…'
    """
    plain = " ".join(_HIDDEN.sub(" ", text[: LONGEST * 10]).split())
    plain = _EMAIL.sub(lambda found: f"{found[0][0]}…@{found[0].partition('@')[2].partition('.')[0]}…", plain)
    plain = _AT.sub("", _LINK.sub("[…]", plain))
    plain = _DIGITS.sub(lambda found: found[0] if _is_nip(found[0]) else f"…{found[0][-2:]}", plain)
    return plain if len(plain) <= LONGEST else plain[:LONGEST].rstrip() + "…"


def only_nip(text: str) -> str | None:
    """The one right NIP in a text; None when there is none, or several."""
    found = {each for said in _NIP.findall(text[: LONGEST * 10]) if (each := _digits_of_nip(said))}
    return found.pop() if len(found) == 1 else None


def _is_nip(text: str) -> bool:
    return _digits_of_nip(text) is not None


def _digits_of_nip(text: str) -> str | None:
    try:
        return Nip.parse(text).digits
    except InvalidValue:
        return None
