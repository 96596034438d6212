"""Bare loops over aiosmtplib and imaplib: what there is without us."""

from __future__ import annotations

import asyncio
import imaplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid

import aiosmtplib

from mailer.accounts import ImapAccount, SmtpAccount

POOL = 4
BATCH = 50
TEXT = "Dzień dobry,\n\nw załączniku przesyłamy fakturę FV/2026/11/3.\n" * 10
HTML = f"<html><body><p>{TEXT}</p></body></html>"


def connection(account: SmtpAccount) -> aiosmtplib.SMTP:
    """A client that will log in over STARTTLS."""
    return aiosmtplib.SMTP(
        hostname=account.host,
        port=account.port,
        username=account.user,
        password=account.password,
        start_tls=True,
        tls_context=ssl.create_default_context(),
    )


def message(account: SmtpAccount, to: str, content: bytes) -> EmailMessage:
    """The same letter as ours, by the standard library."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = account.sender, to, "Faktura FV/2026/11/3"
    made["Message-ID"] = make_msgid(domain="latarnia.example")
    made.set_content(TEXT)
    made.add_alternative(HTML, subtype="html")
    made.add_attachment(content, maintype="application", subtype="pdf", filename="FV-2026-11-3.pdf")
    return made


async def send_all(account: SmtpAccount, to: str, content: bytes, count: int) -> None:
    """A pool of connections, each sending one letter after another."""
    waiting = iter(range(count))

    async def sender() -> None:
        async with connection(account) as client:
            for _ in waiting:
                await client.send_message(message(account, to, content))

    await asyncio.gather(*(sender() for _ in range(POOL)))


async def send_each(account: SmtpAccount, to: str, content: bytes, count: int) -> None:
    """A connection for each letter, one after another."""
    for _ in range(count):
        async with connection(account) as client:
            await client.send_message(message(account, to, content))


async def fetch_all(account: ImapAccount, count: int, at_once: int = 1) -> None:
    """Every letter of the inbox, so many with each call, forgotten at once; one is the loop of imaplib's manual."""
    await asyncio.to_thread(_fetch_all, account, count, at_once)


def _fetch_all(account: ImapAccount, count: int, at_once: int) -> None:
    with imaplib.IMAP4_SSL(account.host, account.port, ssl_context=ssl.create_default_context()) as client:
        client.login(account.user, account.password)
        client.select(readonly=True)
        uids = client.uid("search", "ALL")[1][0].split()
        if len(uids) != count:
            raise LookupError(f"{len(uids)} letters wait, not {count}")
        for begin in range(0, count, at_once):
            client.uid("fetch", b",".join(uids[begin : begin + at_once]).decode(), "(UID BODY.PEEK[])")
