"""Values as people read them: money, dates, numbers of things, in the language of the sentence around them.

Every filter takes the strings that replies carry (decimal amounts, ISO dates) and gives plain text; a filter
that depends on the language reads it from the template's context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from jinja2 import pass_context
from jinja2.runtime import Context

from invoicing.model.warsaw import WARSAW

NO_BREAK = "\u00a0"
LANGUAGES = ("pl", "en", "uk")
_LOCALES = {"pl": "pl_PL", "en": "en_GB", "uk": "uk_UA"}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LINE_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def number(value: str | Decimal, language: str, least: int = 0) -> str:
    """A decimal with at least `least` places and no idle zeros after them.

    >>> number("1234567.50", "pl", 2).replace(NO_BREAK, " "), number("1.500", "pl"), number("1234.5", "en", 2)
    ('1 234 567,50', '1,5', '1,234.50')
    """
    whole, _, places = f"{Decimal(value):f}".partition(".")
    places = places.rstrip("0").ljust(least, "0")
    thousands, point = (",", ".") if language == "en" else (NO_BREAK, ",")
    grouped = f"{int(whole.lstrip('-')):,}".replace(",", thousands)
    sign = "\u2212" if whole.startswith("-") and (int(whole) or places.strip("0")) else ""
    return sign + grouped + (point + places if places else "")


def amount(value: str | Decimal, currency: str, language: str) -> str:
    """An amount with its currency, never torn apart at a line's end.

    >>> amount("1234.5", "PLN", "pl").replace(NO_BREAK, " "), amount("12", "EUR", "en").replace(NO_BREAK, " ")
    ('1 234,50 zł', 'EUR 12.00')
    """
    digits = number(value, language, 2)
    if language == "en":
        return f"{currency}{NO_BREAK}{digits}"
    return f"{digits}{NO_BREAK}{'zł' if currency == 'PLN' else currency}"


def short_date(value: str) -> str:
    """20.11.2026."""
    return f"{date.fromisoformat(value[:10]):%d.%m.%Y}"


def long_date(value: str, language: str) -> str:
    """4 grudnia 2026; 4 December 2026; 4 грудня 2026 р."""
    text = format_date(date.fromisoformat(value[:10]), "long", locale=_LOCALES[language])
    return text.replace("\u202f", NO_BREAK)


def weekday(value: str, language: str) -> str:
    """The day's name, in the nominative."""
    return format_date(date.fromisoformat(value[:10]), "EEEE", locale=_LOCALES[language])


def moment(value: str) -> str:
    """An ISO time as Warsaw's calendar and clock: 20.11.2026, 14:05."""
    read = datetime.fromisoformat(value)
    return f"{read.astimezone(WARSAW) if read.tzinfo else read:%d.%m.%Y, %H:%M}"


def grouped_nip(value: str) -> str:
    """526-025-02-74; anything that has not ten digits stays as it is."""
    if not re.fullmatch(r"[0-9]{10}", value):
        return value
    return f"{value[:3]}-{value[3:6]}-{value[6:8]}-{value[8:]}"


def grouped_account(value: str) -> str:
    """NRB as banks print it, two digits and then fours; an IBAN in fours."""
    compact = re.sub(r"\s", "", value).removeprefix("PL")
    first = 2 if re.fullmatch(r"[0-9]{26}", compact) else 4
    rest = [compact[at : at + 4] for at in range(first, len(compact), 4)]
    return " ".join([compact[:first], *rest])  # a narrow screen may break it between groups, never inside one


def plural(count: str | int, language: str, *forms: str) -> str:
    """The form of a noun for a number: one, few, many and, for fractions, other; English: one, other.

    >>> [plural(n, "pl", "pozycja", "pozycje", "pozycji") for n in (1, 2, 5, 12, 22, 0)]
    ['pozycja', 'pozycje', 'pozycji', 'pozycji', 'pozycje', 'pozycji']
    >>> plural(21, "uk", "рядок", "рядки", "рядків"), plural(21, "pl", "wiersz", "wiersze", "wierszy")
    ('рядок', 'wierszy')
    >>> plural("1.5", "pl", "godzina", "godziny", "godzin", "godziny"), plural(1, "en", "item", "items")
    ('godziny', 'item')
    """
    amount_of = Decimal(count)
    if language == "en":
        return forms[0] if amount_of == 1 else forms[-1]
    if amount_of != int(amount_of):
        return forms[3] if len(forms) > 3 else forms[1]
    return forms[_slavic_form(int(amount_of), language)]


def _slavic_form(count: int, language: str) -> int:
    ends_in_one = count % 10 == 1 and count % 100 != 11
    if count == 1 or (language == "uk" and ends_in_one):
        return 0
    if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}:
        return 1
    return 2


def clean(text: str) -> str:
    r"""One line without control characters and without marks that turn the direction of writing.

    >>> clean("Firma\n\x07sp. z o.o.")
    'Firma sp. z o.o.'
    """
    return _INVISIBLE.sub("", _LINE_BREAKS.sub(" ", text))


def harmless(text: str) -> str:
    """Clean text that, written from right to left, cannot turn its neighbours round."""
    tidy = clean(text)
    return f"\u2068{tidy}\u2069" if _RIGHT_TO_LEFT.search(tidy) else tidy


@pass_context
def _money(context: Context, value: str, currency: str = "PLN") -> str:
    return amount(value, currency, context["language"])


@pass_context
def _quantity(context: Context, value: str) -> str:
    return number(value, context["language"])


@pass_context
def _day(context: Context, value: str) -> str:
    return long_date(value, context["language"])


@pass_context
def _weekday(context: Context, value: str) -> str:
    return weekday(value, context["language"])


@pass_context
def _plural(context: Context, count: str | int, *forms: str) -> str:
    return plural(count, context["language"], *forms)


FILTERS: dict[str, Callable[..., str]] = {
    "money": _money,
    "quantity": _quantity,
    "date": short_date,
    "day": _day,
    "weekday": _weekday,
    "moment": moment,
    "nip": grouped_nip,
    "account": grouped_account,
    "plural": _plural,
}
