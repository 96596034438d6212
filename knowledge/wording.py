"""Words as they are compared: small letters, no diacritics, no marks."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_NO_MARK = str.maketrans("łŁ", "lL")


def folded(text: str) -> str:
    """The text without diacritics, in small letters.

    >>> folded("Wysyłka do KSeF-u, ŻÓŁĆ")
    'wysylka do ksef-u, zolc'
    """
    apart = unicodedata.normalize("NFD", text.translate(_NO_MARK).casefold())
    kept = "".join(mark for mark in apart if not unicodedata.combining(mark) or mark in "\u0306\u0308")
    return unicodedata.normalize("NFC", kept)  # й and ї are letters of their own, not и and і with a mark


def words(text: str) -> list[str]:
    """Its words, folded, in order; what hangs together by a hyphen, slash or dot stays one word.

    >>> words("Czy P_1 to data? Kod QR/KOD II, art. 106nda.")
    ['czy', 'p', '1', 'to', 'data', 'kod', 'qr/kod', 'ii', 'art', '106nda']
    """
    return _WORD.findall(folded(text))
