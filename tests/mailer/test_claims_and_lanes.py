"""What a header claims is read by a quick look where that tells as much as the library does, and by the library elsewhere."""

import secrets
from uuid import uuid4

import pytest

from invoicing.services.delivery.addressing import Addresses, Purpose
from invoicing.services.messages import Channel
from invoicing.services.records import Person
from mailer.accounts import ImapAccount, Security
from mailer.authenticity import single_sender
from mailer.header_section import header_of
from mailer.lanes import Claims, claims_of, lanes_of

OURS, OLA = "faktury@latarnia.example", "ola@latarnia.example"
ACCOUNT = ImapAccount("127.0.0.1", 1, Security.NONE, OURS, "")
ADDRESSES = Addresses(secrets.token_bytes(32))


def raw(sender: str, to: str = OURS, more: str = "") -> bytes:
    return f"From: {sender}\r\nTo: {to}\r\n{more}Subject: list\r\n\r\nod: nikogo+nic@x.example\r\n".encode()


@pytest.mark.parametrize(
    "sender",
    [
        OLA,
        f"<{OLA}>",
        "Ola@Latarnia.Example",
        f"Ola Nowak <{OLA}>",
        f'"Nowak, Ola (biuro)" <{OLA}>',
        f"=?utf-8?Q?Micha=C5=82_Ko=C5=82?= <{OLA}>",
        f"=?utf-8?B?TWljaGHFgg==?=\r\n <{OLA}>",
        f"Ola <a.b+c_d-e@{'x' * 60}.example>",
        f'"ktos@bank.example" <{OLA}>',
        f'"Ola" "Nowak" <{OLA}>',
        f"{OLA}, jan@klient.example",
        f"{OLA} <jan@klient.example>",
        f"Ola <{OLA}> <jan@klient.example>",
        f"Ola <{OLA}",
        f"Ola {OLA}>",
        f"Ola <<{OLA}>>",
        f"Grupa: {OLA};",
        f"Ola (<jan@klient.example>) <{OLA}>",
        f'"Ola \\" <jan@klient.example>" <{OLA}>',
        f"Ola <@serwer.example:{OLA}>",
        '"ola nowak"@latarnia.example',
        "=?utf-8?q?jan?=@klient.example",
        "ola@[127.0.0.1]",
        "ola@latarnia",
        "ola..nowak@latarnia.example",
        "ola@latarnia..example",
        f"Ola<{OLA}>",
        "",
        "Ola",
        "łukasz@latarnia.example",
        f"Łukasz <{OLA}>",
        f"Ola Nowak <{OLA}>\r\nFrom: jan@klient.example",
        f"Ola <{OLA}>\r\n jan@klient.example",
    ],
)
def test_a_quick_look_finds_no_other_sender_than_the_library(sender):
    assert claims_of(raw(sender), ACCOUNT, ADDRESSES) == Claims(sender=single_sender(header_of(raw(sender))))


def test_addresses_of_ours_are_found_wherever_the_server_writes_them():
    reply = ADDRESSES.make(Purpose.REPLY, "abcdefghijkl", OURS)
    token = f"faktury+{'a' * 16}@latarnia.example"

    assert claims_of(raw(OLA, reply), ACCOUNT, ADDRESSES).marked
    for field in ("Delivered-To", "X-Original-To", "ENVELOPE-TO"):
        assert claims_of(raw(OLA, more=f"{field}:\r\n {reply}\r\n"), ACCOUNT, ADDRESSES).marked
    assert claims_of(raw(OLA, token), ACCOUNT, ADDRESSES).token == "a" * 16
    assert (
        claims_of(raw(OLA, more=f"Cc: Ola <{OLA}>,\r\n Biuro <{token}>\r\n"), ACCOUNT, None).token == "a" * 16
    )


def test_a_header_without_end_claims_nothing():
    assert claims_of(raw(OLA, more="X-Nic: n\r\n" * 30_000), ACCOUNT, ADDRESSES) == Claims()


async def test_lanes_of_letters_that_came_together_are_told_apart(database, ola_is_known):
    senders = [OLA, "obcy@gdzies.example", OLA, None]
    claims = [
        *(Claims(sender=each) for each in senders),
        Claims(marked=True, sender=OLA),
        Claims(token="a" * 16),
    ]

    async with database.units() as work:
        lanes = await lanes_of(work, OURS, claims)

    strangers = f"email:{OURS}"
    assert [lanes[1], lanes[3], lanes[4], lanes[5]] == [
        strangers,
        strangers,
        f"{strangers} answers",
        strangers,
    ]
    assert lanes[0] == lanes[2] != strangers


@pytest.fixture
async def ola_is_known(database):
    async with database.units() as work:
        person = Person(uuid4(), "Ola")
        await work.people.add(person)
        await work.people.identify(person.id, Channel.EMAIL, OLA)
