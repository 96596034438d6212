"""What an invoice says beside the sale: periods, contracts, charges, the foot, the rate of another currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicing.model.errors import InvalidAmount, InvalidDocument, InvalidValue
from invoicing.model.identifiers import Regon
from invoicing.model.money import check_number
from invoicing.model.text import check_text

_KRS = re.compile(r"[0-9]{10}")
_BDO = 9
_FOOT = 3500  # TTekstowy
_MOST_FEET = 3
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Period:
    """The time an invoice is for (OkresFa), first and last day."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidDocument("period-reversed", begun=self.start.isoformat(), ended=self.end.isoformat())


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """By which tax in another currency becomes PLN (art. 31a, 106e ust. 11 VATA).

    Attributes:
        rate: PLN for one unit of the currency.
        published_on: the day of its publication: the last workday before the tax point.
        source: who published it and where, such as "223/A/NBP/2026" or "EBC".
    """

    rate: Decimal
    published_on: date
    source: str = "NBP"

    def __post_init__(self) -> None:
        check_number(self.rate, "exchange-rate", digits=16, decimals=6)
        if self.rate <= 0:
            raise InvalidAmount("exchange-rate", rate=str(self.rate))
        check_text(self.source, "exchange-rate")

    def __str__(self) -> str:
        """For a note: 4.2743 (223/A/NBP/2026, 2026-11-19)."""
        return f"{self.rate:f} ({self.source}, {self.published_on.isoformat()})"


def rate_day(currency: str, supply_date: date | None, issue_date: date | None) -> date | None:
    """The day before which the rate was published: of the sale, or of issue where that is earlier (art. 31a VATA).

    Of services and payments with a tax point of their own a human decides.

    Returns:
        None in PLN, and while there is no day of issue.

    >>> rate_day("EUR", date(2026, 11, 30), date(2026, 12, 7))
    datetime.date(2026, 11, 30)
    """
    if currency == "PLN" or issue_date is None:
        return None
    return min(supply_date or issue_date, issue_date)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An amount added to what is due or taken from it, and why (Obciazenia, Odliczenia)."""

    amount: Decimal
    reason: str

    def __post_init__(self) -> None:
        check_number(self.amount, "amount", digits=16, decimals=2)
        if self.amount < 0:
            raise InvalidAmount("amount-negative", amount=str(self.amount))
        check_text(self.reason, "adjustment")


@dataclass(frozen=True, slots=True)
class Reference:
    """A contract or an order: its number, its date, or both."""

    number: str | None = None
    on: date | None = None

    def __post_init__(self) -> None:
        if self.number is None and self.on is None:
            raise InvalidDocument("reference-empty")
        if self.number is not None:
            check_text(self.number, "reference")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the parties agreed (WarunkiTransakcji).

    Attributes:
        contractual_rate, contractual_currency: by which amounts were converted; no rate for the tax; both or none.
        intermediary: a delivery by one who never disposed of the goods (art. 22 ust. 2d VATA).
    """

    contracts: tuple[Reference, ...] = ()
    orders: tuple[Reference, ...] = ()
    batch_numbers: tuple[str, ...] = ()
    delivery_terms: str | None = None
    contractual_rate: Decimal | None = None
    contractual_currency: str | None = None
    intermediary: bool = False

    def __post_init__(self) -> None:
        for text in (*self.batch_numbers, *filter(None, (self.delivery_terms,))):
            check_text(text, "terms")
        if (self.contractual_rate is None) is not (self.contractual_currency is None):
            raise InvalidDocument("contractual-rate")
        if self.contractual_rate is not None:
            check_number(self.contractual_rate, "exchange-rate", digits=16, decimals=6)
        if self.contractual_currency is not None and not _CURRENCY.fullmatch(self.contractual_currency):
            raise InvalidValue("contractual-rate", currency=self.contractual_currency)


@dataclass(frozen=True, slots=True)
class Register:
    """An entry in other registers (Rejestry)."""

    full_name: str | None = None
    krs: str | None = None
    regon: str | None = None
    bdo: str | None = None

    def __post_init__(self) -> None:
        if not any((self.full_name, self.krs, self.regon, self.bdo)):
            raise InvalidDocument("register-empty")
        if self.full_name is not None:
            check_text(self.full_name, "register")
        if self.krs is not None and not _KRS.fullmatch(self.krs):
            raise InvalidValue("krs", value=self.krs)
        if self.regon is not None:
            Regon.parse(self.regon)
        if self.bdo is not None:
            check_text(self.bdo, "bdo", _BDO)


@dataclass(frozen=True, slots=True)
class Footer:
    """Stopka: up to three free texts, and registers."""

    texts: tuple[str, ...] = ()
    registers: tuple[Register, ...] = ()

    def __post_init__(self) -> None:
        if len(self.texts) > _MOST_FEET:
            raise InvalidDocument("footer-texts", count=str(len(self.texts)))
        for text in self.texts:
            check_text(text.replace("\n", " "), "footer", _FOOT)
