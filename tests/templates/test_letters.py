"""Letters: the buyer finds what to pay, where and until when, in the text part as in the HTML."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from invoicing.model.correction import Correction, Original
from invoicing.model.invoice import Invoice, Line, PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.party import Address, Buyer, BuyerKind, Nip, Seller
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.letters import InvoiceLetter
from templates.letters import LetterWording
from templates.render import render_mail_reply

LANGUAGES = ["pl", "en", "uk"]
NUMBER = KsefNumber("9990001137-20261120-010080DD2B5E-26")


def invoice(**changes) -> Invoice:
    values = {
        "number": "FV/2026/11/1",
        "kind": InvoiceKind.VAT,
        "issue_date": date(2026, 11, 20),
        "seller": Seller(Nip("9990001137"), "Latarnia Morska sp. z o.o.", Address("ul. Portowa 7"), "biuro@latarnia.example"),
        "buyer": Buyer(BuyerKind.DOMESTIC, "Klient & Syn", Address("ul. Prosta 1"), Nip("5260250274")),
        "lines": (Line("konsultacje", Decimal(2), "godz.", Decimal(617), VatRate.STANDARD),),
        "price_kind": PriceKind.NET,
        "due_date": date(2026, 12, 4),
        "bank_account": "96999000120000000000000001",
    }  # fmt: skip
    return Invoice(**(values | changes))


def written(about: Invoice, number: KsefNumber | None, language: str, **changes):
    return LetterWording().invoice(InvoiceLetter(about, ksef_number=number, **changes), language)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs

    def handle_data(self, data):
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_parts_say_what_to_pay_where_and_until_when(language):
    subject, text, html = written(invoice(), NUMBER, language)
    gross = "PLN\u00a01,517.82" if language == "en" else "1\u00a0517,82\u00a0zł"
    due = {"pl": "4 grudnia 2026", "en": "4 December 2026", "uk": "4 грудня 2026"}[language]
    account = "96 9990 0012 0000 0000 0000 0001"

    assert "FV/2026/11/1" in subject
    assert "Latarnia Morska sp. z o.o." in subject
    for part in (text, " ".join(read(html).words)):
        for expected in (gross, due, account, str(NUMBER), "FV/2026/11/1", "Klient & Syn", "526-025-02-74"):
            assert expected in part


def test_the_letter_speaks_of_a_visualisation_because_the_invoice_is_in_ksef():
    _, text, _ = written(invoice(), NUMBER, "pl")

    assert (
        f"wizualizacja (PDF) i plik (XML) faktury FV/2026/11/1, wystawionej w KSeF pod numerem {NUMBER}"
        in text
    )


def test_without_a_number_the_letter_promises_it_and_shows_none():
    _, text, html = written(invoice(), None, "pl")

    assert "Numeru KSeF jeszcze nie ma" in text
    assert "None" not in text + html


def test_a_paid_invoice_asks_for_nothing():
    _, text, html = written(
        invoice(paid=True, payment_method=PaymentMethod.CARD), NUMBER, "pl"
    )

    for part in (text, html):
        assert "Do zapłaty" not in part
        assert "Konto" not in part
        assert re.search("zapłacono", part, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_needs_nothing_from_the_net_and_suits_light_and_dark_readers(language):
    _, _, html = written(invoice(), NUMBER, language)
    reader = read(html)

    assert f'lang="{language}"' in html
    assert not [value for name, value in reader.attributes if name in {"src", "href", "background"}]
    assert "url(" not in html
    assert "prefers-color-scheme: dark" in html
    assert 'content="light dark"' in html
    assert 'scope="row"' in html
    assert html.count('style="') > 10


def test_names_are_text_even_when_they_look_like_markup():
    hostile = Buyer(BuyerKind.CONSUMER, "<img src=x onerror=alert(1)>", Address("x"))
    _, text, html = written(invoice(buyer=hostile), NUMBER, "pl")

    assert "<img src=x" in text
    assert "<img" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_can_be_said_by_mail(language, samples, hostile):
    for code, variants in samples.items():
        for data in variants.values():
            for spoken in (data, hostile(data)):
                subject, text, html = render_mail_reply(code, spoken, language)

                assert 0 < len(subject) <= 120
                assert len(subject.splitlines()) == 1
                assert text.strip()
                assert "<script" not in html
                assert html.startswith("<!DOCTYPE html>")


def test_the_answer_to_a_command_says_that_the_draft_waits_in_telegram(samples):
    subject, text, html = render_mail_reply("mail-draft", samples["mail-draft"]["plain"], "pl")

    assert subject == "Szkic faktury czeka w Telegramie"
    for part in (text, " ".join(read(html).words)):
        assert "Nic nie zostało jeszcze wystawione" in part
        assert "Klient Doskonały sp. z o.o." in part
        assert "492,00\u00a0zł" in part


def test_the_polite_answer_to_anything_else_says_where_to_go():
    _, text, _ = render_mail_reply("mail-sorry", {}, "pl")

    assert "nikt go nie przeczyta" in text
    assert "Napisz do jej sprzedawcy" in text


def correction(quantity: str, reason: str | None = "zwrot towaru") -> Invoice:
    before = invoice()
    original = Original("FV/2026/11/1", date(2026, 11, 20), "5265877635-20250826-0100001AF629-AF")
    return invoice(
        number="KOR/2026/11/1",
        kind=InvoiceKind.CORRECTING,
        lines=(replace(before.lines[0], quantity=Decimal(quantity)),),
        correction=Correction((original,), before=before.content, reason=reason),
        due_date=None,
        bank_account=None,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_says_what_it_corrects_why_and_by_how_much_and_asks_for_nothing(language):
    subject, text, html = written(correction("1"), NUMBER, language)

    kind = {"pl": "Faktura korygująca", "en": "Correcting invoice", "uk": "Коригувальна фактура"}[language]
    assert subject.startswith(f"{kind} KOR/2026/11/1")
    for part in (text, " ".join(read(html).words)):
        assert "FV/2026/11/1" in part
        assert "zwrot towaru" in part
        assert "758" in part
        for word in ("Do zapłaty", "Amount due", "До сплати", "Sposób zapłaty", "Payment", "Спосіб оплати"):
            assert word not in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_that_adds_says_what_is_still_to_be_paid(language):
    _, text, html = written(correction("3", None), NUMBER, language)

    more = {"pl": "Do dopłaty", "en": "Additional amount due", "uk": "До доплати"}[language]
    assert f"{more}: " in text
    assert more in " ".join(read(html).words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_to_a_correction_by_mail_says_what_it_corrects_and_the_difference(language, samples):
    _, text, html = render_mail_reply("mail-draft", samples["mail-draft"]["correction"], language)

    for part in (text, " ".join(read(html).words)):
        assert "FV/2026/11/1" in part
        assert "246" in part
        assert "pomyłka w liczbie godzin" in part
