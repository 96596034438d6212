"""Reads what a correction changes: "4 godz. zamiast 5", "cena 180 zł", "do zera, powód: zwrot".

Nothing is changed by a guess: a clause with a number that fits no form stands in `unclear`, words without one are a
remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.changes import Change, SaidCorrection, What
from invoicing.services.parsing.correction_words import in_polish_words
from invoicing.services.parsing.tokens import clean, fold
from invoicing.services.parsing.words import CURRENCIES, CURRENCY_SIGNS, NUMERALS, UNITS

_NUMBER = r"\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_CURRENCY = "|".join(sorted({*CURRENCIES, "zł", "złoty", "złote", "złotych"}, key=len, reverse=True))
_SIGNS = "".join(CURRENCY_SIGNS)
_VALUE = re.compile(
    rf"(?P<lead>.*?)(?P<number>(?<![\w.,-])(?:{_NUMBER}))\s*(?P<percent>%)?\s*(?:(?P<currency>(?:{_CURRENCY})\b|[{_SIGNS}])\.?|"
    r"(?P<unit>[^\W\d_]+[23]?)\.?)?\s*(?P<kind>netto|brutto)?\s*(?:(?:za|/)\s*[^\W\d]+\.?)?",
    re.IGNORECASE,
)
_ZERO = re.compile(
    r"\b(?:(?:koryguj\w*|skoryguj|korekt\w+)?\s*(?:do zera|na zero)|wyzeruj\w*|w ca[łl]o[śs]ci)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:pow[oó]d\w*|przyczyn\w*|z powodu|bo|poniewa[żz]|gdy[żz])\b\s*(?:korekty\s*)?[:=-]?\s*(?P<reason>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"[;\n]|,(?!\d)|(?<=\D),|(?<=\w{4})\.\s+(?=[A-ZŁŚŻ])|\b(?:oraz|i)\b(?=\s+(?:cen|ilo|stawk|nazw|adres))"
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
_ABSORBS = frozenset({What.BUYER_ADDRESS, What.BUYER_NAME, What.LINE_NAME})
_PRICES = re.compile(r"\bcen[aęyąo]\w*|\bkwot\w*|\bpo\s*$|\bpo\b(?=\s*\d)", re.IGNORECASE)
_COUNTS = re.compile(r"\bilo[śs][ćc]\w*|\bilo[śs]ci\w*|\bliczb\w*|\bsztuk\w*", re.IGNORECASE)
_RATES = re.compile(r"\bstawk\w*|\bvat\w*", re.IGNORECASE)
_RATE = re.compile(r"\b(23|22|8|7|5|3|0|zw|np|oo)\b\.?\s*%?", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:cen|ilo|nazw|nabywc|adres|stawk|nip\b)\w*(?:\s+(?:pozycji|nabywcy|towaru))?", re.IGNORECASE
)
_DISCOUNT = re.compile(r"\brabat\w*\D*(?P<percent>\d+(?:[.,]\d+)?)\s*%", re.IGNORECASE)
_BUYER = re.compile(r"\bdla\s+(?:nip\s*:?\s*)?(?:\d[ -]?){10}", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<=\w{4})\.$")  # not the one of "sp. z o.o."
_COURTESY = re.compile(r"\b(?:dziek|pozdr|prosz|prosb|pilne|pilnie|czesc|dzien dobry)")
_KINDS = {"netto": PriceKind.NET, "brutto": PriceKind.GROSS}
_EMAIL = re.compile(r"(?:wy[śs]lij\s+)?(?:na\s+)?\S+@\S+", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `open` takes further words that begin nothing of their own."""

    changes: list[Change] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    open: Callable[[str], None] | None = None


def read_correction(text: str, number: str | None = None) -> SaidCorrection:
    """Read what a correction changes.

    Args:
        text: the sentence.
        number: of the invoice it is about, as it stands in the text.

    >>> said = read_correction("korekta FV/2026/11/1: 4 godz. zamiast 5, powód: pomyłka", "FV/2026/11/1")
    >>> (said.changes[0].what.value, said.changes[0].new, said.changes[0].old, said.reason)
    ('quantity', '4', '5', 'pomyłka')
    """
    body, reading = in_polish_words(_body(clean(text), number)), _Reading()
    zero = False
    for clause in _clauses(body):
        all_of_it = not reading.reason and _ZERO.search(clause) is not None
        zero = zero or all_of_it
        _read(_ZERO.sub(" ", clause) if all_of_it else clause, reading)
    reason, remark = (_FULL_STOP.sub("", ", ".join(said)) or None for said in (reading.reason, reading.loose))
    return SaidCorrection(zero, reason, remark, tuple(reading.changes), tuple(reading.unclear))


def _body(text: str, number: str | None) -> str:
    """The words after the number of the invoice, led by those before it that say what they are about."""
    before, named, after = text.partition(number) if number else ("", "", text)
    if not named:
        return _BUYER.sub(" ", text)
    said = [found[0] for each in (_ZERO, _ABOUT) if (found := each.search(before))]
    return " ".join([*said, after.lstrip(" :,.-–")])


def _clauses(body: str) -> Iterable[str]:
    for part in _CUT.split(body):
        yield from filter(None, (each.strip(" :-–") for each in re.split(r"(?=\bpo\s+\d)", part)))


def _read(clause: str, reading: _Reading) -> None:
    """Put one clause where it belongs."""
    reason = _REASON.search(clause)
    if reason is not None:
        head = clause[: reason.start()].strip()
        if head:
            _read(head, reading)
        reading.reason.append(" ".join(reason["reason"].split()))
        reading.open = reading.reason.append
        return
    change = _change(clause)
    if change is not None and not (reading.open and _is_plain_text(change)):
        reading.changes.append(change)
        reading.open = _more_of(reading) if change.what in _ABSORBS else None
    elif reading.open is not None:
        reading.open(clause)
    else:
        _left_over(clause, reading)


def _more_of(reading: _Reading) -> Callable[[str], None]:
    def more(clause: str) -> None:
        last = reading.changes[-1]
        reading.changes[-1] = replace(last, new=f"{last.new}, {clause}")

    return more


def _is_plain_text(change: Change) -> bool:
    return change.what is What.TEXT


def _left_over(clause: str, reading: _Reading) -> None:
    """Words that say no change: the reason, unless there is a number in them that nobody understood."""
    rest = _FILLER.sub("", clause).strip(" .")
    if not rest or _EMAIL.fullmatch(rest) or _COURTESY.search(fold(rest)):
        return
    (reading.unclear if re.search(r"\d", rest) else reading.loose).append(rest)


def _change(clause: str) -> Change | None:
    text, line = _without_position(clause)
    if line is not None and _WITHOUT.match(clause):
        return Change(What.NO_LINE, "0", line=line)
    if discount := _DISCOUNT.search(text):
        return Change(What.DISCOUNT, _decimal(discount["percent"]), line=line)
    for what, pattern in _NAMED:
        if named := pattern.match(_FILLER.sub("", text)):
            return _named(what, named["rest"], line)
    new, old = _both(text)
    number = _rate(new, old) or _number(new, old)
    if number is not None:
        return replace(number, line=line)
    if old is None or re.search(r"\d", f"{new}{old}"):
        return None
    return Change(What.TEXT, _FILLER.sub("", new).strip(" \"'„”"), old.strip(" \"'„”"), line)


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
    hint = _FILLER.sub("", _COUNTS.sub(" ", _PRICES.sub(" ", lead)).strip()).strip(" :=-–") or None
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
