"""Modes in words: alone, as the last clause of a sentence, or right behind the word invoice.

"naprawa w trybie awaryjnym, 500 zł" is something sold; "fakturę offline24 dla NIP ..." is a wish.
"""

from __future__ import annotations

import re

from invoicing.model.offline import OfflineMode
from invoicing.services.parsing.tokens import bare, fold

_ISSUE = r"(?:wystaw(?: (?:ja|to|fakture|szkic))? )?"
_IN = r"(?:w )?(?:tryb(?:ie)? )?"
_MODES: tuple[tuple[str, OfflineMode | None], ...] = (
    (r"(?:w )?tryb(?:ie)? awaryjny(?:m)?", OfflineMode.EMERGENCY),
    (r"awaryjnie", OfflineMode.EMERGENCY),
    (rf"{_IN}off-?line[ -]?24", OfflineMode.OFFLINE24),
    (r"(?:w )?tryb(?:ie)? off-?line", OfflineMode.UNAVAILABILITY),
    (r"(?:w )?tryb(?:ie)? (?:niedostepnosci|niedostepnosc)", OfflineMode.UNAVAILABILITY),
    (r"(?:w )?tryb(?:ie)? (?:awarii|awaria) calkowit(?:ej|a)", OfflineMode.TOTAL_FAILURE),
    (r"poza ksef(?:-?em)?", OfflineMode.TOTAL_FAILURE),
    (rf"{_IN}on-?line", None),
    (r"(?:zwykle|normalnie|(?:w|do|przez) ksef(?:-?ie|-?u)?)", None),
)
_LAST_CLAUSE = re.compile(r"(?P<before>.*\S)\s*[,;]\s*(?P<clause>[^,;]+)", re.DOTALL)
_WORDS = re.compile(r"\S+")
_ORDERS = frozenset({"wystaw", "wystawcie", "zrob", "przygotuj", "poprosze", "prosze", "mi", "nowa"})
_INVOICES = frozenset({"fakture", "faktura", "fv", "fvat", "vat"})
_NEXT = frozenset({"dla", "na", "nip", "za"})
_LONGEST = 4  # words of a mode: "w trybie awarii całkowitej"


def wish_alone(text: str) -> tuple[OfflineMode | None] | None:
    """The mode that a whole sentence asks for, in a tuple, because it may be none (online); None for other sentences.

    >>> wish_alone("Wystaw ją w trybie awaryjnym!"), wish_alone("wystaw normalnie"), wish_alone("naprawa")
    ((<OfflineMode.EMERGENCY: 'emergency'>,), (None,), None)
    >>> wish_alone("wystaw offline24?"), wish_alone("offline24?")
    ((<OfflineMode.OFFLINE24: 'offline24'>,), None)
    """
    said = bare(text)
    if "?" in text and not said.startswith("wystaw"):
        return None  # "offline24?" asks what that is
    return next(((mode,) for pattern, mode in _MODES if re.fullmatch(_ISSUE + pattern, said)), None)


def without_wish(text: str) -> tuple[str, OfflineMode | None]:
    """A sentence without the wish for a mode, and the wish.

    >>> without_wish("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, offline24")
    ('faktura dla NIP 5260250274, 2 h konsultacji po 200 zł', <OfflineMode.OFFLINE24: 'offline24'>)
    >>> without_wish("wystaw fakturę offline24 dla NIP 5260250274, 2 h konsultacji po 200 zł")
    ('wystaw fakturę dla NIP 5260250274, 2 h konsultacji po 200 zł', <OfflineMode.OFFLINE24: 'offline24'>)
    >>> without_wish("faktura dla NIP 5260250274, naprawa w trybie awaryjnym 500 zł")[1] is None
    True
    """
    parts = _LAST_CLAUSE.fullmatch(text.strip())
    alone = wish_alone(parts["clause"]) if parts else None
    if parts is not None and alone is not None and alone[0] is not None:
        return parts["before"], alone[0]
    return _behind_the_invoice(text)


def _behind_the_invoice(text: str) -> tuple[str, OfflineMode | None]:
    """A mode between the order ("wystaw fakturę") and the buyer ("dla ...")."""
    words = list(_WORDS.finditer(text))
    plain = [fold(word[0]).strip(":,") for word in words]
    start = next((place for place, word in enumerate(plain) if word not in _ORDERS | _INVOICES), 0)
    if not start:
        return text, None
    for length in range(min(_LONGEST, len(words) - start - 1), 0, -1):
        end = start + length
        alone = wish_alone(" ".join(plain[start:end]))
        if alone is not None and alone[0] is not None and plain[end] in _NEXT:
            return text[: words[start].start()] + text[words[end].start() :], alone[0]
    return text, None
