"""Two assistants, two mailboxes, two databases: whatever they write to each other ends."""

import hashlib
from collections import deque
from dataclasses import replace

import pytest

from invoicing.services.letters_out import SmtpAnswer
from invoicing.services.mail_trust.brake import OF_MEMBERS
from invoicing.services.messages import Channel, MailProof
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.chat import MailChat
from mailer.letters import to_message
from mailer.reading import LetterReader
from storage.database import open_database
from tests.services.house import SENTENCE, House

OURS, THEIRS = "faktury@firma.example", "faktury@klient.example"
SAID_BY_MACHINES = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop")
MANY = 1000


class Wire:
    """Carries letters between two houses; a gateway on the way may lose what says that a machine wrote them."""

    def __init__(self, lost=()) -> None:
        self.lost, self.way, self.carried = lost, deque(), 0

    def postman_of(self, house, mailbox):
        wire = self

        class Postman:
            async def send(self, letter):
                message = to_message(letter, mailbox, "Latarnik", house.clock.now())
                for name in wire.lost:
                    del message[name]
                wire.way.append((letter.to, message.as_bytes()))
                return SmtpAnswer(250, "OK")

        return Postman()

    async def run(self, houses) -> int:
        """Carry until there is nothing to carry; how many letters that were."""
        while self.way and self.carried < MANY:
            to, raw = self.way.popleft()
            self.carried += 1
            await believed(houses[to], to, raw)
        return self.carried


async def believed(house, mailbox, raw) -> None:
    """A letter comes in, and our server says that it is from whom it says."""
    key = hashlib.sha256(raw).hexdigest()
    row = Received(f"email:{mailbox}:{key}", Channel.EMAIL, f"email:{mailbox}", raw, house.clock.now())
    incoming = LetterReader(ImapAccount("127.0.0.1", 1, Security.NONE, mailbox, ""))(row)
    if incoming is None:
        return
    proof = MailProof(mailbox, vouched=True, addressed=True, dated=house.clock.now(), digest=key)
    await house.receive(replace(incoming, proof=proof))
    await house.work()


@pytest.fixture
def two_houses(bare_house, new_books, tmp_path):
    """Each has the other's mailbox for an address of a member: nobody can be believed more."""

    async def made(wire):
        folder = tmp_path / "neighbour"
        folder.mkdir()
        theirs = House(
            open_database(new_books(folder), bytes(32), now=bare_house.clock.now), bare_house.clock
        )
        houses = {OURS: bare_house, THEIRS: theirs}
        for mine, house, other in ((OURS, bare_house, THEIRS), (THEIRS, theirs, OURS)):
            house.mail = MailChat(wire.postman_of(house, mine), mine.partition("@")[2])
            house.start()
            await house.take_on(email=other)
        return houses

    return made


LETTERS = {
    "order": SENTENCE,
    "nonsense": "dzień dobry",
    "incomplete": "faktura dla NIP 5260250274, konsultacje",
    "list": "pokaż faktury",
}


async def carried(two_houses, words, wire, before=0):
    """How many letters one letter leads to, and the houses; so many answers have gone before."""
    houses = await two_houses(wire)
    for house in houses.values():
        async with house.units() as work:
            for _ in range(before):
                for address in (OURS, THEIRS):
                    await work.answers.take(address, "member", house.clock.now(), OF_MEMBERS)
    head = f"From: {THEIRS}\nTo: {OURS}\nSubject: Faktura\nMessage-ID: <1@klient.example>"
    raw = f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    await believed(houses[OURS], OURS, raw.encode())
    number = await wire.run(houses)
    await houses[THEIRS].database.close()
    return number, houses


@pytest.mark.parametrize("letter", LETTERS)
async def test_two_assistants_stop_after_one_answer(two_houses, letter):
    number, _ = await carried(two_houses, LETTERS[letter], Wire())

    assert number == 1


@pytest.mark.parametrize("letter", LETTERS)
async def test_they_do_so_where_a_gateway_loses_what_says_that_a_machine_wrote(two_houses, letter):
    number, _ = await carried(two_houses, LETTERS[letter], Wire(lost=SAID_BY_MACHINES))

    assert number == 1


async def test_where_even_the_names_of_letters_are_lost_the_brake_ends_it_and_says_so_once(two_houses):
    wire = Wire(lost=(*SAID_BY_MACHINES, "Message-ID", "In-Reply-To", "References"))
    number, houses = await carried(two_houses, SENTENCE, wire, before=OF_MEMBERS[0].most - 3)

    assert number <= 6
    assert [house.shown().count("mail-brake") for house in houses.values()].count(1) >= 1


async def test_thousands_of_strangers_get_twenty_answers_a_day_and_at_a_companys_mailbox_none(house):
    for number in range(60):
        await house.receive(house.letter("dzień dobry", f"obcy{number}@inna.example"))
    await house.work()

    assert len(house.mail.chats) == 20

    house.clock.advance(days=1)
    company = (await house.take_on()).id
    for number in range(5):
        await house.receive(house.letter("dzień dobry", f"nowy{number}@inna.example", company_id=company))
    await house.work()

    assert len(house.mail.chats) == 20
