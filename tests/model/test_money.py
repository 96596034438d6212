"""Rounding, totals per rate, and what FA(3) has room for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import InvalidAmount
from invoicing.model.invoice import Line
from invoicing.model.money import check_number, product, to_grosze
from invoicing.model.vat import UNTAXED, PriceKind, RateTotal, Totals, VatRate, totals

AMOUNTS = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=4)
PRICES = st.decimals(Decimal(0), Decimal("1e6"), places=2)


def lines(rate, *values):
    return [Line("rzecz", Decimal(1), None, Decimal(value), rate) for value in values]


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.125", "0.13"),
        ("2.675", "2.68"),
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("-0.125", "-0.13"),
        ("-0.004", "0.00"),
    ],
)
def test_halves_of_a_grosz_go_away_from_zero(amount, rounded):
    assert str(to_grosze(Decimal(amount))) == rounded


@given(AMOUNTS)
def test_rounding_moves_by_half_a_grosz_at_most_and_mirrors_corrections(amount):
    rounded = to_grosze(amount)

    assert abs(rounded - amount) <= Decimal("0.005")
    assert to_grosze(-amount) == -rounded
    assert str(rounded) != "-0.00"


@pytest.mark.parametrize(
    ("rate", "kind", "values", "net", "vat"),
    [
        (VatRate.STANDARD, PriceKind.NET, ("3.24", "3.24"), "6.48", "1.49"),
        (VatRate.STANDARD, PriceKind.GROSS, ("3.33", "3.33", "3.33"), "8.12", "1.87"),
        (VatRate.STANDARD, PriceKind.GROSS, ("49.99",), "40.64", "9.35"),
        (VatRate.STANDARD, PriceKind.GROSS, ("0.03",), "0.02", "0.01"),
        (VatRate.REDUCED, PriceKind.NET, ("100",), "100.00", "8.00"),
        (VatRate.REDUCED, PriceKind.GROSS, ("108",), "100.00", "8.00"),
        (VatRate.SUPER_REDUCED, PriceKind.NET, ("10.10",), "10.10", "0.51"),
        (VatRate.EXEMPT, PriceKind.NET, ("100",), "100.00", "0.00"),
        (VatRate.ZERO_EXPORT, PriceKind.GROSS, ("100",), "100.00", "0.00"),
        (VatRate.REVERSE_CHARGE, PriceKind.GROSS, ("7.77",), "7.77", "0.00"),
    ],
)
def test_tax_is_counted_from_the_sum_of_a_rate(rate, kind, values, net, vat):
    total = totals(lines(rate, *values), kind)

    assert total == Totals((RateTotal(rate, Decimal(net), Decimal(vat)),))
    assert (total.net, total.vat, total.gross) == (Decimal(net), Decimal(vat), Decimal(net) + Decimal(vat))


@given(
    st.lists(
        st.tuples(st.sampled_from([rate for rate in VatRate if rate is not VatRate.OSS]), PRICES), max_size=6
    ),
    st.sampled_from(PriceKind),
)
def test_totals_hold_every_line_once_in_the_order_of_the_rates(said, kind):
    made = [Line("rzecz", Decimal(1), None, price, rate) for rate, price in said]

    total = totals(made, kind)
    rates = [each.rate for each in total.per_rate]

    assert rates == [rate for rate in VatRate if rate in {line.vat_rate for line in made}]
    said_sum = sum((line.value for line in made), Decimal(0))
    assert (total.net if kind is PriceKind.NET else total.gross) == said_sum
    assert total.gross == total.net + total.vat == sum((each.gross for each in total.per_rate), Decimal(0))


def test_an_invoice_without_lines_comes_to_nothing():
    assert [str(each) for each in (totals([], PriceKind.NET).net, totals([], PriceKind.NET).gross)] == [
        "0.00",
        "0.00",
    ]


def test_rates_are_spelled_as_in_p_12():
    assert [rate.value for rate in VatRate] == [
        "23",
        "8",
        "5",
        "4",
        "oss",
        "0 KR",
        "0 WDT",
        "0 EX",
        "zw",
        "np I",
        "np II",
        "oo",
        "margin",
    ]
    assert [rate.percent for rate in VatRate] == [23, 8, 5, 4, *[0] * 9]
    assert {rate for rate in VatRate if rate.shows_tax} == {
        VatRate.STANDARD,
        VatRate.REDUCED,
        VatRate.SUPER_REDUCED,
        VatRate.TAXI,
    }
    assert {VatRate.EXEMPT, VatRate.OUT_OF_SCOPE, VatRate.OUT_OF_SCOPE_EU_SERVICES} == UNTAXED


def test_a_product_is_exact_before_it_is_rounded():
    longest = product(Decimal("9999999999999999.999999"), Decimal("99999999999999.99999999"))

    assert longest == Decimal("999999999999999999999800000000.00000000000001")


@pytest.mark.parametrize(
    ("number", "digits", "decimals", "why"),
    [
        ("9999.999999", 4, 6, None),
        ("-9999.999999", 4, 6, None),
        ("1.5000000", 4, 1, None),
        ("1000000", 7, 0, None),
        ("0", 1, 0, None),
        ("10000", 4, 6, "amount-too-large"),
        ("-10000", 4, 6, "amount-too-large"),
        ("0.1234567", 4, 6, "amount-decimals"),
        ("0.1234567", 4, None, None),
        ("NaN", 4, 6, "amount-format"),
        ("Infinity", 4, 6, "amount-format"),
        ("-Infinity", 4, None, "amount-format"),
    ],
)
def test_numbers_fa3_has_no_room_for_are_refused(number, digits, decimals, why):
    if why is None:
        check_number(Decimal(number), "quantity", digits=digits, decimals=decimals)
        return
    with pytest.raises(InvalidAmount) as invalid:
        check_number(Decimal(number), "quantity", digits=digits, decimals=decimals)

    assert invalid.value.reason == why
    assert invalid.value.details == {"field": "quantity", "amount": number}
