"""What the rarer buttons are about: answers, a buyer's letters, a document handed in, words that wait for a company."""

from __future__ import annotations

from pathlib import Path

from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.answered import Answered
from invoicing.services.messages import Channel, IncomingFile
from invoicing.services.people.members import remove_member
from invoicing.services.records import Person, Role
from tests.services.house import OLA, SENTENCE
from tests.services.isolation import EWA, Walls
from tests.services.office import Office

GONE, ACCOUNTANT = "5005", "6006"
HABIT = "gdy KSeF milczy: offline24"
QUESTIONS = (
    "Do kiedy trzeba przesłać do KSeF fakturę wystawioną w trybie offline24?",
    "certyfikat",
    "Czy US może nałożyć na mnie karę za spóźnioną fakturę?",
)
"""One that is answered, one with several answers, one for a person."""
LETTERS = {
    "kto.to@inna.example": ("Proszę o duplikat faktury",),
    "ksiegowosc@klient.example": (
        "Na fakturze jest zły NIP, nasz to 7740001454",
        "Zapłaciłem wczoraj",
        "Kwota się nie zgadza",
    ),
}
DOCUMENT = Path(__file__).parent.parent / "golden" / "fa3" / "basic.xml"
NEED = {
    **dict.fromkeys(
        ("answer-down", "answer-else", "answer-hand", "answer-none", "answer-pick", "answer-up"),
        "questions that Ola asked",
    ),
    **dict.fromkeys(
        ("buyer-fix-nip", "buyer-myself", "buyer-paid", "buyer-resend"), "letters of Ola's buyers"
    ),
    "for-company": "the same words said by each of them, waiting for a company",
    "found": "a list that Ola asked for",
    "send-document": "a document that Ola handed in",
}
"""Buttons that only a house with more in it is met by, and what they are about."""


async def furnish_more(walls: Walls) -> None:
    """Let all of it lie in Ola's company; the outsiders are people who have been elsewhere and have said the same."""
    house, office = walls.house, Office(walls.house)
    await house.take_on(Role.ACCOUNTANT, ACCOUNTANT)
    await _deal_with_buyers(walls)
    for words in QUESTIONS:
        await house.say(words)
    house.chat_files["f"] = DOCUMENT.read_bytes()
    file = IncomingFile("f", "faktura.xml", len(house.chat_files["f"]))
    await house.say("", media="document", document=file)
    await house.say("/faktury")
    await house.take_on(Role.ISSUER, GONE)
    for chat in (OLA, EWA, GONE):
        client = await office.client(f"Druga {chat}", chat, Role.ISSUER)
        await house.say(HABIT, chat)
        if chat != OLA:
            await _put_out(walls, client, chat)
    walls.nobody = await _put_out(walls, walls.company, GONE)
    await walls.remember()


async def _deal_with_buyers(walls: Walls) -> None:
    house = walls.house
    await house.say(SENTENCE)
    await house.tap("issue")
    (invoice, *_) = await house.invoices()
    async with house.units.reading() as work:
        (delivery, *_) = await work.deliveries.of_invoice(invoice.id)
    answered = Answered(reference_of(delivery.id))
    for sender, letters in LETTERS.items():
        for text in letters:
            await house.write_letter(text, sender, answered=answered, authentic=False)


async def _put_out(walls: Walls, company, chat: str) -> Person:
    """Somebody leaves a company; what they have said stays said."""
    async with walls.house.units() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, chat)
        assert person is not None
        return await remove_member(work, company, person.id, None, walls.house.clock.now())
