"""The sandbox's mail server takes what a real one takes, and refuses what it refuses."""

import asyncio
from email.message import EmailMessage

import aiosmtplib
import pytest

from sandbox.mail import MailServer
from sandbox.world import World

SELLER, PASSWORD = "faktury@latarnia.example", "tajne"
BUYER = "ksiegowosc@klient.example"


def letter(to: str = BUYER, subject: str = "Faktura żółta") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SELLER, to, subject
    message["Message-ID"] = "<abc@latarnia.example>"
    message.set_content("Zażółć gęślą jaźń")
    message.add_attachment(b"<Faktura/>", maintype="application", subtype="xml", filename="FV-1.xml")
    return message


@pytest.fixture
async def server():
    server = MailServer(World())
    await server.start()
    await server.add_account(SELLER, PASSWORD)
    yield server
    await server.stop()


def client(server: MailServer, password: str | None = PASSWORD) -> aiosmtplib.SMTP:
    login = {"username": SELLER, "password": password} if password else {}
    return aiosmtplib.SMTP(
        hostname="127.0.0.1", port=server.smtp_port, use_tls=False, start_tls=False, **login
    )


async def test_a_letter_lies_in_the_mailbox_made_by_it(server):
    async with client(server) as smtp:
        await smtp.send_message(letter())

    (row,) = server.mailbox(BUYER)
    whole = server.letter(BUYER, row["id"])
    assert row["subject"] == "Faktura żółta"
    assert row["message_id"] == "<abc@latarnia.example>"
    assert whole["text"].strip() == "Zażółć gęślą jaźń"
    assert whole["attachments"] == [{"name": "FV-1.xml", "type": "application/xml", "size": 10}]
    assert server.attachment(BUYER, row["id"], "FV-1.xml") == ("application/xml", b"<Faktura/>")


async def test_a_plus_address_reaches_its_mailbox_and_keeps_the_plus_part(server):
    async with client(server) as smtp:
        await smtp.send_message(letter("ksiegowosc+abc@klient.example"))

    assert b"Delivered-To: ksiegowosc+abc@klient.example" in server.raw(BUYER, 1)


@pytest.mark.parametrize("password", ["zle", None])
async def test_nobody_sends_without_the_right_password(server, password):
    with pytest.raises((aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPSenderRefused)):
        async with client(server, password) as smtp:
            await smtp.send_message(letter())

    assert server.mailbox(BUYER) == []


async def test_an_address_outside_example_is_refused(server):
    async with client(server) as smtp:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await smtp.send_message(letter("ktos@gdzies.pl"))

    assert refusal.value.recipients[0].code == 550


@pytest.mark.parametrize(("fault", "code"), [("bounce", 550), ("later", 451)])
async def test_a_fault_of_one_address_leaves_the_others_alone(server, fault, code):
    server.faults.set(BUYER, fault, None)

    async with client(server) as smtp:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await smtp.send_message(letter())
        await smtp.send_message(letter("inny@klient.example"))

    assert refusal.value.recipients[0].code == code
    assert len(server.mailbox("inny@klient.example")) == 1


async def test_a_dropped_connection_delivers_nothing(server):
    server.faults.set(None, "drop", None)

    smtp = client(server)
    await smtp.connect()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await smtp.send_message(letter())
    smtp.close()

    assert server.mailbox(BUYER) == []


async def test_a_portal_rewrites_the_message_id(server):
    server.faults.set(None, None, "portal-like")

    async with client(server) as smtp:
        await smtp.send_message(letter())

    assert server.mailbox(BUYER)[0]["message_id"].endswith("@portal.example>")


@pytest.mark.parametrize(("authentic", "verdict"), [(True, "pass"), (False, "fail")])
async def test_our_verdict_is_on_top_and_a_forged_one_is_gone(server, authentic, verdict):
    forged = "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=bank.example\nFrom: jan@bank.example\n\nx"

    await server.send("jan@bank.example", SELLER, "", "", raw=forged, authentic=authentic)

    raw = server.raw(SELLER, 1).decode()
    assert raw.count("Authentication-Results") == 1
    assert f"dmarc={verdict} header.from=bank.example" in raw


@pytest.mark.parametrize("password", ["zle", ""])
async def test_a_wrong_password_opens_no_mailbox(server, password):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.imap_port)
    await reader.readline()
    writer.write(f'a LOGIN "{SELLER}" "{password}"\r\n'.encode())

    assert b"a NO" in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_letter_in_is_pushed_to_who_idles(server):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.imap_port)
    for line in (f'a LOGIN "{SELLER}" "{PASSWORD}"', "b SELECT INBOX", "c IDLE"):
        writer.write(f"{line}\r\n".encode())
        tag = b"+" if line.endswith("IDLE") else line[:1].encode() + b" "
        while not (await reader.readline()).startswith(tag):
            pass

    await server.send("jan@klient.example", SELLER, "Temat", "Treść")

    assert b"1 EXISTS" in await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    await writer.wait_closed()
