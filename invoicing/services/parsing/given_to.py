"""Reader of whom an invoice is for, by the dative alone: "wystaw Kowalskiemu za komin", "zrób panu Janowi Malinowskiemu"."""

from __future__ import annotations

from invoicing.services.parsing.names import MEN
from invoicing.services.parsing.nouns import BY_GENITIVE
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, Token, fold
from invoicing.services.parsing.words import words

_LEADS = frozenset(words("panu pani firmie spółce klientowi klientce kontrahentowi państwu"))
_INVOICE = frozenset(words("faktura fakturę faktury fakturkę fv fvat rachunek"))
_BEHIND = frozenset(words("za fakturę fakturkę fv fvat rachunek")) | _INVOICE
_MASCULINE = ("owi", "emu")
_FEMININE = ("skiej", "ckiej", "dzkiej")
_SOFT = ("k", "g")  # Wysokiemu, Długiemu: the nominative ends in -i
_MOST = 4  # words of a name
_SHORTEST = 5  # letters of a word in the dative


def read_given_to(sheet: Sheet) -> None:
    """Words in the dative at the beginning of a sentence, before what is sold."""
    if sheet.facts.buyer_name is not None or sheet.text.isupper():
        return
    for at, token in enumerate(sheet.tokens):
        before = sheet.at(at - 1)
        opens = before.kind in {Kind.GAP, Kind.BREAK} or before.is_sign(".,!:") or before.folded in _INVOICE
        if token.kind is not Kind.WORD or not opens:
            continue
        start = at + 1 if token.folded in _LEADS else at
        end = _end(sheet, start, led=start > at)
        if end is None:
            continue
        sheet.facts.buyer_name = " ".join(_nominative(word.text) for word in sheet.tokens[start:end])
        sheet.take(at, end)
        return


def _end(sheet: Sheet, start: int, *, led: bool) -> int | None:
    """Where the name ends, when something follows it that an invoice goes on with."""
    end = start
    while end - start < _MOST and _is_dative(sheet.at(end), led=led):
        end += 1
    after = sheet.at(end)
    if not led and sheet.at(end - 1).folded.endswith(_FEMININE):
        return end if end > start and after.folded in _INVOICE else None  # Kowalskiej may be a genitive
    goes_on = after.kind in {Kind.NUMBER, Kind.GAP, Kind.BREAK} or after.is_sign(",:")
    return end if end > start and (goes_on or after.folded in _BEHIND) else None


def _is_dative(token: Token, *, led: bool) -> bool:
    if token.kind is not Kind.WORD or len(token.text) < _SHORTEST or not (led or token.text[:1].isupper()):
        return False
    return token.folded.endswith((*_MASCULINE, *_FEMININE))


def _nominative(word: str) -> str:
    """Reads "Janowi" as Jan, "Kowalskiemu" as Kowalski; what no rule is sure of loses its ending only.

    >>> [_nominative(word) for word in ("Janowi", "Kowalskiemu", "Zielonemu", "Ogrodowi", "Budexowi")]
    ['Jan', 'Kowalski', 'Zielony', 'Ogród', 'Budex']
    """
    lower = word.lower()
    stem = lower[:-3]
    if lower.endswith("owi"):
        noun = BY_GENITIVE.get(f"{stem}u")
        known = MEN.get(f"{stem}a") or MEN.get(fold(f"{stem}a")) or (noun.singular if noun else stem)
        bent = known.lower()
    elif lower.endswith("emu"):
        bent = stem if stem.endswith("i") else f"{stem}{'i' if stem.endswith(_SOFT) else 'y'}"
    else:
        bent = f"{stem}a"  # Nowickiej
    return bent.capitalize() if word[:1].isupper() else bent
