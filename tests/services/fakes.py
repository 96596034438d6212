"""Stand-ins for the ports, written by hand: what KSeF, the register, the post office and a chat would do."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from invoicing.model.errors import InvalidDocument, Refused, Unavailable
from invoicing.model.ksef_number import KsefNumber, crc8
from invoicing.model.party import Address
from invoicing.services.ksef_ports import Accepted, SendingReference
from invoicing.services.ports import LighthouseReport, RegisteredTaxpayer, SmtpAnswer

WARSAW = ZoneInfo("Europe/Warsaw")


class Crash(Exception):
    """The process died here."""


class StoppedClock:
    def __init__(self, at: str) -> None:
        self.at = datetime.fromisoformat(at)

    def now(self):
        return self.at.astimezone(WARSAW)

    def today(self):
        return self.now().date()

    def advance(self, **by) -> None:
        self.at += timedelta(**by)


class CrashingUnits:
    """The real units of work, with a process that may die just before a commit."""

    def __init__(self, inner) -> None:
        self.inner, self.begun, self.dies_at = inner, 0, None

    @asynccontextmanager
    async def __call__(self):
        async with self.inner() as work:
            yield work
            self.begun += 1
            if self.begun == self.dies_at:
                raise Crash

    def reading(self):
        return self.inner.reading()


class Writer:
    """Makes bytes of an invoice, a different file for every content."""

    refuses = None

    def __call__(self, invoice, created_at):
        if self.refuses:
            raise InvalidDocument(self.refuses)
        return f"<Faktura>{invoice!r}</Faktura>".encode()


class Register:
    def __init__(self) -> None:
        self.entries, self.down, self.asked = {}, False, []

    def knows(self, nip, name, address=None, vat_status="Czynny"):
        self.entries[nip] = RegisteredTaxpayer(nip, name, address, vat_status, (), "request-1")

    async def find(self, nip, on):
        self.asked.append(nip)
        if self.down:
            raise Unavailable
        return self.entries.get(nip)


def ksef_number(nip: str, ordinal: int) -> KsefNumber:
    body = f"{nip}-20261120-{ordinal:012X}"
    return KsefNumber(f"{body}-{crc8(body[:32].encode()):02X}")


@dataclass
class Ksef:
    """Takes the same bytes once; a repeat leads to the acceptance of the first."""

    clock: StoppedClock
    down: bool = False
    no_access: bool = False
    verdicts: list = field(default_factory=list)
    sendings: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)
    offline: list = field(default_factory=list)
    keeps_offline: bool = False

    async def submit(self, company_id, xml, *, offline):
        if self.down:
            raise Unavailable("ksef-silent")
        if self.no_access:
            raise Refused("ksef-access")
        self.sendings.append(xml)
        self.offline.append(offline)
        digest = hashlib.sha256(xml).digest()
        self.numbers.setdefault(digest, ksef_number("5265877635", len(self.numbers) + 1))
        return SendingReference("session-1", f"invoice-{len(self.sendings)}")

    async def outcome(self, company_id, reference, sha256):
        if self.down:
            raise Unavailable("ksef-silent")
        if self.verdicts:
            return self.verdicts.pop(0)
        now = self.clock.now()
        return Accepted(
            self.numbers[sha256],
            now,
            now,
            offline=self.keeps_offline or any(self.offline),
            upo=b"<Potwierdzenie/>",
        )


class PostOffice:
    def __init__(self) -> None:
        self.letters, self.refuses, self.busy, self.dies_after_sending = [], False, False, False

    async def send(self, letter):
        if self.busy:
            raise Unavailable("smtp-451", retry_after=60)
        if self.refuses:
            raise Refused("address-refused", smtp_code="550", text="no such mailbox")
        self.letters.append(letter)
        if self.dies_after_sending:
            self.dies_after_sending = False
            raise Crash
        return SmtpAnswer(250, "OK")


class Wording:
    def invoice_letter(self, invoice, ksef_number, language):
        return f"Faktura {invoice.number}", f"{ksef_number}", f"<p>{ksef_number}</p>"


async def render(xml, ksef_number, language):
    return f"%PDF {ksef_number}".encode()


@dataclass
class Message:
    code: str
    data: dict
    options: tuple
    files: list

    def choice(self, label):
        options = [option for row in self.options for option in row]
        return next(option.choice for option in options if option.label == label)

    @property
    def labels(self):
        return [option.label for row in self.options for option in row]


class Chat:
    """A front end's way out that remembers what each chat shows now."""

    def __init__(self) -> None:
        self.chats, self.alerts, self.edits, self.blocked = {}, [], Counter(), False

    async def show(self, show, files):
        if self.blocked:
            raise Refused("chat-closed")
        reply, messages = show.reply, self.chats.setdefault(show.chat, {})
        if reply.callback:
            self.alerts.append(reply.alert)
        key = reply.edits if reply.edits in messages else str(len(messages) + 1)
        self.edits[key] += int(reply.edits in messages)
        messages[key] = Message(reply.code, dict(reply.data), reply.options, list(files))
        return key


class Lighthouse:
    def __init__(self) -> None:
        self.report, self.silent = LighthouseReport(None, (), "{}"), False

    def says(self, state, *outages):
        self.report = LighthouseReport(state, outages, f'{{"state": "{state}"}}')

    async def look(self):
        if self.silent:
            raise Unavailable
        return self.report


PROSTA = Address("ul. Prosta 1", "00-001 Warszawa")
