"""Reader of the buyer's address: a street or a village with its number, a postcode with its town."""

from __future__ import annotations

from invoicing.services.parsing.fragments import is_filler
from invoicing.services.parsing.names import FIRST_NAMES
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.spoken import number_in_words, says_number
from invoicing.services.parsing.tokens import Kind, Token, is_proper
from invoicing.services.parsing.words import CURRENCIES, UNITS, words

_STREETS = frozenset(words("ul ulica ulicy ulicę al aleja aleje alei os osiedle osiedlu pl plac placu rynek"))
_ENGLISH_STREETS = frozenset(words("street st road rd avenue ave lane drive square"))
_LED = frozenset(words("adres adresem zamieszkały zamieszkała zam pod adresu siedziba siedzibą"))
_ENDS = frozenset({Kind.GAP, Kind.BREAK, Kind.EMAIL, Kind.POSTCODE, Kind.DATE})
_LONGEST_STREET = 14  # tokens
_MOST_WORDS = 4  # of a street or village without "ul."
_MOST_TOWN_WORDS = 3


def read_address(sheet: Sheet) -> None:
    """A street and a postcode with its town."""
    if sheet.facts.address:
        return  # an address abroad was read before
    parts: list[str] = []
    at = 0
    while at < len(sheet.tokens):
        start, end = at, _street_end(sheet, at)
        if end is None:
            end = _town_end(sheet, at)
            start = _street_before(sheet, at) if end is not None and not parts else at
        elif not _has_postcode(sheet, end):
            end = _town_after(sheet, end)
        if end is None:
            at += 1
            continue
        start = _town_before(sheet, start) if not parts else start
        parts.append(" ".join(sheet.words(start, end).split()))
        at = sheet.take(_with_lead(sheet, start), end)
    if parts and sheet.facts.address is None:
        sheet.facts.address = ", ".join(parts)


def _with_lead(sheet: Sheet, start: int) -> int:
    first = start
    while first and (sheet.at(first - 1).folded in _LED or sheet.at(first - 1).is_sign(":.")):
        first -= 1
    return first if sheet.at(first).folded in _LED else start


def _street_end(sheet: Sheet, at: int) -> int | None:
    token = sheet.tokens[at]
    if token.kind is Kind.NUMBER:
        return _english_street_end(sheet, at)
    counted = sheet.at(at - 1).kind is Kind.NUMBER  # 8 os.
    if token.kind is not Kind.WORD or token.folded not in _STREETS or counted:
        return None
    dotted = sheet.at(at + 1).is_sign(".")
    end = at + 2 if dotted else at + 1
    name = sheet.at(end)
    spoken = _spoken_end(sheet, at)
    if spoken:
        return spoken
    surely = token.is_word("ul", "al", "aleja") and sheet.at(at - 1).kind is not Kind.NUMBER
    lower = (surely and _number_near(sheet, end)) or (dotted and name.kind is Kind.NUMBER)
    if not name.text[:1].isupper() and not lower:
        return None
    while end < len(sheet.tokens) and not closes(sheet.tokens[end]) and end - at < _LONGEST_STREET:
        end += 1
        if _house_number_ends(sheet, end):
            break
    return end


def _spoken_end(sheet: Sheet, at: int) -> int | None:
    """Where "ulica lipowa pięć warszawa za ..." ends, as dictation writes it: no capital, no comma, no digit."""
    house = next((place for place in range(at + 2, at + _MOST_WORDS) if says_number(sheet.at(place))), None)
    if house is None or any(token.kind is not Kind.WORD for token in sheet.tokens[at:house]):
        return None
    end = number_in_words(sheet.tokens, house)[1]
    if sheet.at(end).is_word("mieszkania", "mieszkanie", "lokal", "przez") and says_number(sheet.at(end + 1)):
        end = number_in_words(sheet.tokens, end + 1)[1]
    town, after = sheet.at(end), sheet.at(end + 1)
    named = town.kind is Kind.WORD and not _is_measured(town) and not is_filler(town)
    return end + 1 if named and (after.is_word("za", "na", "po", "nip") or closes(after)) else end


def _english_street_end(sheet: Sheet, at: int) -> int | None:
    """Where "12 Oak Street" ends."""
    end = at + 1
    while end - at <= _MOST_WORDS and is_proper(sheet.at(end)):
        end += 1
        if sheet.at(end - 1).folded in _ENGLISH_STREETS:
            return end
    return None


