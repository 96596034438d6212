"""What a buyer makes of a draft: the rates of a sale abroad, and what must still be said of it."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.line import Mark
from invoicing.model.place_of_supply import ABROAD, FOREIGN_RATES, Rates, Supply
from invoicing.model.vat import VatRate
from invoicing.services.issuing.buyers import WHO, FoundBuyer
from invoicing.services.issuing.lines import unpriced
from invoicing.services.issuing.price_kinds import at_rate
from invoicing.services.parsing.tokens import fold

SUPPLY = "supply-kind"
"""The gap of a sale abroad of which nobody knows whether goods or services are sold."""
_TIME = frozenset({"godz.", "dni", "doba", "mies.", "usł.", "min", "rok", "tydz."})
_WEIGHT = frozenset({"kg", "t", "g", "l", "m3", "paleta"})
_SERVICES = re.compile(
    r"\b(?:uslug|konsultac|programow|projektow|tlumacz|szkolen|doradz|serwis|napraw|montaz|marketing|reklam|"
    r"consult|service|software develop|design|translat|training|licenc|licens|hosting|abonament|subskryp|послуг|консультац)"
)
_GOODS = re.compile(r"\b(?:towar|wyrob|czesc|produkt|goods|товар)")


def settled(
    draft: Draft, profile: CompanyProfile, found: FoundBuyer | None = None, supply: Supply | None = None
) -> Draft:
    """The draft with the rates its buyer brings about, and with everything that is missing.

    A rate that somebody said stays, except that 0 % and np become those of a sale abroad.

    Args:
        draft: with its buyer.
        profile: of the seller.
        found: the buyer, when it was named just now.
        supply: what is sold, when somebody said it.
    """
    who = found.missing if found else tuple(gap for gap in draft.missing if gap == WHO)
    if draft.kind is InvoiceKind.CORRECTING:
        return replace(draft, missing=(*who, *unpriced(draft.lines)))
    rates = ABROAD.get(draft.buyer.kind) if draft.buyer else None
    lines = tuple(_placed(line, rates, draft, profile, supply) for line in draft.lines)
    unknown = (SUPPLY,) if any(line is None for line in lines) else ()
    done = tuple(new or old for new, old in zip(lines, draft.lines, strict=True))
    return replace(draft, lines=done, missing=(*who, *unknown, *unpriced(done)))


def supply_of(line: Line) -> Supply | None:
    """What a line sells, where its unit or its name tell; None where they do not."""
    name = fold(line.name)
    if line.unit in _TIME or _SERVICES.search(name):
        return Supply.SERVICES
    if line.unit in _WEIGHT or _GOODS.search(name):
        return Supply.GOODS
    return None


def said_supply(text: str) -> Supply | None:
    """What a short answer says: towar, usługa.

    >>> said_supply("to usługi"), said_supply("Towar."), said_supply("towar i usługa")
    (<Supply.SERVICES: 'services'>, <Supply.GOODS: 'goods'>, None)
    """
    words = re.findall(r"\w+", fold(text))
    services = any(word.startswith(("uslug", "service", "послуг")) for word in words)
    goods = any(word.startswith(("towar", "goods", "товар")) for word in words)
    if len(words) > 3 or services is goods:
        return None
    return Supply.SERVICES if services else Supply.GOODS


def _placed(
    line: Line, rates: Rates | None, draft: Draft, profile: CompanyProfile, supply: Supply | None
) -> Line | None:
    """The line at its rate; None when that hangs on what nobody has said."""
    guessed, kind = Mark.VAT in line.marks, draft.price_kind
    if rates is None:
        return (
            at_rate(line, profile.rate_for(None), kind)
            if guessed and line.vat_rate in FOREIGN_RATES
            else line
        )
    if line.vat_rate is VatRate.ZERO_DOMESTIC:
        return at_rate(line, rates.goods, kind)
    if line.vat_rate in {VatRate.OUT_OF_SCOPE, VatRate.OUT_OF_SCOPE_EU_SERVICES} and not guessed:
        return at_rate(line, rates.services, kind)
    if not guessed or line.vat_rate not in {profile.default_rate, *FOREIGN_RATES}:
        return line
    sold = supply or supply_of(line) or _sold_so_far(line)
    return None if sold is None else at_rate(line, _allowed(rates.of(sold), profile), kind)


def _sold_so_far(line: Line) -> Supply | None:
    """What the rate of an earlier version of the draft says."""
    for rates in ABROAD.values():
        for supply in Supply:
            if line.vat_rate is rates.of(supply):
                return supply
    return None


def _allowed(rate: VatRate, profile: CompanyProfile) -> VatRate:
    """The rate, or the company's own where it may not write that one: an exempt company has no 0 %."""
    try:
        return profile.rate_for(rate)
    except Refused:
        return profile.rate_for(None)
