"""Changes said the other way round: "zamiast 2 h daj 3 h", "nie 200 tylko 250", "brutto, a nie netto"."""

from __future__ import annotations

import re

from invoicing.services.parsing.edits.words import same_length_fold

_INSTEAD = re.compile(
    r"zamiast\s+(?P<old>[^,]+?)(?:\s*,\s*|\s+)(?:(?:daj|wpisz|zrob|wstaw|ma byc|mialo byc|powinno byc|niech bedzie)\s+)+(?P<new>.+)"
)
_NOT_BUT = re.compile(r"nie\s+(?P<old>\d[^,]*?)\s*,?\s+(?:tylko|lecz|a|ale)\s+(?P<new>.*\d.*)")
_KIND = re.compile(
    r"(?:to (?:bylo|jest|byly|sa|ma byc|mialo byc)\s+|ceny (?:sa |maja byc |byly )?|kwoty (?:sa )?)*(?P<new>netto|brutto)"
    r"(?:\s*,?\s*(?:a\s+)?nie\s+(?:netto|brutto))?"
)
_EXEMPT = re.compile(r"(?P<new>zwolnion[aey]\w*)(?:\s+z\s+(?:vat\w*|podatku(?:\s+vat)?))")


def turned(text: str) -> str:
    """The same change in the usual order; other words as they are.

    >>> turned("zamiast 2 h daj 3 h"), turned("nie 200 tylko 250"), turned("to było brutto")
    ('3 h zamiast 2 h', '250 zamiast 200', 'brutto')
    """
    folded = same_length_fold(text)
    for pattern in (_INSTEAD, _NOT_BUT):
        found = pattern.fullmatch(folded)
        if found:
            old, new = text[found.start("old") : found.end("old")], text[found.start("new") :]
            return f"{new} zamiast {old}"
    kind = _KIND.fullmatch(folded)
    if kind:
        return kind["new"]
    return "stawka zw" if _EXEMPT.fullmatch(folded) else text
