"""What a sentence says of an advance: which amount was paid and when, and what is ordered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicing.model.advance import AdvancePayment
from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Mark
from invoicing.model.vat import PriceKind, RateTotal
from invoicing.services.issuing.lines import UNPRICED, kind_of, said_lines, said_rate
from invoicing.services.parsing.received import received_day
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import SaidLine, Understood

_CALLED = r"(?:zaliczk\w*|zadat\w*|przedplat\w*|wplat\w*|advance(?: payment)?|deposit|down payment|аванс\w*|передоплат\w*)"
_LEAD = re.compile(
    rf"(?:\d{{1,3}} ?% )?(?:of )?{_CALLED}\s*(?:na poczet|w wysokosci|na|za|dla|for|on|of|за|на)?\s*"
)
_TALK = re.compile(rf"\s*(?:zmien |popraw )?(?:kwot\w* |dat\w* )?{_CALLED}\b.*", re.DOTALL)
RECEIVED_ON = "received_on"
"""What is guessed while nobody said when the money came."""


@dataclass(frozen=True, slots=True)
class SaidAdvance:
    """An advance as far as it was said.

    Attributes:
        payment: None while nobody said how much was paid.
        order: what is ordered; a line without a price while nobody said what all of it is worth.
        price_kind: of the order.
        guessed: what nobody said of the payment.
    """

    payment: AdvancePayment | None
    order: tuple[Line, ...]
    price_kind: PriceKind
    guessed: frozenset[str]


def said_advance(heard: Understood, profile: CompanyProfile, text: str, today: date) -> SaidAdvance:
    """The payment and the order of a sentence; an amount alone is the payment, what is ordered is asked for.

    Raises:
        Refused: not-yet, an advance in another currency; advance-in-future; what `said_lines` refuses.
    """
    if heard.currency != "PLN":
        raise Refused("not-yet", what="currency")
    paid = next((line for line in heard.lines if names_advance(line.name)), None)
    if paid is None and len(heard.lines) == 1:
        paid = heard.lines[0]
    ordered = _ordered(heard, paid)
    said = said_lines(replace(heard, lines=ordered), profile)
    order = tuple(line.unmarked(Mark.PRICE) for line in said.lines)
    received, guessed = received_on(text, heard, today)
    payment = None
    if paid is not None and paid.price is not None:
        payment = AdvancePayment(received, _gross(paid, profile))
    whole = said.price_kind if any(line.price for line in ordered) else PriceKind.GROSS
    return SaidAdvance(payment, order, whole, guessed)


def received_on(text: str, heard: Understood, today: date) -> tuple[date, frozenset[str]]:
    """The Warsaw date of the payment; today, as a guess, when nobody said it.

    Raises:
        Refused: advance-in-future: no invoice says that money has come which has not.
    """
    day = received_day(text, today) or heard.supply_date
    if day is None:
        return today, frozenset({RECEIVED_ON})
    if day > today:
        raise Refused("advance-in-future", date=day.isoformat())
    return day, frozenset()


def about_payment(text: str, draft: Draft | None) -> bool:
    """Whether the words are about the payment of an open draft: "wpłata 6000 zł", "zaliczka wpłynęła 18.11"."""
    return draft is not None and draft.kind is InvoiceKind.ADVANCE and _TALK.fullmatch(fold(text)) is not None


def with_payment(draft: Draft, heard: Understood, profile: CompanyProfile, text: str, today: date) -> Draft:
    """The next version with the amount or the date that was said; the same draft when neither was.

    Raises:
        Refused: advance-in-future.
    """
    priced = next((line for line in heard.lines if line.price is not None), None)
    received, guessed = received_on(text, heard, today)
    amount = _gross(priced, profile) if priced else draft.advance.amount if draft.advance else None
    if amount is None or (priced is None and guessed):
        return draft
    if guessed and draft.advance is not None:
        received, guessed = draft.advance.received_on, draft.guessed & {RECEIVED_ON}
    payment = AdvancePayment(received, amount)
    if payment == draft.advance:
        return draft
    return draft.changed(advance=payment, guessed=(draft.guessed - {RECEIVED_ON}) | guessed)


def _ordered(heard: Understood, paid: SaidLine | None) -> tuple[SaidLine, ...]:
    """The lines of the order: those besides the payment, or the payment's own words without a price."""
    others = tuple(line for line in heard.lines if line is not paid)
    named = tuple(line for line in others if line.name)
    if named or paid is None:
        return named
    words = _without_lead(paid.name or "")
    worth = next((line for line in others if line.price is not None), None)
    if worth is not None:
        return (replace(worth, name=words or None, guessed=paid.guessed & worth.guessed),)
    return (replace(paid, name=words or None, price=None, quantity=Decimal(1), unit=None),)


def _without_lead(name: str) -> str:
    """The words behind "zaliczka na"; folding keeps the length of Polish words, so places are the same."""
    found = _LEAD.match(fold(name))
    return name[found.end() :].strip() if found and len(fold(name)) == len(name) else name


def names_advance(name: str | None) -> bool:
    """Whether words call something an advance, a deposit, a payment before the supply."""
    return name is not None and _LEAD.match(fold(name)) is not None


def _gross(line: SaidLine, profile: CompanyProfile) -> Decimal:
    """What was paid, with its tax: money comes gross, unless somebody says net in so many words."""
    amount = line.quantity * (line.price or UNPRICED)
    if line.price_kind is PriceKind.GROSS or "price_kind" in line.guessed:
        return RateTotal.of(profile.rate_for(None), amount, PriceKind.GROSS).gross
    rate = profile.rate_for(None if "vat" in line.guessed else said_rate(line.vat))
    return RateTotal.of(rate, amount, kind_of(line) or PriceKind.NET).gross
