"""Ukrainian and English are read as whole languages: who buys, what, for how much, until when, and what is wanted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoicing.model.invoice import PaymentMethod
from invoicing.model.vat import PriceKind
from invoicing.services.intents import Understood, understand
from invoicing.services.parsing.understood import Intent

TODAY = date(2026, 11, 20)
IN_TWO_WEEKS = date(2026, 12, 4)
NIP = "5260250274"


def heard(text: str) -> Understood:
    return understand(text, TODAY)


@pytest.mark.parametrize(
    ("said", "name", "quantity", "unit", "price"),
    [
        ("рахунок для {nip} за переклад 3 години по 120 зл", "переклад", 3, "godz.", "120.00"),
        ("виставте, будь ласка, фактуру на {nip}: цегла 40 шт по 12 злотих", "цегла", 40, "szt.", "12.00"),
        ("випиши фактуру {nip} оренда складу 2 місяці по 900 грн", "оренда складу", 2, "mies.", "900.00"),
        ("please bill {nip} for translation, 3 hours at 120 PLN", "translation", 3, "godz.", "120.00"),
        ("create an invoice for {nip}: bricks 40 pcs at 12 PLN each", "bricks", 40, "szt.", "12.00"),
        (
            "invoice to {nip} for warehouse rent 2 months at 1,900 EUR",
            "warehouse rent",
            2,
            "mies.",
            "1900.00",
        ),
    ],
)
def test_an_invoice_is_asked_for_in_the_language_of_the_person(
    said: str, name: str, quantity: int, unit: str, price: str
) -> None:
    understood = heard(said.format(nip=NIP))

    (line,) = understood.lines
    assert understood.intent is Intent.ISSUE
    assert understood.buyer.nip is not None
    assert understood.buyer.nip.digits == NIP
    assert understood.missing == ()
    assert (line.name, line.quantity, line.unit, line.price) == (name, quantity, unit, Decimal(price))


@pytest.mark.parametrize(
    ("said", "kind", "rate"),
    [
        ("фактура {nip} дизайн 500 зл нетто, ПДВ 8%", PriceKind.NET, "8"),
        ("фактура {nip} дизайн 500 зл брутто ПДВ 23%", PriceKind.GROSS, "23"),
        ("фактура {nip} дизайн 500 зл без ПДВ", PriceKind.NET, "zw"),
        ("invoice {nip} design 500 PLN net plus VAT 23%", PriceKind.NET, "23"),
        ("invoice {nip} design 500 PLN gross, VAT 8%", PriceKind.GROSS, "8"),
        ("invoice {nip} design 500 PLN, VAT exempt", PriceKind.NET, "zw"),
        ("invoice {nip} design 500 EUR, reverse charge", PriceKind.NET, "oo"),
    ],
)
def test_net_gross_and_rate_are_heard(said: str, kind: PriceKind, rate: str) -> None:
    (line,) = heard(said.format(nip=NIP)).lines

    assert (line.price_kind, line.vat) == (kind, rate)


@pytest.mark.parametrize(
    ("said", "method", "paid", "due"),
    [
        ("фактура {nip} ремонт 100 зл, переказ, термін 14 днів", PaymentMethod.TRANSFER, False, IN_TWO_WEEKS),
        ("фактура {nip} ремонт 100 зл, вже оплачено готівкою", PaymentMethod.CASH, True, None),
        ("фактура {nip} ремонт 100 зл, не оплачено", None, False, None),
        (
            "invoice {nip} repair 100 PLN, by bank transfer within 14 days",
            PaymentMethod.TRANSFER,
            False,
            IN_TWO_WEEKS,
        ),
        ("invoice {nip} repair 100 PLN, already paid by card", PaymentMethod.CARD, True, None),
        ("invoice {nip} repair 100 PLN, net 14", None, False, IN_TWO_WEEKS),
    ],
)
def test_how_and_until_when_it_is_paid_is_heard(
    said: str, method: PaymentMethod | None, paid: bool, due: date | None
) -> None:
    understood = heard(said.format(nip=NIP))

    assert len(understood.lines) == 1
    assert (understood.payment_method, understood.paid, understood.due_date) == (method, paid, due)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Доброго дня", Intent.GREETING),
        ("скасуйте", Intent.CANCEL),
        ("покажіть рахунки за вересень", Intent.LIST),
        ("повторіть останній рахунок", Intent.REPEAT),
        ("надішліть повторно рахунок FV/2026/11/5", Intent.RESEND),
        ("KSeF не працює?", Intent.KSEF_STATUS),
        ("що таке UPO?", Intent.FAQ),
        ("змініть термін на 30 днів", Intent.EDIT),
        ("Good afternoon", Intent.GREETING),
        ("never mind", Intent.CANCEL),
        ("find invoices of last month", Intent.LIST),
        ("same as last time", Intent.REPEAT),
        ("is KSeF working?", Intent.KSEF_STATUS),
        ("has invoice FV/2026/11/5 been accepted?", Intent.STATUS),
        ("what is an UPO?", Intent.FAQ),
        ("change the price to 300", Intent.EDIT),
        ("correct invoice FV/2026/11/5, it should be 2 pieces", Intent.CORRECT),
    ],
)
def test_what_is_wanted_is_heard(said: str, wanted: Intent) -> None:
    assert heard(said).intent is wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("can I get an invoice for 5260250274, lunch 320 PLN?", Intent.ISSUE),
        ("the price should be 300", Intent.EDIT),
        ("use EUR instead of PLN", Intent.EDIT),
        ("no, make it 3 hours", Intent.EDIT),
        ("who hasn't paid?", Intent.LIST),
        ("how many invoices did I issue in October?", Intent.LIST),
        ("was my last invoice delivered?", Intent.STATUS),
        ("what is the KSeF number of FV/2026/11/3?", Intent.STATUS),
        ("how many invoices are waiting?", Intent.QUEUE),
        ("email FV/2026/11/3 to a@b.example", Intent.RESEND),
        ("thanks a lot, have a nice day", Intent.GREETING),
        ("issue the same invoice as in October", Intent.REPEAT),
        ("what's the weather?", Intent.OTHER),
        ("дякую, гарного дня", Intent.GREETING),
        ("хто не заплатив?", Intent.LIST),
        ("що в черзі?", Intent.QUEUE),
        ("помилка у фактурі FV/2026/11/2, має бути 100 зл", Intent.CORRECT),
    ],
)
def test_questions_and_changes_are_heard_in_other_languages(said: str, wanted: Intent) -> None:
    assert heard(said).intent is wanted


def test_labels_of_a_form_are_heard_in_english() -> None:
    understood = heard(f"invoice {NIP}, item: chairs, qty 4, unit price 350 net, due Dec 5")

    (line,) = understood.lines
    assert (line.name, line.quantity, line.price, line.price_kind) == (
        "chairs",
        4,
        Decimal("350.00"),
        PriceKind.NET,
    )
    assert understood.due_date == date(2026, 12, 5)


def test_what_comes_again_is_heard_in_ukrainian() -> None:
    understood = heard(f"виставляй щомісяця фактуру {NIP} оренда 1500 зл")

    assert understood.recurs == "monthly"
    assert [line.name for line in understood.lines] == ["оренда"]


@pytest.mark.parametrize(
    "said", ["use EUR", "switch to EUR", "change the currency to EUR", "зміни валюту на EUR"]
)
def test_the_currency_of_a_draft_changes_in_other_languages(said: str) -> None:
    understood = heard(said)

    assert (understood.intent, understood.currency) == (Intent.EDIT, "EUR")


def test_an_english_street_is_an_address() -> None:
    understood = heard(
        "invoice to a private individual Adam Smith, 12 Oak Street, 00-001 Warsaw, tutoring 90 PLN"
    )

    assert (understood.buyer.name, understood.buyer.address) == ("Adam Smith", "12 Oak Street, 00-001 Warsaw")
    assert [line.name for line in understood.lines] == ["tutoring"]


def test_a_tax_number_of_another_continent_is_no_line() -> None:
    understood = heard("invoice to Orange Tree Ltd, VAT number GB123456789, for consulting 450 GBP")

    assert [line.name for line in understood.lines] == ["consulting"]
    assert (understood.buyer.name, understood.currency) == ("Orange Tree Ltd", "GBP")


def test_a_polish_sentence_with_foreign_words_stays_polish() -> None:
    understood = heard(f"wystaw fakturę dla {NIP} za hosting for business 1,200 zł")

    (line,) = understood.lines
    assert line.name == "hosting for business"
    assert line.price == Decimal("1.2")


def test_an_english_for_leads_to_the_buyer_or_to_what_is_sold() -> None:
    understood = heard("invoice for Acme Ltd for web design 900 PLN")

    assert understood.buyer.name == "Acme Ltd"
    assert [line.name for line in understood.lines] == ["web design"]
