"""What the words of a letter are made from: the number, the link of KOD I, the files, the look of the company."""

from dataclasses import replace
from datetime import date

import pytest

from invoicing.model.look import Look
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.party import Address, Buyer, BuyerKind, Nip
from invoicing.services.delivery.languages import language_to, paper_language
from invoicing.services.delivery.letters import InlinePicture
from invoicing.services.papers.looks import ChooseLook
from tests.services.house import SELLER, SENTENCE
from tests.services.test_hand_over import certified

FRIDAY = date(2026, 11, 20)


async def issued(house, button="issue"):
    await house.say(SENTENCE)
    await house.tap(button)
    await house.work(seconds=120)
    (stored,) = await house.invoices()
    return stored


def kod_one(stored):
    return f"https://qr.example/invoice/{stored.invoice.seller.nip}/20-11-2026/{stored.sha256.hex()}"


async def test_the_letter_with_the_number_bears_the_link_of_the_very_bytes_and_names_its_files(house):
    stored = await issued(house)

    (letter,) = house.post.letters
    assert (
        letter.text == f"hand_over {stored.ksef_number} {kod_one(stored)} FV-2026-11-1.pdf, FV-2026-11-1.xml"
    )
    assert [file.name for file in letter.attachments] == ["FV-2026-11-1.pdf", "FV-2026-11-1.xml"]


async def test_the_letter_that_follows_a_confirmation_says_so_and_leads_to_the_same_invoice(house):
    await certified(house)
    house.lighthouse.says(OutageKind.MAINTENANCE, Outage(OutageKind.MAINTENANCE, FRIDAY, None))
    await house.watch()
    house.ksef.down = True
    await issued(house)
    house.lighthouse.says(None, Outage(OutageKind.MAINTENANCE, FRIDAY, FRIDAY))
    house.ksef.down = False
    await house.watch()
    await house.work(seconds=120)
    (stored,) = await house.invoices()

    first, second = house.post.letters
    assert first.text == f"hand_over None {kod_one(stored)} Potwierdzenie-FV-2026-11-1.pdf"
    assert second.text.startswith(f"number {stored.ksef_number} {kod_one(stored)} ")
    assert second.subject == f"Re: {first.subject}"


async def test_a_plain_invoice_of_a_total_failure_bears_no_link(house):
    await house.say("awaria całkowita: TVP Info, 20.11.2026 9:30")
    await issued(house, "issue-total")

    (letter,) = house.post.letters
    assert letter.text == "hand_over None None FV-2026-11-1.pdf"


async def test_the_logo_of_the_company_travels_with_its_letters(house):
    await ChooseLook(house.units)(SELLER.nip, Look("#7a1f2b", b"picture"))
    await issued(house)

    (letter,) = house.post.letters
    assert [file for file in letter.attachments if isinstance(file, InlinePicture)] == [
        InlinePicture("logo.png", "image/png", b"picture")
    ]


@pytest.mark.parametrize(("language", "papers"), [("pl", ""), ("en", " pl-en"), ("uk", " uk")])
async def test_a_buyer_is_written_to_in_the_language_that_the_book_has_for_it(house, language, papers):
    await issued(house)
    (stored,) = await house.invoices()
    async with house.units() as work:
        await work.buyers.remember(stored.company_id, stored.invoice.buyer, language=language)

    await house.say(SENTENCE)
    await house.tap("issue")
    await house.work(seconds=120)

    letter, number = house.post.letters[-1], (await house.invoices())[-1].ksef_number
    assert f'lang="{language}"' in letter.html
    assert letter.attachments[0].content == f"%PDF {number}{papers}".encode()


ABROAD, HOME = Address("Bahnhofstrasse 1", "8001 Zürich", "CH"), Address("ul. Polna 2", "30-001 Kraków")


@pytest.mark.parametrize(
    ("buyer", "language"),
    [
        (Buyer(BuyerKind.CONSUMER, "Jan Nowak"), "pl"),
        (Buyer(BuyerKind.CONSUMER, "Jan Nowak", HOME), "pl"),
        (Buyer(BuyerKind.CONSUMER, "Heidi", ABROAD), "en"),
        (Buyer(BuyerKind.EU, "EFG GmbH", eu_vat_number="DE999999999"), "en"),
        (Buyer(BuyerKind.NON_EU, "Uhren AG", ABROAD, foreign_id="CHE-1", foreign_country="CH"), "en"),
        (Buyer(BuyerKind.FOREIGN_WITH_NIP, "Uhren AG", ABROAD, nip=Nip.parse("5260250274")), "en"),
        (Buyer(BuyerKind.DOMESTIC, "Klient", nip=Nip.parse("5260250274")), "pl"),
    ],
)
async def test_of_whom_nothing_is_said_the_language_is_polish_at_home_and_english_abroad(
    house, buyer, language
):
    stored = await issued(house)
    stored = replace(stored, invoice=replace(stored.invoice, buyer=buyer))

    async with house.units.reading() as work:
        assert await language_to(work, stored) == language
    assert paper_language(language) == ("pl-en" if language == "en" else "pl")
