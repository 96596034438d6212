"""Lines, drafts and the invoices they become."""

from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.company import VatExemption
from invoicing.model.errors import (
    IncompleteDraft,
    InvalidAmount,
    InvalidDocument,
    InvalidValue,
    Refused,
    StaleChoice,
)
from invoicing.model.invoice import DraftStatus, Invoice, Line, PaymentMethod
from invoicing.model.kinds import DEMANDS, InvoiceKind
from invoicing.model.party import Buyer, BuyerKind
from invoicing.model.vat import PriceKind, VatRate

TODAY = date(2026, 11, 20)
NUMBER = "FV/2026/11/7"


def refused(call, *arguments, **named):
    with pytest.raises((InvalidValue, Refused)) as error:
        call(*arguments, **named)
    return type(error.value), error.value.reason, error.value.details


def a_line(name="rzecz", quantity="1", unit=None, price="1", rate=VatRate.STANDARD):
    return Line(name, Decimal(quantity), unit, Decimal(price), rate)


@pytest.mark.parametrize(
    ("quantity", "price", "value"),
    [
        ("2", "200", "400.00"),
        ("3", "0.333", "1.00"),
        ("0.5", "0.01", "0.01"),
        ("-1", "0.005", "-0.01"),
        ("1", "0", "0.00"),
    ],
)
def test_a_line_is_worth_its_quantity_times_its_price_in_grosze(quantity, price, value):
    assert str(a_line(quantity=quantity, price=price).value) == value


@given(
    st.decimals(Decimal(0), Decimal(10**8), places=6),
    st.decimals(Decimal(0), Decimal(10**7), places=8),
)
def test_the_value_of_a_line_is_exact_until_it_is_rounded_once(quantity, price):
    exact = Fraction(quantity) * Fraction(price)

    assert Fraction(a_line(quantity=quantity, price=price).value) == Fraction(
        floor(exact * 100 + Fraction(1, 2)), 100
    )


@pytest.mark.parametrize(
    ("fields", "why", "details"),
    [
        ({"name": ""}, "text-blank", {"field": "line-name"}),
        ({"name": " \t"}, "text-blank", {"field": "line-name"}),
        ({"name": "x" * 513}, "text-too-long", {"field": "line-name", "limit": "512"}),
        ({"name": "x\x07"}, "text-control-character", {"field": "line-name"}),
        ({"name": "x\ud800"}, "text-control-character", {"field": "line-name"}),
        ({"unit": ""}, "text-blank", {"field": "unit"}),
        ({"unit": "x" * 257}, "text-too-long", {"field": "unit", "limit": "256"}),
        ({"quantity": "1.1234567"}, "amount-decimals", {"field": "quantity", "amount": "1.1234567"}),
        ({"quantity": "1e16"}, "amount-too-large", {"field": "quantity", "amount": "1E+16"}),
        ({"quantity": "NaN"}, "amount-format", {"field": "quantity", "amount": "NaN"}),
        ({"price": "1.123456789"}, "amount-decimals", {"field": "unit-price", "amount": "1.123456789"}),
        ({"price": "1e14"}, "amount-too-large", {"field": "unit-price", "amount": "1E+14"}),
        ({"price": "Infinity"}, "amount-format", {"field": "unit-price", "amount": "Infinity"}),
        ({"quantity": "1e8", "price": "1e8"}, "amount-too-large", {"field": "value", "amount": "1E+16"}),
    ],
)
def test_a_line_holds_only_what_fa3_can_hold(fields, why, details):
    assert refused(a_line, **fields)[1:] == (why, details)


def test_a_line_at_the_limits_is_fine():
    longest = a_line("x" * 512, "1.123456", "x" * 256, "99999999999999.99999999")

    assert longest.value == Decimal("112345600000000.00")
    assert a_line(quantity="9999999999999999.999999", price="0.5").value == Decimal("5000000000000000.00")


def test_a_draft_starts_open_unpaid_and_in_zlotys(draft):
    assert (draft.status, draft.paid, draft.currency) == (DraftStatus.OPEN, False, "PLN")
    assert (draft.payment_method, draft.split_payment) == (PaymentMethod.TRANSFER, False)
    assert (draft.gaps, draft.guessed, draft.missing) == ((), frozenset(), ())
    assert (draft.totals.net, draft.totals.vat, draft.totals.gross) == (400, 92, 492)


def test_every_change_makes_a_new_version_and_leaves_the_old_one_alone(draft):
    changed = draft.changed(due_date=None, note="Dziękujemy")

    assert (changed.version, changed.due_date, changed.note) == (2, None, "Dziękujemy")
    assert (draft.version, draft.note) == (1, None)
    with pytest.raises(FrozenInstanceError):
        draft.note = "x"


@pytest.mark.parametrize("status", [DraftStatus.ISSUED, DraftStatus.CANCELLED])
def test_what_is_issued_or_cancelled_changes_no_more(draft, status):
    done = replace(draft, status=status)

    assert refused(done.changed, note="x") == (StaleChoice, "stale-choice", {"draft": str(draft.id)})


def test_an_issued_draft_becomes_an_invoice_with_all_it_said(draft, active):
    said = draft.changed(
        supply_date=date(2026, 11, 18),
        note="Zamówienie 7",
        split_payment=True,
        paid=True,
        price_kind=PriceKind.GROSS,
    )

    invoice = said.issue(NUMBER, TODAY, active)

    assert invoice == Invoice(
        number=NUMBER,
        kind=InvoiceKind.VAT,
        issue_date=TODAY,
        seller=active.seller,
        buyer=draft.buyer,
        lines=draft.lines,
        price_kind=PriceKind.GROSS,
        currency="PLN",
        supply_date=date(2026, 11, 18),
        due_date=date(2026, 12, 4),
        payment_method=PaymentMethod.TRANSFER,
        paid=True,
        bank_account="61109010140000071219812874",
        exemption=None,
        cash_accounting=False,
        split_payment=True,
        note="Zamówienie 7",
    )
    assert invoice.totals.gross == 400
    assert said.totals == invoice.totals


