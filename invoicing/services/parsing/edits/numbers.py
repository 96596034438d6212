"""Readers of prices, quantities, discounts, rates and currencies."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.edits import words as said
from invoicing.services.parsing.edits.calling import called
from invoicing.services.parsing.edits.clause import NOTHING, Clause, Read
from invoicing.services.parsing.edits.figures import Figure, Means, figure_in, figure_of, hint_of
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.tokens import fold, tokenize
from invoicing.services.parsing.understood import Problem
from invoicing.services.parsing.words import CURRENCIES, UNITS

_RATE = re.compile(
    r"(?P<hint>.*?)(?P<rate>\d{1,3}(?:[.,]\d+)?|zw(?:oln\w*)?|np|oo|exempt|звільн\w*)\.?\s*(?P<percent>%|proc\w*|percent|відсотк\w*)?"
    r"(?:\s*(?:vat|пдв)\w*)?(?:\s+(?:na|dla|do|for|on|для)\s+(?P<after>.+))?",
    re.DOTALL,
)
_BARE_RATE = re.compile(
    r"(?:na\s+|to\s+|на\s+)?(?:\d{1,2}\s*(?:%|proc\w*|percent)(?:\s*vat\w*)?|zw(?:olnion\w*)?\.?(?:\s+z\s+vat\w*)?|np\.?|oo)"
)
_EVERYTHING = re.compile(
    r"(?:wszystk\w+|calosc\w*|obie|obu|kazd\w+|all|everything)(?: (?:pozycj\w+|lini\w+|lines))?"
)
_RATES = frozenset({"23", "8", "5", "0", "zw", "np", "oo"})
_KIND_WORDS = re.compile(r"\b(?P<kind>netto|brutto|net|gross|нетто|брутто)\b")


def numbered(field: Field, pattern: re.Pattern[str], means: frozenset[Means]) -> Callable[[Clause], Read]:
    """A reader of "cena montażu 250", "ilość 3", "rabat 10% na dojazd"."""

    def read(clause: Clause) -> Read:
        rest = clause.rest(pattern)
        found = figure_in(rest, clause.today) if rest else None
        if found is None or found[0].means not in means:
            return NOTHING
        return figured(field, *found)

    return read


def figured(field: Field, figure: Figure, hint: str | None) -> Read:
    """The edit of a figure; its rate, and its currency, are edits of their own."""
    if figure.problem and not (field is Field.DISCOUNT and figure.problem == "amount_ambiguous"):
        return [], [Problem(figure.problem, str(figure.value))]
    kind, unit = figure.price_kind, figure.unit
    hint, old = _moved_from(hint)
    if hint is not None and fold(hint) in UNITS:  # "liczba godzin 5"
        unit, hint = UNITS[fold(hint)], None
    words = _KIND_WORDS.search(hint.lower()) if hint and kind is None else None
    if words and hint:
        kind, hint = said.kind_of(words["kind"]), hint_of(hint[: words.start()] + hint[words.end() :])
    edit = Edit(
        field,
        number=figure.value,
        percent=figure.means is Means.PERCENT,
        unit=unit if field is Field.QUANTITY else None,
        price_kind=kind,
        hint=hint,
        old=old,
    )
    edits = [edit]
    if figure.rate and field is Field.PRICE:
        edits.append(Edit(Field.RATE, figure.rate, hint=hint))
    if figure.currency:
        edits.append(Edit(Field.IN_CURRENCY, figure.currency))
    return edits, []


def _moved_from(hint: str | None) -> tuple[str | None, Decimal | None]:
    """Reads "konsultacji z 200" before "na 250": the words, and the old number."""
    found = said.MOVED_FROM.fullmatch(said.same_length_fold(hint)) if hint else None
    number = number_at(tokenize(found["old"]), 0) if found else None
    if hint is None or found is None or number is None:
        return hint_of(hint or ""), None
    return hint_of(hint[: found.end("hint")]), number.value


def percent_off(clause: Clause) -> Read:
    """Reads "10% rabatu"."""
    found = re.fullmatch(
        rf"(?P<value>.+?)\s+(?:{said.DISCOUNT_WORDS})(?:\s+(?:na|dla|za|for|on|на)\s+(?P<hint>.+))?",
        clause.folded,
    )
    figure = figure_of(clause.raw[: found.end("value")], clause.today) if found else None
    if figure is None or found is None or figure.means not in {Means.PERCENT, Means.MONEY}:
        return NOTHING
    return figured(Field.DISCOUNT, figure, clause.after(found.start("hint")) if found["hint"] else None)


def currency(clause: Clause) -> Read:
    """Another currency: waluta EUR, zmień na euro."""
    rest = clause.rest(said.CURRENCY)
    words = re.fullmatch(r"(?:na|w|in|to|у|в|на)\s+(?P<word>\w+)", clause.folded)
    word = clause.folded[len(clause.raw) - len(rest) :].strip() if rest else words["word"] if words else ""
    return ([Edit(Field.CURRENCY, CURRENCIES[word])], []) if word in CURRENCIES else NOTHING


def rate(clause: Clause) -> Read:
    """Another rate, of one line or of all: stawka 8%, stawka dojazdu zw."""
    rest = clause.rest(said.RATE)
    if said.REVERSE_CHARGE.fullmatch(clause.folded):
        return [Edit(Field.RATE, "oo")], []
    if rest is None:
        bare = _BARE_RATE.fullmatch(clause.folded)
        rest = clause.raw if bare else None
    found = _RATE.fullmatch(rest.lower()) if rest else None
    if found is None or rest is None:
        return NOTHING
    rate = found["rate"] if found["rate"] in {"np", "oo"} else _rate_word(found["rate"])
    hint = hint_of(rest[: found.end("hint")]) or (found["after"] and hint_of(rest[found.start("after") :]))
    if rate not in _RATES:
        return [], [Problem("vat_unknown", rate)]
    of_all = hint and _EVERYTHING.fullmatch(fold(hint))
    return [Edit(Field.RATE, rate, hint=None if of_all else hint or None)], []


def _rate_word(word: str) -> str:
    return word if word[0].isdecimal() else "zw"


def bare_figure(clause: Clause) -> Read:
    """Reads "zmień na 250 zł", "ma być 3 szt."."""
    rest = re.sub(r"^(?:na|to|ma byc|maja byc|should be|має бути|на)\s+", "", clause.folded)
    figure = figure_of(clause.after(len(clause.raw) - len(rest)), clause.today)
    if figure is None or figure.means is Means.PERCENT or clause.verb is said.Verb.ADD:
        return NOTHING
    return by_meaning(figure, None, bare=None)


def by_meaning(figure: Figure, hint: str | None, *, bare: Field | None) -> Read:
    """The edit that a figure is by itself; `bare` is what it is when it does not say."""
    fields = {Means.MONEY: Field.PRICE, Means.COUNT: Field.QUANTITY, Means.BARE: bare}
    field = fields.get(figure.means)
    return figured(field, figure, hint) if field else NOTHING


def price_kind(clause: Clause) -> Read:
    """Whether prices are net or gross: brutto, ceny są netto; or one of them: cena dojazdu jest brutto."""
    found = said.PRICE_KIND.fullmatch(clause.folded)
    if found is not None:
        return [Edit(Field.PRICE_KIND, price_kind=said.kind_of(found["kind"]))], []
    of_line = said.PRICE_KIND_OF.fullmatch(clause.folded)
    if of_line is None or not called(clause.names, of_line["hint"]):
        return NOTHING
    hint = clause.raw[of_line.start("hint") : of_line.end("hint")]
    return [Edit(Field.PRICE_KIND, price_kind=said.kind_of(of_line["kind"]), hint=hint)], []
