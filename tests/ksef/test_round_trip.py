"""Whatever we can write, we can read, and it says the same; whatever its amounts, our own rules are content."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.company import VatExemption
from invoicing.model.content import Content
from invoicing.model.correction import Correction, Original
from invoicing.model.document import PAYMENT_METHODS
from invoicing.model.invoice import Line, PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.model.terms import ExchangeRate
from invoicing.model.vat import PriceKind, VatRate, advance_totals
from ksef.fa3.numbers import money, price, quantity
from ksef.fa3.problems import Problem
from ksef.fa3.reader import read_document
from ksef.fa3.rules import FORGIVEN
from ksef.fa3.validator import validate
from ksef.fa3.writer import Fa3Writer

HERE = [VatRate.STANDARD, VatRate.REDUCED, VatRate.SUPER_REDUCED, VatRate.ZERO_DOMESTIC, VatRate.ZERO_EXPORT]
RATES = [*HERE, VatRate.EXEMPT, VatRate.OUT_OF_SCOPE, VatRate.REVERSE_CHARGE]

texts = (
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=("Cc", "Cs")), max_size=60
    )
    .map(lambda said: " ".join(said.split()))
    .filter(bool)
)
decimals = st.decimals(min_value=0, max_value=99_999, places=2)
lines = st.builds(
    Line,
    name=texts,
    quantity=st.decimals(min_value=Decimal("0.001"), max_value=9_999, places=3),
    unit=st.none() | st.sampled_from(["szt.", "godz.", "kg"]),
    unit_price=st.decimals(min_value=0, max_value=99_999, places=4),
    vat_rate=st.sampled_from(RATES),
)
addresses = st.builds(
    Address, line1=texts, line2=st.none() | texts, country=st.sampled_from(["PL", "DE", "UA"])
)
with_a_number = st.one_of(
    st.builds(
        Buyer,
        st.just(BuyerKind.DOMESTIC),
        texts,
        addresses,
        st.sampled_from([Nip("5260250274"), Nip("1111111111")]),
    ),
    st.builds(Buyer, st.just(BuyerKind.EU), texts, addresses, st.none(), st.just("DE999999999")),
)
consumers = st.builds(Buyer, st.just(BuyerKind.CONSUMER), texts, addresses)
sold = st.lists(lines, min_size=1, max_size=6).map(tuple)
taxed = st.lists(
    st.builds(
        Line,
        name=st.just("rzecz"),
        quantity=st.decimals(min_value=Decimal("0.5"), max_value=999, places=1),
        unit=st.none(),
        unit_price=st.decimals(min_value=1, max_value=9_999, places=2),
        vat_rate=st.sampled_from([*HERE[:4], VatRate.EXEMPT]),
    ),
    min_size=1,
    max_size=5,
).map(tuple)
EXEMPTION = VatExemption("art. 113 ust. 1 ustawy")
GROSZ = Decimal("0.01")
ORIGINAL = Original("FV/1/2026", date(2026, 1, 2))

quickly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def faults(xml: bytes) -> list[Problem]:
    return [problem for problem in validate(xml) if problem.code not in FORGIVEN]


def buyer_of(data, rows):
    settled_by_buyer = any(row.vat_rate is VatRate.REVERSE_CHARGE for row in rows)
    return data.draw(with_a_number if settled_by_buyer else st.one_of(with_a_number, consumers))


def method_of(data, *, split_payment):
    known = st.sampled_from(PaymentMethod)
    return data.draw(known.filter(lambda method: not split_payment or method is not PaymentMethod.CASH))


@quickly
@given(data=st.data())
def test_reading_gives_back_what_was_written(data, invoice, clock):
    days = st.integers(min_value=0, max_value=400).map(timedelta)
    rows, split_payment = data.draw(sold), data.draw(st.booleans())
    written = replace(
        invoice,
        number=data.draw(texts),
        issue_date=date(2026, 2, 1) + data.draw(days),
        supply_date=date(2026, 1, 1) + data.draw(days),
        buyer=buyer_of(data, rows),
        lines=rows,
        price_kind=data.draw(st.sampled_from(PriceKind)),
        payment_method=method_of(data, split_payment=split_payment),
        paid=data.draw(st.booleans()),
        exemption=EXEMPTION,
        cash_accounting=data.draw(st.booleans()),
        split_payment=split_payment,
        note=data.draw(st.none() | texts),
    )

    xml = Fa3Writer()(written, clock.now())
    view = read_document(xml)

    assert faults(xml) == []
    assert (view.number, view.issue_date) == (written.number, written.issue_date.isoformat())
    assert view.supplied in {"", written.supply_date.isoformat()}
    assert view.buyer.name == written.buyer.name
    assert [
        (each.name, each.unit, each.quantity, each.unit_price, each.value, each.vat_rate)
        for each in view.lines
    ] == [
        (
            each.name,
            each.unit or "",
            quantity(each.quantity),
            price(each.unit_price),
            money(each.value),
            each.vat_rate.value,
        )
        for each in written.lines
    ]
    assert [(each.rate, each.net, each.gross) for each in view.totals] == [
        (each.rate.value, money(each.net), money(each.gross)) for each in written.totals.per_rate
    ]
    assert view.gross == money(written.totals.gross)
    assert view.price_kind == written.price_kind.value
    assert ("P_16" in view.marked, "P_18A" in view.marked) == (
        written.cash_accounting,
        written.split_payment,
    )
    assert view.payment is not None
    assert PAYMENT_METHODS[view.payment.method] is written.payment_method
    assert view.payment.is_settled == written.paid
    assert [(each.key, each.value) for each in view.notes] == (
        [("Uwagi", written.note)] if written.note else []
    )


@quickly
@given(data=st.data())
def test_a_correction_states_the_difference_of_what_was_and_what_should_have_been(data, invoice, clock):
    before, after, price_kind = data.draw(taxed), data.draw(taxed), data.draw(st.sampled_from(PriceKind))
    was = replace(invoice, lines=before, price_kind=price_kind, exemption=EXEMPTION)
    should_be = replace(was, lines=after)
    written = replace(
        should_be,
        number="KOR/1",
        kind=InvoiceKind.CORRECTING,
        correction=Correction((ORIGINAL,), before=was.content),
    )

    xml = Fa3Writer()(written, clock.now())
    view = read_document(xml)

    assert faults(xml) == []
    assert view.kind == "KOR"
    assert view.gross == money(should_be.totals.gross - was.totals.gross)
    shown = [(row.ordinal, row.before_correction == "1", row.value) for row in view.lines]
    pairs = list(zip_longest(before, after))
    assert shown == [
        (str(at), old, money(line.value))
        for at, pair in enumerate(pairs, start=1)
        for line, old in ((pair[0], True), (pair[1], False))
        if line is not None and pair[0] != pair[1]
    ]


@quickly
@given(data=st.data())
def test_advances_and_their_settlement_tax_the_order_exactly_once(data, invoice, clock):
    order = Order(data.draw(taxed), data.draw(st.sampled_from(PriceKind)))
    worth = order.totals.gross
    paid = [max(GROSZ, (worth * part / 100).quantize(GROSZ)) for part in data.draw(shares)]
    own = [
        replace(
            invoice,
            number=f"ZAL/{at}",
            kind=InvoiceKind.ADVANCE,
            lines=(),
            order=order,
            advance_payments=(AdvancePayment(date(2026, 11, at), amount),),
            exemption=EXEMPTION,
        )
        for at, amount in enumerate(paid, start=1)
    ]
    last = replace(
        invoice,
        number="ROZ/1",
        kind=InvoiceKind.SETTLEMENT,
        lines=order.lines,
        price_kind=order.price_kind,
        advance_invoices=tuple(AdvanceInvoice(each.totals, number=each.number) for each in own),
        exemption=EXEMPTION,
    )

    documents = [Fa3Writer()(each, clock.now()) for each in (*own, last)]
    views = [read_document(xml) for xml in documents]

    assert [faults(xml) for xml in documents] == [[]] * len(documents)
    assert sum(Decimal(view.gross) for view in views) == worth
    for rate in {line.vat_rate for line in order.lines}:
        taxes = [Decimal(each.vat or 0) for view in views for each in view.totals if each.rate == rate.value]
        assert sum(taxes) == next(each.vat for each in order.totals.per_rate if each.rate is rate)


shares = st.lists(st.integers(min_value=1, max_value=33), min_size=1, max_size=3)
rates = st.builds(
    ExchangeRate,
    st.decimals(min_value=Decimal("0.0001"), max_value=20, places=4).filter(bool),
    st.just(date(2026, 11, 19)),
)


@quickly
@given(rows=taxed, rate=rates, price_kind=st.sampled_from(PriceKind))
def test_tax_in_another_currency_is_stated_in_pln_by_the_rate_of_the_rows(
    rows, rate, price_kind, invoice, clock
):
    written = replace(
        invoice,
        currency="EUR",
        exchange_rate=rate,
        lines=rows,
        price_kind=price_kind,
        exemption=EXEMPTION,
    )

    xml = Fa3Writer()(written, clock.now())
    view = read_document(xml)

    assert faults(xml) == []
    assert {row.exchange_rate for row in view.lines} == {quantity(rate.rate)}
    for total in view.totals:
        exact = Decimal(total.vat or 0) * rate.rate
        assert abs(Decimal(total.vat_in_pln or 0) - exact) <= Decimal("0.005")


@quickly
@given(order=taxed, amount=st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_payment_is_divided_among_the_rates_of_its_order_to_the_last_grosz(order, amount):
    ordered = Content(order=Order(order)).order.totals

    parts = advance_totals(amount, ordered)

    assert parts.gross == amount
    assert [each.rate for each in parts.per_rate] == [each.rate for each in ordered.per_rate]
    for part, whole in zip(parts.per_rate, ordered.per_rate, strict=True):
        assert abs(part.gross - amount * whole.gross / ordered.gross) <= Decimal("0.05")
