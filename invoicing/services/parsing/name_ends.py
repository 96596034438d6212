"""Where the name of a buyer ends and something else begins."""

from __future__ import annotations

from invoicing.services.parsing.addresses import closes
from invoicing.services.parsing.nouns import NOUNS
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind, fold, is_proper
from invoicing.services.parsing.words import CURRENCIES, UNITS, words

_STOPS = frozenset(
    words(
        "za nip na tytułem kwota kwotę po z adres email mail usługa faktura fakturę fv wystaw termin płatne płatność"
        " w do od przelew netto brutto for at за на"
    )
)
_JOINERS = frozenset(words("i z w oraz de von van & and of u pod przy nad im nr the św"))
_ENDING_KINDS = frozenset({Kind.GAP, Kind.BREAK, Kind.EMAIL, Kind.POSTCODE, Kind.DATE})
THINGS = frozenset(
    form for noun in NOUNS for name in (noun.singular, noun.plural) for form in (name, fold(name))
)
"""Words for things that are sold, in the nominative."""
DEEDS = ("anie", "enie", "cja", "cje", "nia", "owy", "ing")
"""Endings of words for what is done."""
_SURNAMES = ("skiego", "ckiego", "skiej", "ckiej", "ski", "cki", "ska", "cka")
_ADJECTIVE_ENDS = ("y", "i", "a", "e", "ego", "ej")


def name_end(sheet: Sheet, start: int) -> int:
    """Where the name of a buyer ends that begins there."""
    end = start
    opened = sheet.at(start).is_sign('"„«')
    first = sheet.at(start + 1) if opened else sheet.at(start)
    capitals = first.text[:1].isupper() and not sheet.text.isupper()
    while end < len(sheet.tokens) and not _stops(sheet, end, start, capitals=capitals):
        end += 1
        if _is_whole(sheet, start, end, opened=opened):
            break
    return end


def _is_whole(sheet: Sheet, start: int, end: int, *, opened: bool) -> bool:
    """A closing quote ends what an opening one began; a legal form ends the name of a company."""
    last, following = sheet.tokens[end - 1], sheet.at(end)
    if last.kind is Kind.LEGAL:
        return following.kind is not Kind.LEGAL
    quoted = opened and end - start > 1 and last.is_sign('"”»“')
    return quoted and following.kind is not Kind.LEGAL and not is_proper(following)


def _stops(sheet: Sheet, at: int, start: int, *, capitals: bool) -> bool:
    token = sheet.tokens[at]
    if closes(token) or (token.kind is Kind.NUMBER and _counts(sheet, at)):
        return True
    if token.is_sign("-–—+"):
        return not token.glued
    if token.kind is not Kind.WORD:
        return False
    initial = capitals and token.text[:1].isupper()  # the W of "P.W. Kowalski"
    if token.folded in _STOPS and at > start and not initial and not _joins(sheet, at, capitals=capitals):
        return True
    if not capitals:
        return at > start and _is_thing_sold(sheet, at)
    lower = not token.text[:1].isupper() and token.folded not in _JOINERS and not _is_quoted(sheet, start, at)
    return lower and token.text.isalpha()


def _is_quoted(sheet: Sheet, start: int, at: int) -> bool:
    """Whether quotes were opened and not yet closed."""
    return sum(token.is_sign('"„”“') for token in sheet.tokens[start:at]) % 2 == 1


def _joins(sheet: Sheet, at: int, *, capitals: bool) -> bool:
    """Reads "z o.o.", "Hurtownia w Gdyni": a preposition inside a name leads to a capital."""
    token, after = sheet.tokens[at], sheet.at(at + 1)
    if token.folded == "z" and after.is_word("o", "oo", "ograniczona"):
        return True
    return capitals and token.is_word("w", "z", "na") and token.folded in _JOINERS and is_proper(after)


def _is_thing_sold(sheet: Sheet, at: int) -> bool:
    """Without capitals to tell, a word for a thing ends the name: dla budex koszenie; "zielony ogrod" goes on."""
    word, before = sheet.tokens[at].folded, sheet.tokens[at - 1].folded
    if word.endswith(DEEDS[:4]) and len(word) > 5:
        return True
    bent = before.endswith(_ADJECTIVE_ENDS) and not before.endswith(_SURNAMES)
    return (word in THINGS or sheet.tokens[at].text.lower() in THINGS) and not bent


def _counts(sheet: Sheet, at: int) -> bool:
    """Whether the number begins a line rather than belonging to a name (Studio 54, Szkoła nr 5 w Gdyni)."""
    before, following = sheet.at(at - 1), sheet.at(at + 1)
    if before.is_word("nr", "numer"):
        return False
    if following.folded in UNITS or following.folded in CURRENCIES:
        return True
    proper = is_proper(before) and following.is_word("za", "nip", "na")
    return not (proper or following.is_sign(",;:") or following.kind in _ENDING_KINDS)
