"""One letter of a stranger must not stop the process for every company: time grows with its length and no faster."""

import asyncio

import pytest

from invoicing.services.delivery.addressing import Addresses
from invoicing.services.messages import Channel
from invoicing.services.records import Received
from mailer.accounts import ImapAccount, Security
from mailer.bounces import ReportsFirst
from mailer.lanes import claims_of
from mailer.reading import LetterReader
from mailer.withholding import without_secrets
from sandbox.mail.signing import Signer
from tests.fuzz.held_up import held_up_by

ACCOUNT = ImapAccount("127.0.0.1", 143, Security.NONE, "faktury@latarnia.example", "x", "mx.sandbox.example")
HEAD = (
    "From: Ola <ola@firma.example>\r\nTo: faktury+abcdefghijklmnop@latarnia.example\r\nSubject: x\r\n"
    "Date: Fri, 20 Nov 2026 09:59:00 +0100\r\nMessage-ID: <1@firma.example>\r\n"
)
DAEMON = "From: MAILER-DAEMON@inna.example\r\nTo: x@latarnia.example\r\nAuto-Submitted: auto-replied\r\n"
REPORT = (
    "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\n{}\r\n--b\r\n"
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
    "Action: failed\r\nStatus: 5.1.1\r\nFinal-Recipient: rfc822; a@b.example\r\n\r\n--b--\r\n"
)
PGP = "-----BEGIN PGP SIGNED MESSAGE-----"


def plain(words: str) -> bytes:
    return f"{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()


def html(body: str) -> bytes:
    return f"{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()


def fields(more: str) -> bytes:
    return f"{HEAD}{more}\r\nfaktura dla NIP 5260250274\r\n".encode()


def lines(line: str) -> str:
    return f"{line[:499]}\n" * 200


LETTERS = {
    "seal with empty lines": plain(PGP + "\n" * 12_000),
    "seal with fields": plain(f"{PGP}\n" + "A:\n" * 4_000),
    "seal with blanks": plain(PGP + " \n" * 6_000),
    "open comments": html("<style>" + "/*a" * 40_000 + "</style>x"),
    "comments in parts": f"{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n".encode()
    + (b"--b\r\nContent-Type: text/html\r\n\r\n<style>" + b"/*a" * 2_000 + b"</style>x\r\n") * 190,
    "open attributes": html('<a b="' * 40_000),
    "tags without end": html("<a " * 90_000),
    "deep": html("<div>" * 30_000 + "</p>" * 30_000),
    "many recipients": fields(("To: " + "a@b.pl," * 1_400 + "\r\n") * 25),
    "recipients in quotes": fields(("To: " + '"' * 9_000 + "\r\n") * 25),
    "envelopes in quotes": fields(("Delivered-To: " + '"' * 9_000 + "\r\n") * 25),
    "commas": fields(("Cc: " + "," * 9_000 + "\r\n") * 25),
    "subjects": fields(("Subject: " + "=?utf-8?q?a?= " * 700 + "\r\n") * 25),
    "senders": fields(("From: " + '"' * 1_500 + "\r\n") * 25),
    "references": fields("References: " + "<a@b> " * 40_000 + "\r\n"),
    "verdicts": fields("Authentication-Results: mx.sandbox.example; " + "(" * 3_900 + "\r\n"),
    "blanks in a line": plain("faktura" + " " * 90_000 + "x"),
    "lines of signs": plain(lines("<" * 490 + " x")),
    "lines of blanks": plain(lines("w dniu wrote" + " " * 480 + "x")),
    "lines of dashes": plain(lines("-" * 498 + "x")),
    "lines of marks": plain(lines("* > " * 124 + "x")),
    "lines of goodbyes": plain(lines("pozdrawiam " + "serdecznie " * 5 + "A" * 20)),
    "machine words": plain("wiadomość " + " " * 1_400 + "x"),
    "report by names": (DAEMON + "\r\n5.1.1 " + "\n" * 20_000 + "x").encode(),
    "report by marks": (DAEMON + "\r\n5.1.1 " + "> " * 70_000 + "x").encode(),
    "report of boxes": (DAEMON + "\r\n" + "skrzynk" * 20_000).encode(),
    "report of users": (DAEMON + "\r\n" + "nieznana" * 20_000).encode(),
    "report of tries": (DAEMON + "\r\n" + "ponow" * 28_000).encode(),
    "report of addresses": (DAEMON + "\r\n5.1.1 " + "a" * 190_000).encode(),
    "lawful report": (DAEMON + REPORT.format("\n" * 20_000)).encode(),
}


def received(raw: bytes, clock) -> Received:
    return Received("email:1", Channel.EMAIL, "email:x", raw, clock.now())


@pytest.fixture
def stored_and_read(clock):
    """A letter's whole way, without what is kept of it."""
    addresses = Addresses(b"k" * 32)

    async def kept(*_):
        return None

    read = ReportsFirst(addresses, kept, LetterReader(ACCOUNT).checked)

    def way(raw: bytes):
        without_secrets(raw)
        claims_of(raw, ACCOUNT, addresses)
        asyncio.run(read(received(raw, clock)))

    return way


def test_no_letter_holds_up_the_others(stored_and_read):
    cases = {name: lambda raw=raw: stored_and_read(raw) for name, raw in LETTERS.items()}

    assert held_up_by(cases) == []


def test_no_signature_holds_up_the_others(clock):
    signer = Signer()
    record = signer.record.encode()

    def sign(body, more=""):
        return signer.signed(f"{HEAD}{more}\r\n{body}".encode(), "firma.example")

    usual = sign("x\r\n")
    letters = {
        "blanks": sign("a" + " " * 40_000 + "b\r\n"),
        "lines of blanks": sign((" " * 990 + "b\r\n") * 2_000),
        "folds": b"X-A: a" + b"\n " * 100_000 + b"\n" + usual,
        "blanks in a signature": usual.replace(b"; b=", b"; b=" + b"\r\n " * 3_000, 1),
        "signatures": usual.partition(b"\r\n")[0] * 2 + b"\r\n" + usual,
    }
    keys = {"sandbox._domainkey.firma.example": record}
    reader = LetterReader(ACCOUNT)
    cases = {name: lambda raw=raw: reader(received(raw, clock), keys) for name, raw in letters.items()}

    assert held_up_by(cases) == []
    assert reader(received(letters["blanks"], clock), keys).proof.signed
