"""Corrections in a conversation: what they change, from which state, how their card reads, what KSeF is given."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.model.company import VatExemption, VatStatus
from invoicing.model.kinds import InvoiceKind
from invoicing.model.lifecycle import Status
from ksef.fa3.reader import read_document
from tests.services.correcting import corrected, issued

TWO_LINES = "faktura dla NIP 5260250274: 2 h konsultacji po 200 zł, 3 h szkolenia po 100 zł"


async def test_a_quantity_is_corrected_and_the_card_shows_was_will_be_difference_and_reason(billed):
    card, correction = await corrected(billed, "korekta FV/2026/11/1: 1 godz. zamiast 2, powód: pomyłka")

    shown = card["correction"]
    (line,) = shown["lines"]
    assert (line["was"]["quantity"], line["will_be"]["quantity"]) == ("2", "1")
    assert (shown["was"]["gross"], shown["will_be"]["gross"], card["gross"]) == (
        "492.00",
        "246.00",
        "-246.00",
    )
    assert shown["reason"] == "pomyłka"
    assert (correction.invoice.number, correction.status) == ("KOR/2026/11/1", Status.ACCEPTED)


async def test_ksef_gets_a_kor_that_names_the_number_of_the_original_and_states_differences(billed):
    (original,) = await billed.invoices()
    await corrected(billed, "korekta FV/2026/11/1: 1 godz. zamiast 2, powód: pomyłka")

    view = read_document(billed.ksef.sendings[-1])
    (named,) = view.correction.originals
    assert view.kind == "KOR"
    assert (named.number, named.ksef_number) == ("FV/2026/11/1", str(original.ksef_number))
    assert view.correction.reason == "pomyłka"
    assert [(bool(row.before_correction), row.quantity) for row in view.lines] == [(True, "2"), (False, "1")]
    xml = billed.ksef.sendings[-1].decode()
    assert "<P_15>-246.00</P_15>" in xml
    assert "<P_14_1>-46.00</P_14_1>" in xml


@pytest.mark.parametrize(
    ("words", "quantity", "price", "gross"),
    [
        ("korekta FV/2026/11/1: cena 180 zł zamiast 200", "2", "180", "-49.20"),
        ("skoryguj fakturę FV/2026/11/1 z 200 zł na 180 zł", "2", "180", "-49.20"),
        ("popraw fakturę FV/2026/11/1, miało być 3 godziny zamiast 2", "3", "200", "246.00"),
        ("korekta FV/2026/11/1 4 zamiast 2", "4", "200", "492.00"),
        ("korekta FV/2026/11/1: 1 godz. po 150 zł", "1", "150", "-307.50"),
        ("korekta FV/2026/11/1, rabat 10%", "2", "180", "-49.20"),
        ("korekta fv/2026/11/1 ilość 1", "1", "200", "-246.00"),
    ],
)
async def test_people_say_it_in_many_ways(billed, words, quantity, price, gross):
    card, correction = await corrected(billed, words)

    (line,) = correction.invoice.lines
    assert (f"{line.quantity:f}", f"{line.unit_price.normalize():f}", card["gross"]) == (
        quantity,
        price,
        gross,
    )


async def test_do_zera_takes_everything_back(billed):
    card, correction = await corrected(billed, "korekta FV/2026/11/1 do zera, powód: zwrot towaru")

    assert card["correction"]["to_zero"]
    assert str(correction.invoice.totals.gross) == "-492.00"
    assert correction.invoice.correction.reason == "zwrot towaru"
    assert correction.invoice.bank_account is None  # the buyer gets something back, not we


async def test_who_owes_more_gets_a_term_of_payment_and_who_gets_money_back_none(billed):
    up, correction = await corrected(billed, "korekta FV/2026/11/1: ilość 3")
    assert up["due_date"] == "2026-12-04"
    assert correction.invoice.bank_account == billed.profile.bank_account

    down, _ = await corrected(billed, "korekta FV/2026/11/1: ilość 1")
    assert down["due_date"] is None


async def test_a_typo_in_the_name_goes_with_what_the_original_said_of_the_buyer(billed):
    card, correction = await corrected(
        billed, "korekta FV/2026/11/1, nazwa nabywcy KLIENT POPRAWNY SP. Z O.O., powód: literówka"
    )

    assert card["correction"]["buyer_was"]["name"] == "KLIENT SPÓŁKA Z O.O."
    assert correction.invoice.buyer.name == "KLIENT POPRAWNY SP. Z O.O."
    (before,) = correction.invoice.correction.buyers_before
    assert (before.name, before.nip) == ("KLIENT SPÓŁKA Z O.O.", correction.invoice.buyer.nip)
    xml = correction.xml.decode()
    assert "<Podmiot2K>" in xml
    assert "<P_15>0.00</P_15>" in xml
    assert correction.status is Status.ACCEPTED


async def test_an_address_is_corrected_whole(billed):
    _, correction = await corrected(
        billed, "korekta FV/2026/11/1 adres nabywcy: ul. Nowa 5/7, 00-002 Warszawa"
    )

    address = correction.invoice.buyer.address
    assert (address.line1, address.line2) == ("ul. Nowa 5/7", "00-002 Warszawa")


async def test_a_typo_on_a_line_is_corrected_by_words_instead_of_words(billed):
    _, correction = await corrected(billed, "korekta FV/2026/11/1: doradztwo zamiast konsultacje")

    assert correction.invoice.lines[0].name == "doradztwo"
    assert str(correction.invoice.totals.gross) == "0.00"


async def test_a_rate_is_corrected(billed):
    card, correction = await corrected(billed, "korekta FV/2026/11/1, stawka 8% zamiast 23%")

    assert card["gross"] == "-60.00"
    assert {str(each.rate): str(each.vat) for each in correction.invoice.totals.per_rate} == {
        "23": "-92.00",
        "8": "32.00",
    }


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("pozycja 2: cena 90 zł", ["400.00", "270.00"]),
        ("szkolenie 2 h zamiast 3", ["400.00", "200.00"]),
        ("ilość 1 zamiast 2", ["200.00", "300.00"]),
        ("cena 100 zł zamiast 200 zł, pozycja 2: ilość 1", ["200.00", "100.00"]),
        ("usuń pozycję 2", ["400.00", "0.00"]),
    ],
)
async def test_of_many_lines_the_meant_one_is_corrected(house, words, values):
    await issued(house, TWO_LINES)
    _, correction = await corrected(house, f"korekta FV/2026/11/1: {words}")

    assert [str(line.value) for line in correction.invoice.lines] == values


async def test_a_second_correction_begins_with_the_state_after_the_first_and_names_the_original(billed):
    await corrected(billed, "korekta FV/2026/11/1: cena 180 zł zamiast 200")
    card, second = await corrected(billed, "korekta KOR/2026/11/1: cena 150 zł zamiast 180")

    assert card["correction"]["number"] == "FV/2026/11/1"
    assert (card["correction"]["was"]["gross"], card["gross"]) == ("442.80", "-73.80")
    (named,) = second.invoice.correction.originals
    assert (second.invoice.number, named.number) == ("KOR/2026/11/2", "FV/2026/11/1")


async def test_what_should_be_different_is_asked_for_and_the_answer_goes_on_the_same_draft(billed):
    await billed.say("korekta do FV/2026/11/1")
    asked = billed.last()
    assert (asked.code, asked.data["missing"]) == ("draft-incomplete", ["changes"])

    await billed.say("cena 180 zł zamiast 200")
    assert billed.last().data["gross"] == "-49.20"
    await billed.say("jednak ilość 1")
    assert billed.last().data["gross"] == "-270.60"
    await billed.say("powód: rabat i pomyłka")
    assert billed.last().data["correction"]["reason"] == "rabat i pomyłka"
    assert billed.last().data["draft"] == asked.data["draft"]


async def test_a_reason_may_be_said_without_calling_it_so(billed):
    await billed.say("skoryguj fakturę FV/2026/11/1, zła ilość")

    assert billed.last().data["correction"]["reason"] == "zła ilość"
    assert billed.last().data["missing"] == ["changes"]


async def test_the_buyer_gets_the_correction_where_the_invoice_went(billed):
    await corrected(billed, "korekta FV/2026/11/1: ilość 1")

    assert len(billed.post.letters) == 2
    assert {letter.to for letter in billed.post.letters} == {"ksiegowosc@klient.example"}


async def test_a_correction_may_be_asked_for_by_mail_and_is_decided_on_in_the_chat(billed):
    await billed.write_letter("korekta FV/2026/11/1: ilość 1", "ola@firma.example")

    assert billed.one("draft-card").data["correction"]["number"] == "FV/2026/11/1"
    assert [each.code for each in billed.mail.chats["ola@firma.example"].values()] == ["mail-draft"]


async def test_corrections_have_numbers_of_their_own_in_the_series_of_the_company(house):
    async with house.units() as work:
        (company,) = await work.companies.all()
        profile = replace(company.profile, correction_series="K/{number}/{year}")
        await work.companies.save(replace(company, profile=profile))
    await issued(house)
    _, correction = await corrected(house, "korekta FV/2026/11/1 do zera")
    invoice = await issued(house)

    assert correction.invoice.number == "K/1/2026"
    assert invoice.invoice.number == "FV/2026/11/2"


async def test_an_invoice_of_any_series_is_found_by_its_number(house):
    async with house.units() as work:
        (company,) = await work.companies.all()
        await work.companies.save(
            replace(company, profile=replace(company.profile, series="2026-{year}-{number:04}"))
        )
    invoice = await issued(house)
    card, _ = await corrected(house, f"korekta {invoice.invoice.number}: ilość 1")

    assert card["correction"]["number"] == "2026-2026-0001"
    assert card["gross"] == "-246.00"


async def test_the_supply_keeps_its_day_in_a_correction_of_another_month(billed):
    billed.clock.advance(days=20)
    _, correction = await corrected(billed, "korekta FV/2026/11/1: ilość 1")

    assert correction.invoice.number == "KOR/2026/12/1"
    assert correction.invoice.supply_date == date(2026, 11, 20)
    assert "<P_6>2026-11-20</P_6>" in correction.xml.decode()


async def test_a_company_that_became_exempt_still_corrects_what_it_sold_with_tax(billed):
    async with billed.units() as work:
        (company,) = await work.companies.all()
        words = VatExemption("art. 113 ust. 1 ustawy o VAT")
        profile = replace(company.profile, vat_status=VatStatus.EXEMPT, exemption=words)
        await work.companies.save(replace(company, profile=profile))
    card, correction = await corrected(billed, "korekta FV/2026/11/1: ilość 1")

    assert card["gross"] == "-246.00"
    assert correction.invoice.kind is InvoiceKind.CORRECTING
