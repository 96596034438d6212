"""Rates of sales abroad, as a table."""

import pytest

from invoicing.model.party import BuyerKind
from invoicing.model.place_of_supply import ABROAD, FOREIGN_RATES, Supply
from invoicing.model.vat import VatRate


@pytest.mark.parametrize(
    ("kind", "supply", "rate"),
    [
        (BuyerKind.EU, Supply.SERVICES, VatRate.OUT_OF_SCOPE_EU_SERVICES),
        (BuyerKind.EU, Supply.GOODS, VatRate.ZERO_INTRA_EU),
        (BuyerKind.NON_EU, Supply.SERVICES, VatRate.OUT_OF_SCOPE),
        (BuyerKind.NON_EU, Supply.GOODS, VatRate.ZERO_EXPORT),
    ],
)
def test_a_business_abroad_is_charged_no_polish_tax(kind, supply, rate):
    assert ABROAD[kind].of(supply) is rate
    assert not rate.shows_tax


def test_no_usual_rate_is_one_of_a_sale_abroad():
    assert not FOREIGN_RATES & {VatRate.STANDARD, VatRate.EXEMPT, VatRate.ZERO_DOMESTIC}
