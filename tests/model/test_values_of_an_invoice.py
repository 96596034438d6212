"""Values that an invoice is made of: lines, parties, payment, terms; each is valid or does not exist."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.advance import AdvancePayment, Order
from invoicing.model.annotations import NewVehicle, VehicleKind, VehicleNumber
from invoicing.model.content import Content
from invoicing.model.errors import LatarnikError
from invoicing.model.line import ItemCodes, Line
from invoicing.model.money import divided
from invoicing.model.party import Address, Buyer, BuyerKind, Contact, Nip
from invoicing.model.payment import Account, CashDiscount, Due, PartPayment, Payment
from invoicing.model.pln import vat_in_pln
from invoicing.model.terms import Adjustment, ExchangeRate, Footer, Period, Reference, Register, Terms
from invoicing.model.third_party import ThirdParty, ThirdPartyRole
from invoicing.model.vat import PriceKind, RateTotal, Totals, VatRate, advance_totals, totals

TODAY = date(2026, 11, 20)
LINE = Line("rzecz", Decimal(3), "szt.", Decimal("33.335"), VatRate.STANDARD)
THIRD = {"name": "Ktoś", "role": ThirdPartyRole.PAYER}
CAR = {"kind": VehicleKind.LAND, "admitted_on": TODAY, "line": 1, "use": "12 km"}


def reason(make, *said, **named):
    with pytest.raises(LatarnikError) as refusal:
        make(*said, **named)
    return refusal.value.reason


REFUSED = [
    ("gtu", replace, (LINE,), {"gtu": "GTU_14"}),
    ("gtu", replace, (LINE,), {"gtu": "gtu_01"}),
    ("oss-rate", replace, (LINE,), {"oss_rate": Decimal(19)}),
    ("oss-rate", replace, (LINE,), {"vat_rate": VatRate.OSS}),
    ("oss-rate", replace, (LINE,), {"vat_rate": VatRate.OSS, "oss_rate": Decimal("100.5")}),
    ("oss-rate", replace, (LINE,), {"vat_rate": VatRate.OSS, "oss_rate": Decimal(-1)}),
    ("amount-decimals", replace, (LINE,), {"vat_rate": VatRate.OSS, "oss_rate": Decimal("1.0000001")}),
    ("amount-discount", replace, (LINE,), {"discount": Decimal("100.006")}),
    ("amount-discount", replace, (LINE,), {"discount": Decimal("-0.01")}),
    ("amount-decimals", replace, (LINE,), {"excise": Decimal("0.001")}),
    ("text-too-long", ItemCodes, (), {"gtin": "1" * 21}),
    ("text-too-long", ItemCodes, (), {"unique_id": "1" * 51}),
    ("text-blank", ItemCodes, (), {"cn": " "}),
    ("text-too-long", Address, ("a",), {"gln": "1" * 14}),
    ("text-too-long", Contact, (), {"phone": "1" * 17}),
    ("text-too-long", Contact, (), {"email": "a@" + "b" * 254}),
    ("foreign-id", Buyer, (BuyerKind.NON_EU, "K"), {"foreign_country": "US"}),
    ("country-code", Buyer, (BuyerKind.NON_EU, "K"), {"foreign_id": "1", "foreign_country": "usa"}),
    ("text-too-long", Buyer, (BuyerKind.NON_EU, "K"), {"foreign_id": "1" * 51}),
    ("text-too-long", Buyer, (BuyerKind.CONSUMER, "K"), {"correction_key": "1" * 33}),
    ("third-party-role", ThirdParty, ("Ktoś",), {}),
    ("third-party-role", ThirdParty, (), THIRD | {"role_description": "kierowca"}),
    ("internal-id", ThirdParty, (), THIRD | {"internal_id": "5260250274"}),
    ("internal-id", ThirdParty, (), THIRD | {"internal_id": "5260250274-00001", "nip": Nip("1111111111")}),
    ("nip-checksum", ThirdParty, (), THIRD | {"internal_id": "5260250275-00001"}),
    ("eu-vat-number", ThirdParty, (), THIRD | {"eu_vat_number": "DE1"}),
    ("buyer-two-identifiers", ThirdParty, (), THIRD | {"nip": Nip("1111111111"), "foreign_id": "1"}),
    ("share-without-role", ThirdParty, (), THIRD | {"share": Decimal(1)}),
    (
        "shares-above-whole",
        ThirdParty,
        (),
        THIRD | {"role": ThirdPartyRole.ADDITIONAL_BUYER, "share": Decimal(101)},
    ),
    ("account-checksum", Account, ("96 9990 0012 0000 0000 0000 0002",), {}),
    ("account-format", Account, ("123",), {}),
    ("swift", Account, ("96 9990 0012 0000 0000 0000 0001",), {"swift": "abcdplpw"}),
    ("due-incomplete", Due, (), {}),
    ("due-incomplete", Due, (), {"on": TODAY, "count": 3}),
    ("due-incomplete", Due, (), {"count": 3, "unit": "dni"}),
    ("amount-negative", PartPayment, (Decimal(0), TODAY), {}),
    ("amount-decimals", PartPayment, (Decimal("0.001"), TODAY), {}),
    ("text-blank", CashDiscount, ("", "2%"), {}),
    ("paid-twice", Payment, (), {"paid_on": TODAY, "parts": (PartPayment(Decimal(1), TODAY),)}),
    ("payment-id", Payment, (), {"ksef_payment_id": "12"}),
    ("period-reversed", Period, (TODAY, date(2026, 11, 19)), {}),
    ("exchange-rate", ExchangeRate, (Decimal(0), TODAY), {}),
    ("amount-decimals", ExchangeRate, (Decimal("1.0000001"), TODAY), {}),
    ("amount-negative", Adjustment, (Decimal(-1), "kara"), {}),
    ("reference-empty", Reference, (), {}),
    ("contractual-rate", Terms, (), {"contractual_rate": Decimal(4)}),
    ("contractual-rate", Terms, (), {"contractual_rate": Decimal(4), "contractual_currency": "euro"}),
    ("text-blank", Terms, (), {"batch_numbers": ("",)}),
    ("register-empty", Register, (), {}),
    ("krs", Register, (), {"krs": "123"}),
    ("regon-checksum", Register, (), {"regon": "123456786"}),
    ("text-too-long", Register, (), {"bdo": "1" * 10}),
    ("footer-texts", Footer, (("a", "b", "c", "d"),), {}),
    ("vehicle-number", NewVehicle, (), CAR | {"number": "1"}),
    ("vehicle-number", NewVehicle, (), CAR | {"number": "1", "number_kind": VehicleNumber.HULL}),
    ("text-blank", NewVehicle, (), CAR | {"use": ""}),
    ("amount-negative", AdvancePayment, (TODAY, Decimal(-1)), {}),
    ("amount-decimals", AdvancePayment, (TODAY, Decimal("0.001")), {}),
]


@pytest.mark.parametrize(("code", "make", "said", "named"), REFUSED)
def test_a_value_that_cannot_stand_on_an_invoice_does_not_exist(code, make, said, named):
    assert reason(make, *said, **named) == code


def test_a_discount_is_taken_off_the_line_and_mirrors_on_a_line_taken_back():
    sold = replace(LINE, discount=Decimal("0.005"))

    assert sold.value == Decimal("100.00")
    assert replace(sold, quantity=Decimal(-3)).value == Decimal("-100.00")
    assert replace(LINE, discount=Decimal("100.005")).value == 0
    assert replace(sold, excise=Decimal(1)).cancelled == replace(LINE, quantity=Decimal(0))


def test_accounts_of_other_shapes_are_taken_as_they_are():
    assert Account("1234567890").number == "1234567890"
    assert Account("PL96 9990 0012 0000 0000 0000 0001", "ABCDPLPWXXX").swift == "ABCDPLPWXXX"
    assert reason(Account, "96 9990 0012 0000 0000 0000 001") == "account-length"


def test_a_rate_of_exchange_says_where_it_comes_from():
    assert (
        str(ExchangeRate(Decimal("4.2743"), TODAY, "224/A/NBP/2026")) == "4.2743 (224/A/NBP/2026, 2026-11-20)"
    )


def test_rates_of_several_countries_share_a_total():
    rows = [
        replace(
            LINE, vat_rate=VatRate.OSS, oss_rate=Decimal(rate), unit_price=Decimal(10), quantity=Decimal(1)
        )
        for rate in (19, 25)
    ]

    assert totals(rows, PriceKind.NET) == Totals((RateTotal(VatRate.OSS, Decimal("20.00"), Decimal("4.40")),))
    assert totals(rows, PriceKind.GROSS).gross == 20


def test_an_advance_of_several_countries_takes_tax_as_the_order_has_it():
    ordered = Totals((RateTotal(VatRate.OSS, Decimal("20.00"), Decimal("4.40")),))

    assert advance_totals(Decimal("12.20"), ordered).vat == Decimal("2.20")


@given(
    st.decimals(0, 10**9, places=2),
    st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=6).filter(any),
)
def test_parts_make_the_whole(amount, weights):
    parts = divided(amount, weights)

    assert sum(parts) == amount
    assert all(part == round(part, 2) for part in parts)


@given(st.lists(st.tuples(st.sampled_from(VatRate), st.decimals(-999, 999, places=2)), max_size=5))
def test_totals_taken_from_themselves_leave_nothing(said):
    found = Totals(tuple(RateTotal(rate, amount, amount) for rate, amount in dict(said).items()))

    assert found - found == Totals()
    assert (found + found).gross == 2 * found.gross


def test_tax_of_several_payments_becomes_pln_by_the_rate_of_each():
    order = Order((replace(LINE, quantity=Decimal(1), unit_price=Decimal(1000)),))
    payments = tuple(
        AdvancePayment(TODAY, Decimal(amount), ExchangeRate(Decimal(rate), TODAY))
        for amount, rate in (("123.00", "4.00"), ("246.00", "5.00"))
    )

    state = Content(order=order, advance_payments=payments)

    assert state.vat_in_pln == {VatRate.STANDARD: Decimal("322.00")}  # 23 * 4 + 46 * 5
    unknown = replace(state, advance_payments=(*payments, AdvancePayment(TODAY, Decimal(1))))
    assert unknown.vat_in_pln == {}


def test_an_invoice_in_pln_needs_no_other_amounts(draft, active):
    assert vat_in_pln(draft.issue("1", TODAY, active)) == {}
