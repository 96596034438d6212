"""Letters: the buyer finds what to pay, where and until when, in the text part as in the HTML."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicing.model.invoice import Invoice, PaymentMethod
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.model.payment import Account, PartPayment, Payment
from invoicing.services.delivery.letters import InvoiceLetter
from templates.letters import LetterWording
from templates.render import render_mail_reply
from tests.templates.every_letter import INVOICES, LETTERS, LINK, NUMBER, REMINDER, correction, invoice
from tests.templates.letter_reader import Page

LANGUAGES = ["pl", "en", "uk"]


def written(about: Invoice, number: KsefNumber | None, language: str, **changes):
    return LetterWording().invoice(InvoiceLetter(about, ksef_number=number, **changes), language)


def said_in(html: str) -> str:
    return " ".join(each.words for each in Page(html).named("p", "h1", "th", "td", "li", "a"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_parts_say_what_to_pay_where_and_until_when(language):
    subject, text, html = written(invoice(), NUMBER, language)
    gross = "PLN\u00a01,517.82" if language == "en" else "1\u00a0517,82\u00a0zł"
    due = {"pl": "4 grudnia 2026", "en": "4 December 2026", "uk": "4 грудня 2026"}[language]
    account = "96 9990 0012 0000 0000 0000 0001"

    assert "FV/2026/11/1" in subject
    assert "Latarnia Morska sp. z o.o." in subject
    for part in (text, said_in(html)):
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
    _, text, html = written(invoice(paid=True, payment_method=PaymentMethod.CARD), NUMBER, "pl")

    for part in (text, html):
        assert "Do zapłaty" not in part
        assert "Konto" not in part
        assert re.search("zapłacono", part, re.IGNORECASE)


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
    for part in (text, said_in(html)):
        assert "Nic nie zostało jeszcze wystawione" in part
        assert "Klient Doskonały sp. z o.o." in part
        assert "492,00\u00a0zł" in part


def test_the_polite_answer_to_anything_else_says_where_to_go():
    _, text, _ = render_mail_reply("mail-sorry", {}, "pl")

    assert "nikt go nie przeczyta" in text
    assert "Napisz do jej sprzedawcy" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_says_what_it_corrects_why_and_by_how_much_and_asks_for_nothing(language):
    subject, text, html = written(correction("1"), NUMBER, language)

    kind = {"pl": "Faktura korygująca", "en": "Correcting invoice", "uk": "Коригувальна фактура"}[language]
    assert subject.startswith(f"{kind} KOR/2026/11/1")
    for part in (text, said_in(html)):
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
    assert more in said_in(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_to_a_correction_by_mail_says_what_it_corrects_and_the_difference(language, samples):
    _, text, html = render_mail_reply("mail-draft", samples["mail-draft"]["correction"], language)

    for part in (text, said_in(html)):
        assert "FV/2026/11/1" in part
        assert "246" in part
        assert "pomyłka w liczbie godzin" in part


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["Faktura 7/2026", "INVOICE-7"])
def test_the_title_of_a_confirmation_never_calls_it_an_invoice(number, language):
    letter = InvoiceLetter(invoice(number=number), Paper.TRANSACTION_CONFIRMATION)
    subject, text, html = LetterWording().invoice(letter, language)

    for title in (subject, Page(html).named("h1")[0].words):
        assert not re.search("faktur|фактур|invoice", title, re.IGNORECASE)
    assert number in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_line_of_a_confirmation_says_that_it_is_no_invoice(language):
    _, text, html = LETTERS["confirmation"](language)
    first = text.partition("\n")[0]

    assert first == Page(html).named("p")[1].words
    assert {"pl": "nie jest fakturą", "en": "is not an invoice", "uk": "не є фактурою"}[language] in first


def test_a_plain_invoice_of_a_total_failure_promises_no_number_and_bears_no_code():
    _, text, html = LetterWording().invoice(replace(INVOICES["plain"], verification_link=LINK), "pl")

    assert "nie trafi do KSeF" in text
    assert LINK not in text + html


def test_a_transfer_names_the_ksef_number_where_the_law_wants_it():
    _, text, _ = LetterWording().invoice(replace(INVOICES["invoice"], number_in_transfer=True), "pl")

    assert f"Tytuł przelewu: {NUMBER} FV/2026/11/1" in text
    assert "art. 108g ust. 1" in text


def test_what_was_paid_before_is_not_asked_for_again():
    part = PartPayment(Decimal("517.82"), date(2026, 11, 20))
    _, text, html = written(invoice(payment=Payment(parts=(part,))), NUMBER, "pl")

    for words in (text, said_in(html)):
        assert re.search("Do zapłaty:? 1\u00a0000,00\u00a0zł", words)
        assert re.search("Kwota brutto:? 1\u00a0517,82\u00a0zł", words)


def test_a_factor_gets_its_money_on_its_own_account():
    account = Account("96999000120000000000000001")
    _, text, _ = written(
        invoice(bank_account=None, payment=Payment(factor_accounts=(account,))), NUMBER, "pl"
    )

    assert "Konto faktora: 96 9990 0012 0000 0000 0000 0001" in text


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 12, 1), "Termin płatności mija 4 grudnia 2026."),
        (date(2026, 12, 4), "Termin płatności mija dzisiaj."),
        (date(2026, 12, 5), "minął 4 grudnia 2026, czyli 1 dzień temu."),
        (date(2026, 12, 26), "minął 4 grudnia 2026, czyli 22 dni temu."),
    ],
)
def test_a_reminder_counts_from_the_term_and_threatens_nobody(on, said):
    subject, text, _ = LetterWording().reminder(replace(REMINDER, on=on), "pl")

    assert subject.startswith("Przypomnienie o płatności: faktura FV/2026/11/1")
    assert said in text
    assert "Pozostało do zapłaty: 517,82\u00a0zł termin 4 grudnia 2026" in text
    assert not re.search("odsetki|windykac|sąd", text)


def test_a_reminder_of_an_invoice_without_a_term_names_none():
    letter = replace(REMINDER.about, invoice=invoice(due_date=None))
    _, text, _ = LetterWording().reminder(replace(REMINDER, about=letter), "pl")

    assert "Termin" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_says_that_it_is_one(language):
    subject, text, _ = LETTERS["copy"](language)

    assert subject.startswith({"pl": "Kopia: ", "en": "Copy: ", "uk": "Копія: "}[language])
    assert {"pl": "To ta sama faktura", "en": "the same invoice", "uk": "Це та сама фактура"}[
        language
    ] in text
