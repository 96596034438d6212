"""A letter with a key or a token in it is answered, and its body is never in the database."""

import base64
import secrets
import sqlite3
from email.message import EmailMessage

import pytest

from mailer.inbox import MailWatcher, open_source
from mailer.reading import LetterReader
from mailer.withholding import without_secrets

OURS, OLA = "faktury@latarnia.example", "ola@latarnia.example"


def letter(text: str = "Dzień dobry", **headers: str) -> EmailMessage:
    message = EmailMessage()
    fields = {"From": f"Ola <{OLA}>", "To": OURS, "Subject": "dostęp", "Message-ID": "<1@latarnia.example>"}
    for name, value in (fields | headers).items():
        message[name] = value
    message.set_content(text)
    return message


def token() -> str:
    return f"20251010-EC-1DCE3E3000-12ECB5B36E-45|nip-5265877635|{secrets.token_hex(32)}"


def with_file(name: str, content: bytes = b"bytes") -> EmailMessage:
    message = letter("w załączniku")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


PEM = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (letter(f"oto token: {token()}"), "token"),
        (letter(Subject=token()), "token"),
        (letter(PEM.decode()), "key"),
        (with_file("pieczec.p12"), "file"),
        (with_file("notatka.txt", PEM), "key"),
    ],
)
def test_only_who_wrote_and_of_what_kind_it_was_is_left(message, kind, account):
    stored = without_secrets(message.as_bytes())

    assert f"X-Latarnik-Withheld: {kind}".encode() in stored
    assert stored.split(b"\r\n\r\n")[1] == b""
    assert b"5265877635" not in stored
    assert b"From: Ola" in stored
    assert b"Message-ID: <1@latarnia.example>" in stored
    assert b"Subject" not in stored


def test_words_that_are_written_in_mail_s_own_ways_are_read_before_they_are_judged():
    name = base64.b64encode("pieczęć firmy.p12".encode()).decode()
    split = f"=?utf-8?q?{token()[:60]}?=\r\n =?utf-8?q?{'ab' * 16}?="
    for head in (
        f'Content-Disposition: attachment; filename="=?utf-8?B?{name}?="',
        "Content-Disposition: attachment; filename*=utf-8''piecz%C4%99%C4%87.p12",
        f"Subject: {split}",
        f"Subject: =?nie-ma-takiego?q?x?= {token()}",
        f"Subject: =?utf-8?b?a?= {token()}",
    ):
        raw = f"From: Ola <{OLA}>\r\n{head}\r\n\r\nw załączniku\r\n".encode()

        assert b"X-Latarnik-Withheld" in without_secrets(raw), head


@pytest.mark.parametrize("message", [letter("faktura dla NIP 5260250274"), with_file("faktura.xml", b"<F/>")])
def test_other_letters_are_stored_as_they_came(message):
    assert without_secrets(message.as_bytes()) == message.as_bytes()


def test_what_is_no_letter_is_searched_all_the_same():
    assert without_secrets(b"\xff\x00" * 20) == b"\xff\x00" * 20
    assert b"PRIVATE" not in without_secrets(b"\xff\n" + PEM)


async def test_a_letter_with_a_token_is_answered_and_nowhere_in_the_database(
    server, account, database, clock, tmp_path
):
    secret = token()
    watcher = MailWatcher(account, database.units, clock, poll_every=1)
    await server.send(OLA, OURS, "token", f"Mój token to {secret}")
    async with open_source(account, clock.today) as source:
        await watcher.catch_up(source)

    (row,) = await database.queue.waiting_inbox(clock.now(), 10)
    incoming = LetterReader(account)(row)
    assert (incoming.withheld, incoming.text, incoming.proof.vouched) == ("token", "", True)
    with sqlite3.connect(tmp_path / "books.sqlite3") as books:
        books.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    books.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("books.sqlite3*"))
    hidden = secret.rpartition("|")[2].encode()
    assert hidden not in stored
    assert base64.b64encode(hidden)[4:-4] not in stored
