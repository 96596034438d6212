"""The sandbox's mail server takes what a real one takes, and refuses what it refuses."""

import asyncio
import gc

import aiosmtplib
import pytest

SELLER, PASSWORD = "faktury@latarnia.example", "tajne"
BUYER = "ksiegowosc@klient.example"


async def test_a_letter_lies_in_the_mailbox_made_by_it(server, smtp, letter):
    message = letter()
    message.add_attachment(b"<Faktura/>", maintype="application", subtype="xml", filename="FV-1.xml")

    async with smtp:
        await smtp.send_message(message)

    (row,) = server.mailbox(BUYER)
    whole = server.letter(BUYER, row["id"])
    assert row["subject"] == "Faktura żółta"
    assert row["message_id"] == "<abc@latarnia.example>"
    assert whole["text"].strip() == "Zażółć gęślą jaźń"
    assert whole["attachments"] == [{"name": "FV-1.xml", "type": "application/xml", "size": 10}]
    assert server.attachment(BUYER, row["id"], "FV-1.xml") == ("application/xml", b"<Faktura/>")


async def test_a_plus_address_reaches_its_mailbox_and_keeps_the_plus_part(server, smtp, letter):
    async with smtp:
        await smtp.send_message(letter("Ksiegowosc+abc@klient.example"))

    (row,) = server.mailbox(BUYER)
    assert server.letter(BUYER, row["id"])["delivered_to"].lower() == "ksiegowosc+abc@klient.example"
    assert b"Received: from" in server.raw(BUYER, row["id"])


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ({"username": SELLER, "password": "zle"}, 535),
        ({"username": BUYER, "password": PASSWORD}, 535),
        ({}, 530),
    ],
)
async def test_nobody_sends_without_the_right_password(server, letter, login, code):
    smtp = aiosmtplib.SMTP(
        hostname="127.0.0.1", port=server.smtp_port, use_tls=False, start_tls=False, **login
    )

    with pytest.raises(aiosmtplib.SMTPResponseException) as refusal:
        async with smtp:
            await smtp.send_message(letter())

    smtp.close()
    assert refusal.value.code == code
    assert server.mailbox(BUYER) == []


async def test_an_address_outside_example_is_refused(smtp, letter):
    async with smtp:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await smtp.send_message(letter("ktos@gdzies.pl"))

    assert refusal.value.recipients[0].code == 550


@pytest.mark.parametrize(("fault", "code"), [("bounce", 550), ("later", 451)])
async def test_a_fault_of_one_address_leaves_the_others_alone(server, smtp, letter, fault, code):
    server.fault(BUYER, fault)

    async with smtp:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await smtp.send_message(letter())
        await smtp.send_message(letter("inny@klient.example"))

    assert refusal.value.recipients[0].code == code
    assert len(server.mailbox("inny@klient.example")) == 1


async def test_a_dropped_connection_delivers_nothing(server, smtp, letter):
    server.fault(None, "drop")

    await smtp.connect()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await smtp.send_message(letter())
    smtp.close()

    assert server.mailbox(BUYER) == []


async def test_a_letter_that_nobody_confirms_has_arrived_all_the_same(server, smtp, letter):
    server.fault(None, "unheard")

    await smtp.connect()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await smtp.send_message(letter())
    smtp.close()

    assert len(server.mailbox(BUYER)) == 1


@pytest.mark.parametrize(("authentic", "verdict"), [(True, "pass"), (False, "fail")])
async def test_our_verdict_is_on_top_and_a_forged_one_is_gone(server, authentic, verdict):
    forged = "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=bank.example\nFrom: jan@bank.example\n\nx"

    letter_id = await server.send("jan@bank.example", SELLER, raw=forged, authentic=authentic)

    raw = server.raw(SELLER, letter_id).decode()
    assert raw.count("Authentication-Results") == 1
    assert f"dmarc={verdict} header.from=bank.example" in raw


async def test_who_writes_in_a_foreign_name_over_smtp_is_not_vouched_for(server, smtp, letter):
    async with smtp:
        await smtp.send_message(letter(sender="prezes@bank.example"), sender=SELLER)

    (row,) = server.mailbox(BUYER)
    assert b"dmarc=fail header.from=bank.example" in server.raw(BUYER, row["id"])


class Talk:
    """A conversation in IMAP, line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, line: str, until: str) -> str:
        """Send a line and read up to the one that begins so."""
        self._writer.write(f"{line}\r\n".encode())
        return await self.hear(until)

    async def hear(self, beginning: str) -> str:
        async with asyncio.timeout(60):
            while True:
                line = (await self._reader.readline()).decode()
                if line.startswith(beginning):
                    return line


@pytest.fixture
async def talk(server):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.imap_port)
    yield Talk(reader, writer)
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("password", ["zle", ""])
async def test_a_wrong_password_opens_no_mailbox(talk, password):
    assert "a NO" in await talk.say(f'a LOGIN "{SELLER}" "{password}"', "a ")


async def test_a_letter_sent_is_pushed_to_whoever_idles(server, smtp, letter, talk):
    assert "OK" in await talk.say(f'a LOGIN "{SELLER}" "{PASSWORD}"', "a ")
    await talk.say("b SELECT INBOX", "b OK")
    await talk.say("c IDLE", "+")
    gc.collect()  # a listener that holds no connections loses them here

    async with smtp:
        await smtp.send_message(letter(SELLER))

    assert await talk.hear("* 1 EXISTS")