def _number_near(sheet: Sheet, at: int) -> bool:
    """Whether a house number follows within a few words: ul. dluga 5."""
    return any(sheet.at(later).kind is Kind.NUMBER for later in range(at, at + _MOST_WORDS))


def _house_number_ends(sheet: Sheet, end: int) -> bool:
    """A number closes a street, unless a letter or a flat follows: 5a, 5/7, 5 m. 7."""
    following = sheet.at(end)
    goes_on = (
        following.is_sign("/") or (following.glued and not closes(following)) or following.is_word("m", "lok")
    )
    return sheet.tokens[end - 1].kind is Kind.NUMBER and not goes_on


def _town_end(sheet: Sheet, at: int) -> int | None:
    if sheet.tokens[at].kind is not Kind.POSTCODE or sheet.at(at + 1).kind is not Kind.WORD:
        return None
    end = at + 2
    if not sheet.at(at + 1).text[:1].isupper():
        return end if not _is_measured(sheet.at(at + 1)) else None
    while end < at + 1 + _MOST_TOWN_WORDS and is_proper(sheet.at(end)):
        end += 1
    street = end > at + 2 and sheet.at(end).kind is Kind.NUMBER and closes(sheet.at(end + 1))
    return end + 1 if street else end  # 00-123 Warszawa Miła 3,


def _is_measured(token: Token) -> bool:
    return token.folded in UNITS or token.folded in CURRENCIES


def _street_before(sheet: Sheet, postcode: int) -> int:
    """Where "Długa 5," begins that stands before a postcode; the postcode itself when nothing such does."""
    at = postcode - 1
    if sheet.at(at).is_sign(",") or sheet.at(at).kind is Kind.BREAK:
        at -= 1
    while at > 0 and (
        sheet.at(at).is_sign("/") or (sheet.at(at).kind is Kind.NUMBER and sheet.at(at - 1).is_sign("/"))
    ):
        at -= 1
    letter = sheet.at(at).kind is Kind.WORD and len(sheet.at(at).text) == 1 and sheet.at(at).glued
    at = at - 1 if letter else at
    if sheet.at(at).kind is not Kind.NUMBER or not sheet.at(at).text.isdecimal() or at == 0:
        return postcode
    first = at
    while at - first < _MOST_WORDS and is_proper(sheet.at(first - 1)) and first > 0:
        first -= 1
    opened = first == 0 or closes(sheet.at(first - 1))
    if not opened and at - first > 2 and sheet.at(first).folded in FIRST_NAMES:
        return at - 1  # dla Zofia Mazur Kwiatowa 7
    return first if first < at and opened else postcode


def _has_postcode(sheet: Sheet, end: int) -> bool:
    return any(sheet.at(at).kind is Kind.POSTCODE for at in range(end, end + 3))


def _town_after(sheet: Sheet, end: int) -> int:
    """Reads "ul. Długa 5, Warszawa,": a town that stands alone behind the street."""
    if not sheet.at(end).is_sign(",") or not is_proper(sheet.at(end + 1)):
        return end
    after = end + 2
    while after < end + 1 + _MOST_TOWN_WORDS and is_proper(sheet.at(after)):
        after += 1
    return after if closes(sheet.at(after)) or after >= len(sheet.tokens) else end


def _town_before(sheet: Sheet, street: int) -> int:
    """Where "Wrocław, ul. Polna 3" begins: a town that stands alone between commas before the street."""
    town = street - 2
    named = sheet.at(street).folded in _STREETS
    led = named and sheet.at(street - 1).is_sign(",")
    alone = led and town > 0 and sheet.at(town - 1).is_sign(",(") and is_proper(sheet.at(town))
    lives = named and is_proper(sheet.at(street - 1)) and _lives(sheet, street - 2)
    return town if alone else street - 1 if lives else street


def _lives(sheet: Sheet, at: int) -> bool:
    """Whether "zam." or "zamieszkały", which another reader has taken, stands there."""
    return (
        sheet.at(at).folded in _LED
        or (sheet.at(at).is_sign(".") and sheet.at(at - 1).folded in _LED)
        or (at > 0 and sheet.at(at).kind is Kind.GAP)
    )


def closes(token: Token) -> bool:
    """Whether nothing of a name or an address goes on beyond it."""
    return token.is_sign(",;:()") or token.kind in _ENDS
