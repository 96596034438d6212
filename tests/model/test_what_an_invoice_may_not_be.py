"""What the law forbids an invoice of each kind; a code each, that of the rule which would find it in the XML."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicing.model.advance import AdvanceInvoice, AdvancePayment, Order
from invoicing.model.annotations import Annotations, MarginScheme
from invoicing.model.content import Content
from invoicing.model.correction import Correction, Original
from invoicing.model.errors import InvalidDocument, InvalidKsefNumber, InvalidValue
from invoicing.model.invoice import Invoice, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.party import Buyer, BuyerKind, Nip
from invoicing.model.terms import ExchangeRate, Period
from invoicing.model.third_party import ThirdParty, ThirdPartyRole
from invoicing.model.vat import PriceKind, RateTotal, Totals, VatRate, advance_totals

TODAY = date(2026, 11, 20)
OLD = date(2026, 11, 3)
KSEF_NUMBER = "5265877635-20250826-0100001AF629-AF"


def a_line(price="100", rate=VatRate.STANDARD, **more):
    return Line("rzecz", Decimal(1), "szt.", Decimal(price), rate, **more)


ORDER = Order((a_line("1000"), a_line("500", VatRate.REDUCED)))  # 1770.00 gross


def paid(amount="100.00", **more):
    return AdvancePayment(OLD, Decimal(amount), **more)


def settled(amount="500.00"):
    return AdvanceInvoice(advance_totals(Decimal(amount), ORDER.totals), number="ZAL/1")


def correction(**more):
    return Correction(**({"originals": (Original("FV/1", OLD),)} | more))


RATE = ExchangeRate(Decimal("4.2743"), date(2026, 11, 19))
UNIT = ThirdParty("Szkoła", ThirdPartyRole.LOCAL_GOVERNMENT_RECIPIENT, nip=Nip("1111111111"))
MEMBER = ThirdParty("Spółka", ThirdPartyRole.VAT_GROUP_RECIPIENT, nip=Nip("1111111111"))
PARTNER = ThirdParty(
    "Wspólnik", ThirdPartyRole.ADDITIONAL_BUYER, nip=Nip("1111111111"), share=Decimal("50.01")
)

ADVANCE = {"kind": InvoiceKind.ADVANCE, "lines": (), "order": ORDER, "advance_payments": (paid(),)}
SETTLEMENT = {"kind": InvoiceKind.SETTLEMENT, "lines": ORDER.lines, "advance_invoices": (settled(),)}
CORRECTING = {"kind": InvoiceKind.CORRECTING, "correction": correction()}
SIMPLIFIED = {"kind": InvoiceKind.SIMPLIFIED}
EXACT = {"price_kind": PriceKind.GROSS}


@pytest.fixture
def made(seller, buyer):
    def make(**more):
        values = {
            "number": "FV/7",
            "kind": InvoiceKind.VAT,
            "issue_date": TODAY,
            "seller": seller,
            "buyer": buyer,
            "lines": (a_line(),),
            "price_kind": PriceKind.NET,
        }
        return Invoice(**(values | more))

    return make


FORBIDDEN = {
    "no lines": ("document-lines", {"lines": ()}),
    "simplified without lines": ("document-lines", SIMPLIFIED | {"lines": ()}),
    "settlement without lines": ("document-lines", SETTLEMENT | {"lines": ()}),
    "correction of nothing": ("corrected-invoice-missing", {"kind": InvoiceKind.CORRECTING}),
    "correction on a plain invoice": ("correction-data-idle", {"correction": correction()}),
    "correction of itself": ("corrects-itself", CORRECTING | {"number": "FV/1"}),
    "correction of what comes later": (
        "original-after-correction",
        CORRECTING | {"issue_date": date(2026, 11, 2)},
    ),
    "correction with lines and a difference": (
        "correction-twice",
        CORRECTING | {"correction": correction(difference=Totals())},
    ),
    "an order on a plain invoice": ("order-and-lines", {"order": ORDER}),
    "payments before the sale on a plain invoice": ("order-idle", {"advance_payments": (paid(),)}),
    "advance without an order": ("order-missing", ADVANCE | {"order": None}),
    "advance without a payment": ("advance-payment-missing", ADVANCE | {"advance_payments": ()}),
    "advance of nothing": ("advance-payment-missing", ADVANCE | {"advance_payments": (paid("0.00"),)}),
    "advance above the order": ("advance-above-order", ADVANCE | {"advance_payments": (paid("1770.01"),)}),
    "advance above what is left of the order": (
        "advance-above-order",
        ADVANCE | {"advance_payments": (paid("1270.01"),), "advance_invoices": (settled(),)},
    ),
    "settlement of no advance": ("advance-missing", SETTLEMENT | {"advance_invoices": ()}),
    "advances on a plain invoice": ("advance-idle", {"advance_invoices": (settled(),)}),
    "settlement below zero": (
        "advances-above-sale",
        SETTLEMENT | {"lines": (a_line("300"), a_line("10", VatRate.REDUCED))},
    ),
    "order on the correction of a plain invoice": (
        "order-idle",
        CORRECTING | {"lines": (), "order": ORDER},
    ),
    "payments in what a plain invoice was": (
        "order-idle",
        CORRECTING | {"correction": correction(before=Content(advance_payments=(paid(),)))},
    ),
    "correction of an advance that loses its order": (
        "order-missing",
        CORRECTING
        | {
            "correction": correction(
                of=InvoiceKind.ADVANCE, before=Content(order=ORDER, advance_payments=(paid(),))
            )
        },
    ),
    "simplified above 450 zł": ("simplified-limit", SIMPLIFIED | EXACT | {"lines": (a_line("450.01"),)}),
    "simplified above 100 euro": (
        "simplified-limit",
        SIMPLIFIED | EXACT | {"currency": "EUR", "lines": (a_line("100.01"),)},
    ),
    "simplified above 450 zł in another currency": (
        "simplified-limit",
        SIMPLIFIED | EXACT | {"currency": "USD", "exchange_rate": RATE, "lines": (a_line("105.29"),)},
    ),
    "simplified for a consumer": (
        "simplified-buyer",
        SIMPLIFIED | {"buyer": Buyer(BuyerKind.CONSUMER, "Jan")},
    ),
    "simplified into the Union": (
        "simplified-sale",
        SIMPLIFIED | {"lines": (a_line(rate=VatRate.ZERO_INTRA_EU),)},
    ),
    "unit that nobody announced": ("unit-unsaid", {"third_parties": (UNIT,)}),
    "member that nobody announced": ("group-member-unsaid", {"third_parties": (MEMBER,)}),
    "shares above the whole": (
        "shares-above-whole",
        {"third_parties": (PARTNER, replace(PARTNER, nip=Nip("5260250274")))},
    ),
    "date and period": ("supply-date-and-period", {"supply_date": OLD, "period": Period(OLD, TODAY)}),
    "two dates of supply": (
        "supply-date-twice",
        {"supply_date": OLD, "lines": (a_line(supply_date=TODAY),)},
    ),
    "a date within a period": (
        "supply-date-twice",
        {"period": Period(OLD, TODAY), "lines": (a_line(supply_date=OLD),)},
    ),
    "rate of exchange for PLN": ("exchange-rate-idle", {"exchange_rate": RATE}),
    "rate of exchange for a payment in PLN": (
        "exchange-rate-idle",
        ADVANCE | {"advance_payments": (paid(exchange_rate=RATE),)},
    ),
    "margin that nobody named": ("margin-unsaid", EXACT | {"lines": (a_line(rate=VatRate.MARGIN),)}),
    "margin that nobody takes": ("margin-idle", {"annotations": Annotations(margin=MarginScheme.ART)}),
    "margin in net prices": (
        "margin-net-price",
        {"lines": (a_line(rate=VatRate.MARGIN),), "annotations": Annotations(margin=MarginScheme.ART)},
    ),
    "annex 15 above 15 000 zł without split payment": (
        "split-payment-missing",
        EXACT | {"lines": (a_line("15000"), a_line("0.01", annex_15=True))},
    ),
    "annex 15 above 15 000 zł in euro": (
        "split-payment-missing",
        EXACT | {"currency": "EUR", "exchange_rate": RATE, "lines": (a_line("3510", annex_15=True),)},
    ),
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_what_the_law_forbids_never_comes_to_be(made, case):
    code, values = FORBIDDEN[case]

    with pytest.raises(InvalidDocument) as refusal:
        made(**values)

    assert refusal.value.reason == code


NEAR_MISSES = {
    "simplified of 450 zł": SIMPLIFIED | EXACT | {"lines": (a_line("450"),)},
    "simplified of 100 euro": SIMPLIFIED | EXACT | {"currency": "EUR", "lines": (a_line("100"),)},
    "simplified of 450 zł in another currency": SIMPLIFIED
    | EXACT
    | {"currency": "USD", "exchange_rate": RATE, "lines": (a_line("105.28"),)},
    "advance of the whole order": ADVANCE | {"advance_payments": (paid("1770.00"),)},
    "last advance of an order": ADVANCE
    | {"advance_payments": (paid("1270.00"),), "advance_invoices": (settled(),)},
    "settlement of everything": SETTLEMENT | {"advance_invoices": (settled("1770.00"),)},
    "correction on the day of its original": CORRECTING | {"issue_date": OLD},
    "correction without any line": CORRECTING | {"lines": ()},
    "margin that a correction takes away": CORRECTING | {"annotations": Annotations(margin=MarginScheme.ART)},
    "shares of the whole": {"third_parties": (PARTNER, replace(PARTNER, share=Decimal("49.99")))},
    "annex 15 of 15 000 zł": EXACT | {"lines": (a_line("15000", annex_15=True),)},
    "annex 15 by split payment": EXACT
    | {"lines": (a_line("15000.01", annex_15=True),), "split_payment": True},
    "15 000 zł of anything else": {"lines": (a_line("90000"),)},
    "same date of supply everywhere": {"supply_date": OLD, "lines": (a_line(supply_date=OLD),)},
    "dates of supply of the lines": {"lines": (a_line(supply_date=OLD), a_line(supply_date=TODAY))},
}


@pytest.mark.parametrize("case", NEAR_MISSES)
def test_what_the_law_just_allows_comes_to_be(made, case):
    assert made(**NEAR_MISSES[case]).number == "FV/7"


def test_a_unit_or_a_member_that_is_announced_is_named(made, buyer):
    local, group = replace(buyer, local_government_unit=True), replace(buyer, vat_group=True)

    for announced, code in ((local, "unit-missing"), (group, "group-member-missing")):
        with pytest.raises(InvalidDocument) as refusal:
            made(buyer=announced)
        assert refusal.value.reason == code
    assert made(buyer=local, third_parties=(UNIT,)).buyer.local_government_unit
    assert made(buyer=group, third_parties=(MEMBER,)).buyer.vat_group


def test_a_wrong_nip_is_no_matter_for_a_correction(made, seller, buyer):
    other_seller, other_buyer = replace(seller, nip=Nip("1111111111")), replace(buyer, nip=Nip("1111111111"))

    for changes in ({"seller_before": other_seller}, {"buyers_before": (other_buyer,)}):
        with pytest.raises(InvalidDocument) as refusal:
            made(**CORRECTING | {"correction": correction(**changes)})
        assert (refusal.value.reason, refusal.value.details["number"]) == (
            "identifier-corrected",
            "1111111111",
        )
    renamed = correction(seller_before=replace(seller, name="S"), buyers_before=(replace(buyer, name="B"),))
    assert made(**CORRECTING | {"correction": renamed}).correction is renamed
    partner = correction(buyers_before=(other_buyer,))
    assert made(**CORRECTING | {"correction": partner, "third_parties": (PARTNER,)}).correction is partner


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"originals": ()}, "corrected-invoice-missing"),
        ({"originals": (Original("A", OLD), Original("A", TODAY))}, "duplicate-original"),
        ({"of": InvoiceKind.CORRECTING}, "correction-of-kind"),
        ({"of": InvoiceKind.PRO_FORMA}, "correction-of-kind"),
        ({"before": Content(), "difference": Totals()}, "correction-twice"),
    ],
)
def test_a_correction_names_each_original_once_and_one_change(wrong, code):
    with pytest.raises(InvalidDocument) as refusal:
        correction(**wrong)

    assert refusal.value.reason == code


def test_older_invoices_are_known_by_one_number_and_a_true_one():
    none = Totals()

    assert Original("A", OLD, KSEF_NUMBER).ksef_number == KSEF_NUMBER
    assert AdvanceInvoice(none, ksef_number="5265877635-20230908-8BEF28-0C8D35-4D").number is None
    for wrong in (KSEF_NUMBER[:-1] + "0", "5265877635", KSEF_NUMBER[:-2]):
        with pytest.raises(InvalidKsefNumber):
            Original("A", OLD, wrong)
        with pytest.raises(InvalidKsefNumber):
            AdvanceInvoice(none, wrong)
    for named in ({}, {"ksef_number": KSEF_NUMBER, "number": "A"}):
        with pytest.raises(InvalidDocument) as refusal:
            AdvanceInvoice(none, **named)
        assert refusal.value.reason == "advance-number"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "order-missing"),
        ((a_line("0"),), "amount-zero"),
        ((a_line("10"), a_line("-1", VatRate.REDUCED)), "amount-zero"),
    ],
)
def test_an_order_is_worth_something_and_so_is_each_rate_of_it(lines, code):
    with pytest.raises(InvalidValue) as refusal:
        Order(lines)

    assert refusal.value.reason == code


def test_the_difference_of_a_correction_is_what_should_have_been_less_what_was(made):
    was = (a_line("100"), a_line("50", VatRate.REDUCED))
    written = made(
        **CORRECTING | {"lines": (a_line("80"), was[1]), "correction": correction(before=Content(was))}
    )

    assert written.totals == Totals((RateTotal(VatRate.STANDARD, Decimal("-20.00"), Decimal("-4.60")),))


def test_a_settlement_leaves_what_the_advances_have_not_taxed(made):
    left = made(**SETTLEMENT).totals

    assert left.gross == Decimal("1270.00")
    assert left + settled().totals == ORDER.totals
