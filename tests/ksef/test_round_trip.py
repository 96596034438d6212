"""Whatever we can write, we can read, and it says the same."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoicing.model.company import VatExemption
from invoicing.model.invoice import Line, PaymentMethod
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.model.vat import PriceKind, VatRate
from ksef.fa3.numbers import money, price, quantity
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
buyers = st.one_of(
    st.builds(
        Buyer,
        st.just(BuyerKind.DOMESTIC),
        texts,
        addresses,
        st.sampled_from([Nip("5260250274"), Nip("1111111111")]),
    ),
    st.builds(Buyer, st.just(BuyerKind.EU), texts, addresses, st.none(), st.just("DE999999999")),
    st.builds(Buyer, st.just(BuyerKind.CONSUMER), texts, addresses),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(data=st.data())
def test_reading_gives_back_what_was_written(data, invoice, clock):
    days = st.integers(min_value=0, max_value=400).map(timedelta)
    written = replace(
        invoice,
        number=data.draw(texts),
        issue_date=date(2026, 2, 1) + data.draw(days),
        supply_date=date(2026, 1, 1) + data.draw(days),
        buyer=data.draw(buyers),
        lines=tuple(data.draw(st.lists(lines, min_size=1, max_size=6))),
        price_kind=data.draw(st.sampled_from(PriceKind)),
        payment_method=data.draw(st.sampled_from(PaymentMethod)),
        paid=data.draw(st.booleans()),
        exemption=VatExemption("art. 113 ust. 1 ustawy"),
        cash_accounting=data.draw(st.booleans()),
        split_payment=data.draw(st.booleans()),
        note=data.draw(st.none() | texts),
    )

    xml = Fa3Writer()(written, clock.now())
    view = read_document(xml)

    assert not [problem for problem in validate(xml) if problem.code not in FORGIVEN]
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
    assert (view.payment.method_name, view.payment.is_settled) == (written.payment_method.value, written.paid)
    assert [(each.key, each.value) for each in view.notes] == (
        [("Uwagi", written.note)] if written.note else []
    )
