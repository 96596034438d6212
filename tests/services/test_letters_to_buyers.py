"""What the words of a letter are made from: the number, the link of KOD I, the files, the look of the company."""

from datetime import date

from invoicing.model.look import Look
from invoicing.model.offline import Outage, OutageKind
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
