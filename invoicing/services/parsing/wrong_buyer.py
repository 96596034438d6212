"""Reads that an invoice names the wrong buyer, and which number is the right one."""

from __future__ import annotations

import re

from invoicing.model.party import Nip
from invoicing.services.parsing.tokens import fold

_WHOM = r"(?:nip\w*|nabywc\w+|kontrahent\w*|klient\w*|firm\w+|spolk\w+|podmiot\w*|odbiorc\w+)"
_FALSE = r"(?:zl(?:y|a|e|ego|ej|ym)|bledn\w+|niewlasciw\w+|niepoprawn\w+|nie (?:ten|ta|te|tego|tej|na te\w*))"
_SAYING = re.compile(
    rf"\b{_FALSE}\s+(?:numer\w*\s+)?{_WHOM}\b"
    rf"|\b(?:numer\w*\s+)?nip\w*(?:\s+(?:nabywcy|klienta|firmy))?\s+(?:jest |byl |mial )?(?:zly|bledny|niepoprawny|niewlasciwy)\b"
    rf"|\bpom[yi]l\w+\s+(?:sie\s+)?(?:w\s+|z\s+)?(?:numer\w*\s+)?(?:nabywc\w+|nip\w*|kontrahent\w*|klient\w*|firm\w*)\b"
    r"|\bwrong\s+(?:nip|tax (?:number|id)|vat number|buyer|customer|company)\b"
    r"|\b(?:неправильн|помилков)\w+\s+(?:nip|ніп|нiп|покупц|покупець|компані)"
)
_LIKE_A_NIP = re.compile(r"(?<![\w/])(?:PL ?)?\d(?:[ -]?\d){9}(?![\w/])")


def says_wrong_buyer(text: str) -> bool:
    """Whether the words say that an invoice went to the wrong buyer, rather than that its name has a typo.

    >>> says_wrong_buyer("zły NIP na FV/2026/11/3"), says_wrong_buyer("zła nazwa nabywcy na FV/2026/11/3")
    (True, False)
    """
    return _SAYING.search(fold(text)) is not None


def said_nips(text: str) -> tuple[Nip, ...]:
    """The tax numbers of a text, each once.

    Raises:
        InvalidNip: one that looks like a number of a tax-payer has a wrong check digit.
    """
    return tuple(dict.fromkeys(Nip.parse(found) for found in _LIKE_A_NIP.findall(text)))
