"""The limit of 10 000 zł a month: what fits in, what goes beyond it, and what it is in zlotys."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from invoicing.model.small_sales import Crossing, Fit, Meter, counted
from invoicing.model.terms import ExchangeRate

NOVEMBER = date(2026, 11, 1)
LOST = Crossing(UUID(int=1), "FV/2026/11/1", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("used", "amount", "fit"),
    [
        ("0", "10000.00", Fit.FITS),  # exactly as much as the law allows
        ("0", "10000.01", Fit.CROSSES),
        ("9999.99", "0.01", Fit.FITS),
        ("9999.99", "0.02", Fit.CROSSES),
        ("10000.00", "0.00", Fit.FITS),  # a correction that lowers
        ("10000.00", "0.01", Fit.CROSSES),
    ],
)
def test_a_month_may_hold_ten_thousand_and_not_a_grosz_more(used, amount, fit):
    assert Meter(NOVEMBER, Decimal(used)).fit(Decimal(amount)) is fit


def test_a_lost_right_stays_lost_whatever_the_month_holds():
    december = Meter(date(2026, 12, 1), Decimal(0), LOST)

    assert december.fit(Decimal("0.01")) is Fit.LOST
    assert december.fit(None) is Fit.LOST


def test_an_amount_nobody_can_tell_does_not_stay_outside():
    assert Meter(NOVEMBER).fit(None) is Fit.UNCOUNTED


@pytest.mark.parametrize(
    ("used", "parts", "near"),
    [
        ("0", 0, False),
        ("7340", 7, False),
        ("7999.99", 7, False),
        ("8000", 8, True),
        ("9999.99", 9, True),
        ("10000", 10, True),
    ],
)
def test_the_bar_fills_and_warns_at_eighty_percent(used, parts, near):
    meter = Meter(NOVEMBER, Decimal(used))

    assert (meter.parts, meter.near) == (parts, near)


def test_another_currency_counts_at_the_rate_of_the_invoice():
    rate = ExchangeRate(Decimal("4.2512"), date(2026, 11, 19), "225/A/NBP/2026")

    assert counted(Decimal("300.00"), "EUR", rate) == Decimal("1275.36")
    assert counted(Decimal("300.00"), "EUR", None) is None


def test_a_correction_that_lowers_gives_no_room_back():
    assert counted(Decimal("-5000.00"), "PLN", None) == 0