def test_a_company_of_the_cash_method_says_so_on_every_invoice(draft, active):
    assert draft.issue(NUMBER, TODAY, replace(active, cash_accounting=True)).cash_accounting is True


def test_the_account_stands_only_where_a_transfer_is_expected(draft, active):
    in_cash = draft.changed(payment_method=PaymentMethod.CASH, currency="EUR").issue(NUMBER, TODAY, active)

    assert (in_cash.bank_account, in_cash.payment_method, in_cash.currency) == (
        None,
        PaymentMethod.CASH,
        "EUR",
    )


def test_an_exempt_line_brings_the_article_along(draft, exempt, active):
    lines = (a_line(rate=VatRate.EXEMPT),)
    school = replace(active, exemption=VatExemption("art. 43 ust. 1 pkt 26"))

    assert draft.changed(lines=lines).issue(NUMBER, TODAY, exempt).exemption == exempt.exemption
    assert draft.issue(NUMBER, TODAY, school).exemption is None
    assert (
        draft.changed(lines=(*lines, *draft.lines)).issue(NUMBER, TODAY, school).exemption == school.exemption
    )


def test_an_exempt_company_never_issues_a_taxed_line(draft, exempt, active):
    mixed = draft.changed(lines=(a_line(rate=VatRate.EXEMPT), *draft.lines))

    assert refused(mixed.issue, NUMBER, TODAY, exempt)[1] == "rate-of-exempt-company"
    assert refused(mixed.issue, NUMBER, TODAY, active)[1] == "exemption-unknown"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"buyer": None}, "buyer"),
        ({"buyer": None, "lines": ()}, "buyer, lines"),
        ({"lines": ()}, "lines"),
        ({"missing": ("price",)}, "price"),
        ({"missing": ("buyer", "lines", "price")}, "price"),
        ({"buyer": None, "missing": ("buyer", "price")}, "buyer, price"),
    ],
)
def test_an_incomplete_draft_is_not_issued_and_names_what_is_missing(draft, active, changes, missing):
    lacking = draft.changed(**changes)

    assert refused(lacking.issue, NUMBER, TODAY, active) == (
        IncompleteDraft,
        "incomplete-draft",
        {"missing": missing},
    )
    assert lacking.gaps == tuple(missing.split(", "))


def test_a_buyer_needs_a_name_and_an_address(draft, active, buyer):
    nameless = draft.changed(buyer=Buyer(BuyerKind.DOMESTIC, "", None, buyer.nip))

    assert nameless.gaps == ("buyer-name", "buyer-address")
    assert refused(nameless.issue, NUMBER, TODAY, active)[2] == {"missing": "buyer-name, buyer-address"}


def test_no_line_of_a_plain_invoice_is_negative(draft, active):
    lines = (*draft.lines, a_line(quantity="-1", price="50"), a_line(price="-49"))

    assert refused(draft.changed(lines=lines).issue, NUMBER, TODAY, active) == (
        InvalidAmount,
        "amount-negative",
        {"amount": "-50.00"},
    )
    free = draft.changed(lines=(a_line(price="0"),)).issue(NUMBER, TODAY, active)
    assert free.totals.gross == 0


def test_an_invoice_that_comes_to_more_than_fa3_can_hold_is_refused(draft, active):
    huge = a_line(quantity="9999999999999999", price="1")

    assert refused(draft.changed(lines=(huge,)).issue, NUMBER, TODAY, active)[1:] == (
        "amount-too-large",
        {"field": "gross", "amount": "12299999999999998.77"},
    )


def test_an_invoice_has_a_number_and_lines(draft, active):
    invoice = draft.issue(NUMBER, TODAY, active)

    assert refused(replace, invoice, number="")[1:] == ("text-blank", {"field": "number"})
    assert refused(replace, invoice, number="F" * 257)[2] == {"field": "number", "limit": "256"}
    assert refused(replace, invoice, lines=()) == (InvalidDocument, "document-lines", {"number": NUMBER})
    assert replace(invoice, number="F" * 256).extra == ()


def test_the_table_of_kinds():
    assert {kind: (demands.article, demands.goes_to_ksef) for kind, demands in DEMANDS.items()} == {
        InvoiceKind.VAT: ("106e ust. 1", True),
        InvoiceKind.CORRECTING: ("106j ust. 2", True),
        InvoiceKind.ADVANCE: ("106f ust. 1", True),
        InvoiceKind.SETTLEMENT: ("106f ust. 3", True),
        InvoiceKind.SIMPLIFIED: ("106e ust. 5 pkt 3", True),
        InvoiceKind.PRO_FORMA: ("", False),
    }
    assert {kind for kind in InvoiceKind if DEMANDS[kind].may_be_negative} == {InvoiceKind.CORRECTING}
    assert {kind: DEMANDS[kind].gross_limit for kind in InvoiceKind if DEMANDS[kind].gross_limit} == {
        InvoiceKind.SIMPLIFIED: 450
    }


def test_wire_values_of_kinds():
    assert [kind.value for kind in InvoiceKind] == ["VAT", "KOR", "ZAL", "ROZ", "UPR", "PRO_FORMA"]
