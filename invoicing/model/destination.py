"""Where an invoice goes, by who buys: into KSeF, into KSeF and to the buyer in the agreed way, or past KSeF.

A table, walked by `destination`. Modes of issuing (offline24 and the others) are another question: they say how an
invoice gets into KSeF, not whether.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.party import BuyerKind


class Place(StrEnum):
    """Where to."""

    KSEF = "ksef"  # and there the buyer receives it (art. 106gb ust. 1 VATA)
    KSEF_AND_AGREED = "ksef_and_agreed"  # the buyer has no access there (art. 106gb ust. 4 VATA)
    OUTSIDE = "outside"


class Because(StrEnum):
    """Why there; told to the person."""

    DOMESTIC = "domestic"
    NO_ACCESS = "no-access"
    CONSUMER = "consumer"
    CONSUMER_BY_CHOICE = "consumer-by-choice"
    SMALL_SALES = "small-sales"


@dataclass(frozen=True, slots=True)
class Destination:
    """A row of the table; `article` is of the VAT act, as it is quoted after "art."."""

    place: Place
    because: Because
    article: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a company has chosen.

    Attributes:
        consumers_into_ksef: invoices for consumers go there too, which is voluntary.
        small_sales: it uses the rule of 10 000 zł.
    """

    consumers_into_ksef: bool = False
    small_sales: bool = False


_DOMESTIC = Destination(Place.KSEF, Because.DOMESTIC, "106ga ust. 1")
_NO_ACCESS = Destination(Place.KSEF_AND_AGREED, Because.NO_ACCESS, "106gb ust. 4")
_CONSUMER = Destination(Place.OUTSIDE, Because.CONSUMER, "106ga ust. 2 pkt 4")
_BY_CHOICE = Destination(Place.KSEF_AND_AGREED, Because.CONSUMER_BY_CHOICE, "106ga ust. 2 pkt 4")
_SMALL_SALES = Destination(Place.OUTSIDE, Because.SMALL_SALES, "145m")

TABLE: Mapping[BuyerKind, Destination] = {
    BuyerKind.DOMESTIC: _DOMESTIC,
    BuyerKind.EXEMPT_WITH_NIP: _DOMESTIC,
    BuyerKind.JST: _DOMESTIC,
    BuyerKind.VAT_GROUP: _DOMESTIC,
    BuyerKind.CONSUMER: _CONSUMER,
    BuyerKind.EU: _NO_ACCESS,
    BuyerKind.NON_EU: _NO_ACCESS,
    BuyerKind.FOREIGN_WITH_NIP: _NO_ACCESS,
    BuyerKind.NO_NIP: _NO_ACCESS,
    BuyerKind.EXEMPT_WITHOUT_NIP: _NO_ACCESS,
    BuyerKind.EU_SMALL: _NO_ACCESS,
    BuyerKind.SUPPLY_ABROAD: _NO_ACCESS,
}
"""Every kind of buyer, as the law has it while a company has chosen nothing."""


def destination(kind: BuyerKind, choices: Choices, on: date) -> Destination:
    """Where an invoice issued on that Warsaw day goes.

    A consumer comes before the rule of 10 000 zł: what need not be in KSeF anyway does not use it up (Ministry's
    view of art. 145m).

    >>> destination(BuyerKind.NO_NIP, Choices(), date(2026, 11, 20)).place
    <Place.KSEF_AND_AGREED: 'ksef_and_agreed'>
    >>> destination(BuyerKind.CONSUMER, Choices(small_sales=True), date(2026, 11, 20)).article
    '106ga ust. 2 pkt 4'
    """
    if kind is BuyerKind.CONSUMER:
        return _BY_CHOICE if choices.consumers_into_ksef else TABLE[kind]
    if choices.small_sales and in_force(Rule.SMALL_SALES, on):
        return _SMALL_SALES
    return TABLE[kind]
