"""What people and programs find in their mailboxes."""

import imaplib
from asyncio import to_thread

import pytest

SELLER, PASSWORD = "faktury@latarnia.example", "tajne"
BUYER = "ksiegowosc@klient.example"


def read_by_imap(port: int, user: str = SELLER, password: str = PASSWORD) -> list[bytes]:
    with imaplib.IMAP4("127.0.0.1", port) as client:
        client.login(user, password)
        client.select("INBOX")
        numbers = client.search(None, "ALL")[1][0].split()
        return [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]


async def test_imap_gives_the_very_letter_that_the_mailbox_shows(server):
    letter_id = await server.send("Jan <jan@klient.example>", SELLER, "Zażółć", "gęślą jaźń")

    (raw,) = await to_thread(read_by_imap, server.imap_port)

    assert raw == server.raw(SELLER, letter_id)


async def test_only_the_apps_account_can_be_read_by_imap(server):
    await server.send(SELLER, BUYER, "Faktura", "w załączeniu")

    with pytest.raises(imaplib.IMAP4.error):
        await to_thread(read_by_imap, server.imap_port, BUYER, PASSWORD)


async def test_a_letter_has_its_words_addresses_and_thread(server):
    letter_id = await server.send(
        "Żaneta <zaneta@klient.example>",
        SELLER,
        "Pytanie",
        "Kiedy termin?",
        in_reply_to="<abc@latarnia.example>",
    )

    letter = server.letter(SELLER, letter_id)
    assert letter["from"] == "Żaneta <zaneta@klient.example>"
    assert letter["to"] == SELLER
    assert letter["in_reply_to"] == "<abc@latarnia.example>"
    assert letter["text"].strip() == "Kiedy termin?"
    assert letter["message_id"].endswith("@klient.example>")


async def test_a_ready_letter_arrives_byte_for_byte_under_the_trace(server):
    raw = "From: jan@klient.example\nSubject: =?utf-8?q?=C5=BB?=\nX-Odd:  spaced\n\nZażółć\n"

    letter_id = await server.send("jan@klient.example", SELLER, raw=raw)

    assert server.raw(SELLER, letter_id).endswith(raw.replace("\n", "\r\n").encode())
    assert server.letter(SELLER, letter_id)["subject"] == "Ż"


@pytest.mark.parametrize(
    ("header", "survives"),
    [
        ("Authentication-Results: MX.Sandbox.Example; dmarc=pass", False),
        ("authentication-results:\n\tmx.sandbox.example;\n\tdmarc=pass", False),
        ("Authentication-Results: (boo) mx.sandbox.example 1; dmarc=pass", False),
        ("Authentication-Results: mx.other.example; dmarc=pass", True),
        ("X-Authentication-Results: mx.sandbox.example; dmarc=pass", True),
    ],
)
async def test_results_in_our_name_are_taken_out_and_others_stay(server, header, survives):
    letter_id = await server.send(
        "jan@klient.example", SELLER, raw=f"{header}\nFrom: jan@klient.example\n\nx\n", authentic=False
    )

    assert (b"dmarc=pass" in server.raw(SELLER, letter_id)) is survives


@pytest.mark.parametrize(
    ("sender", "recipient", "subject"),
    [
        ("jan", SELLER, "bez adresu"),
        ("jan@klient.example", "faktury@latarnia.pl", "poza .example"),
        ("jan@klient.example", SELLER, "dwie\nlinie"),
    ],
)
async def test_an_impossible_letter_is_refused(server, sender, recipient, subject):
    with pytest.raises(ValueError, match=r"address|\.example|linefeed"):
        await server.send(sender, recipient, subject, "treść")

    assert server.addresses() == []


async def test_an_unknown_charset_and_two_files_of_one_name_do_not_hide_a_letter(server):
    part = "--b\nContent-Type: application/xml\nContent-Disposition: attachment; filename=a.xml\n\n"
    raw = (
        "From: jan@klient.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=martian\n\nhej\n{part}<a/>\n{part}<b/>\n--b--\n"
    )

    letter_id = await server.send("jan@klient.example", SELLER, raw=raw)

    letter = server.letter(SELLER, letter_id)
    contents = [server.attachment(SELLER, letter_id, one["name"])[1] for one in letter["attachments"]]
    assert letter["text"].strip() == "hej"
    assert contents == [b"<a/>", b"<b/>"]


async def test_an_empty_world_has_no_letters_but_the_same_password(server):
    await server.send("jan@klient.example", SELLER, "Pytanie", "?")

    await server.reset()

    assert server.mailbox(SELLER) == []
    assert await to_thread(read_by_imap, server.imap_port) == []
