"""A letter that answers one of ours says which; only an address that we made proves it."""

from email.message import EmailMessage

import pytest

from invoicing.services.delivery.addressing import Addresses, Purpose
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.answers import AnswersToOurs
from mailer.reading import LetterReader

OURS, BUYER, REFERENCE = "faktury@latarnia.example", "ksiegowosc@klient.example", "abcdefghijkl"


@pytest.fixture
def addresses():
    return Addresses(bytes(range(32)))


@pytest.fixture
def read(addresses, clock):
    reader = AnswersToOurs(addresses, LetterReader(ImapAccount("127.0.0.1", 1, Security.NONE, OURS, "")))

    async def reading(message):
        row = Received("k", Channel.EMAIL, f"email:{OURS}", message.as_bytes(), clock.now())
        return await reader(row)

    return reading


def letter(to=OURS, **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = BUYER, to, "Re: Faktura FV/2026/11/1"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Nie widzę faktury\n")
    return message


async def test_the_address_we_made_tells_the_delivery(addresses, read):
    to = addresses.make(Purpose.REPLY, REFERENCE, OURS)

    assert (await read(letter(to))).answered.reference == REFERENCE
    assert (await read(letter(to.upper()))).answered.reference == REFERENCE
    assert (await read(letter(Delivered_To=to))).answered.reference == REFERENCE


async def test_an_address_made_up_or_meant_for_returned_letters_tells_nothing(addresses, read):
    made_up = addresses.make(Purpose.REPLY, REFERENCE, OURS).replace("-abcd", "-bbcd")
    back = addresses.make(Purpose.BOUNCE, REFERENCE, OURS)

    assert (await read(letter(made_up))).answered is None
    assert (await read(letter(back))).answered is None


async def test_message_ids_are_named_the_nearest_first(read):
    thread = " ".join(f"<{n}@latarnia.example>" for n in (1, 2, 3))
    incoming = await read(letter(In_Reply_To="<3@latarnia.example>", References=thread))

    assert incoming.answered.message_ids == tuple(f"<{n}@latarnia.example>" for n in (3, 2, 1))
    assert incoming.answered.reference is None


async def test_a_made_up_thread_is_read_to_a_bound(read):
    thread = " ".join(f"<{n}@x.example>" for n in range(5000))

    assert len((await read(letter(References=thread))).answered.message_ids) == 20


async def test_what_is_nobodys_answer_says_so(read):
    assert (await read(letter())).answered is None
    assert await read(letter(Auto_Submitted="auto-replied", In_Reply_To="<1@x.example>")) is None
