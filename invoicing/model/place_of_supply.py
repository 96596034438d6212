"""At which rate a sale to a business abroad stands, by what is sold: a table over art. 28b, 41 and 42 VATA.

The usual case alone: services whose place is another one (real estate, events, transport of people, restaurants) and
goods that are not carried abroad are for a human, who says the rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from invoicing.model.party import BuyerKind
from invoicing.model.vat import VatRate


class Supply(StrEnum):
    """What is sold."""

    SERVICES = "services"
    GOODS = "goods"


@dataclass(frozen=True, slots=True)
class Rates:
    """Of services and of goods."""

    services: VatRate
    goods: VatRate

    def of(self, supply: Supply) -> VatRate:
        """The rate of what is sold."""
        return self.services if supply is Supply.SERVICES else self.goods


ABROAD: Mapping[BuyerKind, Rates] = {
    # services: art. 28b, 100 ust. 1 pkt 4 VATA; goods: art. 41 ust. 3, 42 VATA
    BuyerKind.EU: Rates(VatRate.OUT_OF_SCOPE_EU_SERVICES, VatRate.ZERO_INTRA_EU),
    # services: art. 28b VATA; goods: art. 41 ust. 4 VATA
    BuyerKind.NON_EU: Rates(VatRate.OUT_OF_SCOPE, VatRate.ZERO_EXPORT),
}
"""Kinds of buyers to whom no Polish tax is charged in the usual case."""
FOREIGN_RATES = frozenset(rate for rates in ABROAD.values() for rate in (rates.services, rates.goods))
"""Rates that only a buyer abroad brings about."""
