"""What one clause of a correction changes: a price, a quantity, a rate, a name, an address, a discount."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.changes import Change, What
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.words import CURRENCIES, CURRENCY_SIGNS, NUMERALS, UNITS

_NUMBER = r"\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_CURRENCY = "|".join(sorted({*CURRENCIES, "zł", "złoty", "złote", "złotych"}, key=len, reverse=True))
_SIGNS = "".join(CURRENCY_SIGNS)
_VALUE = re.compile(
    rf"(?P<lead>.*?)(?P<number>(?<![\w.,-])(?:{_NUMBER}))\s*(?P<percent>%)?\s*(?:(?P<currency>(?:{_CURRENCY})\b|[{_SIGNS}])\.?|"
    r"(?P<unit>[^\W\d_]+[23]?)\.?)?\s*(?P<kind>netto|brutto)?\s*(?:(?:za|/)\s*[^\W\d]+\.?)?",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?P<lead>.*?)\bz(?:e)?\s+(?P<old>\d\S*(?:\s*(?:z[łl]|%|[^\W\d]+\.?))?)\s+na\s+(?P<new>\d.*)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?P<new>.+?)\s+(?:zamiast|a nie|nie)\s+(?P<old>.+)", re.IGNORECASE)
_FILLER = re.compile(
    r"^(?:\W|(?:mia[łl][oay]?|powin\w+|ma|maj[ąa]|by[ćc]|jest|zmie[nń]\w*|popraw\w*|jednak|prosz[ęe]|tam|na|to|w|we"
    r"|koryguj\w*|skoryguj\w*|korekt\w*|wystaw\w*|faktur\w*|fv|do|dla|numer|nr|z|za|ostatni\w*)\b)+",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"(?:pozycj\w*|poz|wiersz\w*|lini\w*)\.?\s*(?:nr\s*)?(?P<line>\d{1,3})\b\W*", re.IGNORECASE
)
_WITHOUT = re.compile(r"(?:usu[nń]|bez|skasuj|wykre[śs]l)\s+", re.IGNORECASE)
_NAMED: tuple[tuple[What, re.Pattern[str]], ...] = tuple(
    (what, re.compile(rf"(?:{lead})\b\s*[:=-]?\s*(?:(?:na|to|ma by[ćc]|powin\w+ by[ćc])\s+)?(?P<rest>.+)", re.IGNORECASE))
    for what, lead in (
        (What.BUYER_NIP, r"(?:numer\s+)?nip(?:\s+nabywcy)?"),
        (What.BUYER_ADDRESS, r"adres\w*(?:\s+(?:nabywcy|klienta|firmy))?"),
        (What.LINE_NAME, r"nazw\w+\s+(?:pozycji|towaru|us[łl]ugi)"),
        (What.BUYER_NAME, r"nazw\w+(?:\s+(?:nabywcy|klienta|firmy))?|nabywc\w+(?:\s+nazw\w+)?"),
    )
)  # fmt: skip
_PRICES = re.compile(r"\bcen[aęyąo]\w*|\bkwot\w*|\bpo\s*$|\bpo\b(?=\s*\d)", re.IGNORECASE)
_COUNTS = re.compile(r"\bilo[śs][ćc]\w*|\bilo[śs]ci\w*|\bliczb\w*|\bsztuk\w*", re.IGNORECASE)
_RATES = re.compile(r"\bstawk\w*|\bvat\w*", re.IGNORECASE)
_RATE = re.compile(r"\b(23|22|8|7|5|3|0|zw|np|oo)\b\.?\s*%?", re.IGNORECASE)
_DISCOUNT = re.compile(r"\brabat\w*\D*(?P<percent>\d+(?:[.,]\d+)?)\s*%", re.IGNORECASE)
_KINDS = {"netto": PriceKind.NET, "brutto": PriceKind.GROSS}


def without_filler(text: str) -> str:
    """The words without those before them that say nothing: "ma być", "na", "popraw"."""
    return _FILLER.sub("", text)


def change_in(clause: str) -> Change | None:
    """What one clause changes; None when it says no change that is understood.

    >>> said = change_in("4 godz. zamiast 5")
    >>> (said.what.value, said.new, said.old), change_in("pilne")
    (('quantity', '4', '5'), None)
    """
    text, line = _without_position(clause)
    if line is not None and _WITHOUT.match(clause):
        return Change(What.NO_LINE, "0", line=line)
    if discount := _DISCOUNT.search(text):
        return Change(What.DISCOUNT, _decimal(discount["percent"]), line=line)
    for what, pattern in _NAMED:
        if named := pattern.match(without_filler(text)):
            return _named(what, named["rest"], line)
    new, old = _both(text)
    number = _rate(new, old) or _number(new, old)
    if number is not None:
        return replace(number, line=line)
    if old is None or re.search(r"\d", f"{new}{old}"):
        return None
    return Change(What.TEXT, without_filler(new).strip(" \"'„”"), old.strip(" \"'„”"), line)


def _without_position(clause: str) -> tuple[str, int | None]:
    found = _POSITION.search(clause)
    if found is None:
        return clause, None
    return (clause[: found.start()] + clause[found.end() :]).strip(), int(found["line"])


def _named(what: What, rest: str, line: int | None) -> Change:
    new, old = _both(rest)
    return Change(what, new.strip(" \"'„”"), old.strip(" \"'„”") if old else None, line)


def _both(text: str) -> tuple[str, str | None]:
    """What it should be, and what it was, where that was said."""
    if moved := _MOVED.fullmatch(text):
        return f"{moved['lead']} {moved['new']}".strip(), moved["old"]
    if instead := _INSTEAD.fullmatch(text):
        return instead["new"].strip(), instead["old"].strip()
    return text, None


def _rate(new: str, old: str | None) -> Change | None:
    said = _RATES.search(new) or ("%" in new)
    rate = _RATE.search(_RATES.sub(" ", new)) if said else None
    if rate is None:
        return None
    before = _RATE.search(old) if old else None
    return Change(What.VAT, rate[1].lower(), before[1].lower() if before else None)


def _number(new: str, old: str | None) -> Change | None:
    """A price, a quantity, or a number of which only the old one tells what it is."""
    value = _VALUE.fullmatch(_numerals(new))
    before = _VALUE.fullmatch(_numerals(old)) if old else None
    if value is None or (old is not None and before is None):
        return None
    lead = value["lead"]
    if re.search(r"\d", lead):  # a second number, and nobody knows which is meant
        return None
    what, unit = _meant(lead, value, before)
    if what is None:
        return None
    kind = _KINDS.get((value["kind"] or "").lower())
    hint = without_filler(_COUNTS.sub(" ", _PRICES.sub(" ", lead)).strip()).strip(" :=-–") or None
    was = _decimal(before["number"]) if before else None
    currency = _currency(value["currency"] or (before["currency"] if before else None))
    return Change(what, _decimal(value["number"]), was, None, hint, kind, unit, currency)


def _currency(said: str | None) -> str | None:
    return None if said is None else CURRENCY_SIGNS.get(said) or CURRENCIES.get(fold(said), "PLN")


def _meant(lead: str, value: re.Match[str], before: re.Match[str] | None) -> tuple[What | None, str | None]:
    said = [each for each in (value, before) if each is not None]
    units = [UNITS.get(fold(each["unit"])) for each in said if each["unit"]]
    if None in units or any(each["percent"] for each in said):
        return None, None
    if any(each["currency"] or each["kind"] for each in said) or _PRICES.search(lead):
        return What.PRICE, None
    if units or _COUNTS.search(lead):
        return What.QUANTITY, units[0] if value["unit"] else None
    return (What.AMOUNT, None) if before is not None else (None, None)


def _numerals(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: NUMERALS.get(fold(word[0]), word[0]), text)


def _decimal(text: str) -> str:
    return format(Decimal(re.sub(r"\s", "", text).replace(",", ".")), "f")
