"""Words as they are compared: small letters, no diacritics, no marks, no endings glued on by a hyphen."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+_\d+[^\W_]?|[^\W_]+(?:[-/.'’][^\W_]+)*")
_APART = re.compile(r"[-/.'’]")
_NO_MARK = str.maketrans("łŁ", "lL")
_GLUED_ENDING = 4
"""A Polish ending after a hyphen or an apostrophe (KSeF-owi, NIP-u) has fewer letters than this."""


def folded(text: str) -> str:
    """The text without diacritics, in small letters.

    >>> folded("Wysyłka do KSeF-u, ŻÓŁĆ")
    'wysylka do ksef-u, zolc'
    """
    apart = unicodedata.normalize("NFD", text.translate(_NO_MARK).casefold())
    kept = "".join(mark for mark in apart if not unicodedata.combining(mark) or mark in "\u0306\u0308")
    return unicodedata.normalize("NFC", kept)  # й and ї are letters of their own, not и and і with a mark


def words(text: str) -> list[str]:
    """Its words, folded, in order.

    >>> words("Czy P_1 to data w KSeF-ie? QR/KOD II, art. 106nda ust. 2-4, FA(3).")
    ['czy', 'p_1', 'to', 'data', 'w', 'ksef', 'qr', 'kod', 'ii', 'art', '106nda', 'ust', '2', '4', 'fa', '3']
    """
    return [part for word in _WORD.findall(folded(text)) for part in _parts(word)]


def _parts(word: str) -> list[str]:
    first, *rest = _APART.split(word)
    glued = len(rest) == 1 and rest[0].isalpha() and len(rest[0]) < _GLUED_ENDING and "/" not in word
    return [first] if glued and len(first) > 1 else [first, *rest]
