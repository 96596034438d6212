"""Stand-ins for the ports, written by hand: what KSeF, the register, the post office and a chat would do."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from invoicing.model.announcements import Announcement
from invoicing.model.errors import InvalidDocument, Refused, Unavailable
from invoicing.model.eu_vat_check import EuVatCheck, EuVatStanding
from invoicing.model.ksef_number import KsefNumber, crc8
from invoicing.model.offline import OutageKind
from invoicing.model.papers import Paper
from invoicing.model.party import Address
from invoicing.model.terms import ExchangeRate
from invoicing.services.ksef_ports import (
    Accepted,
    BatchPage,
    BatchPhase,
    BatchState,
    Refusal,
    SendAgain,
    SendingReference,
)
from invoicing.services.letters_out import SmtpAnswer
from invoicing.services.mailboxes.daily import DayIsFull
from invoicing.services.outages.books import LighthouseReport
from invoicing.services.ports import RegisteredTaxpayer

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

    @contextmanager
    def dying(self, before):
        """The process dies before that commit, counted from now on, if it comes to it; the next one lives."""
        self.begun, self.dies_at = 0, before
        try:
            yield
        finally:
            self.dies_at = None


class Writer:
    """Makes bytes of an invoice, a different file for every content."""

    refuses = None

    def __call__(self, invoice, created_at):
        if self.refuses:
            raise InvalidDocument(self.refuses)
        return f"<Faktura>{invoice!r}</Faktura>".encode()


class Register:
    def __init__(self) -> None:
        self.entries, self.down, self.asked, self.unlisted = {}, False, [], set()

    def knows(self, nip, name, address=None, vat_status="Czynny"):
        self.entries[nip] = RegisteredTaxpayer(nip, name, address, vat_status, (), "request-1")

    async def assigned(self, nip, account, on):
        if self.down:
            raise Unavailable
        return account not in self.unlisted

    async def find(self, nip, on):
        self.asked.append(nip)
        if self.down:
            raise Unavailable
        return self.entries.get(nip)


class Rates:
    """The National Bank of Poland: a rate for each day that was published, the last one before a day is given."""

    def __init__(self) -> None:
        self.published, self.down, self.asked = {}, False, []

    def publishes(self, currency, rate, on, number):
        self.published.setdefault(currency, []).append(ExchangeRate(Decimal(rate), on, number))

    async def before(self, currency, day):
        self.asked.append((currency, day))
        if self.down:
            raise Unavailable("rates-silent")
        found = [each for each in self.published.get(currency, []) if each.published_on < day]
        return max(found, key=lambda each: each.published_on, default=None)


class Vies:
    """The Union's look-up: every number is active unless a test says otherwise."""

    def __init__(self, clock) -> None:
        self.clock, self.inactive, self.down, self.asked, self.told = clock, set(), False, [], {}

    async def check(self, number, requester):
        self.asked.append((number.value, requester.digits))
        if self.down:
            raise Unavailable("vies-silent")
        active = number.value not in self.inactive
        standing = EuVatStanding.ACTIVE if active else EuVatStanding.INACTIVE
        name, *address = self.told.get(number.value, (None,))
        consultation = f"WAPI{len(self.asked):04d}"
        return EuVatCheck(number.value, standing, self.clock.now(), consultation, name, tuple(address))


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
    corrected: list = field(default_factory=list)
    keeps_offline: bool = False
    error: Exception | None = None
    refuses_corrections: Exception | None = None

    async def submit(self, company_id, xml, *, offline, corrects=None):
        if self.down:
            raise Unavailable("ksef-silent")
        if self.error is not None:
            raise self.error
        if corrects is not None and self.refuses_corrections is not None:
            raise self.refuses_corrections
        if self.no_access:
            raise Refused("ksef-access")
        self.sendings.append(xml)
        self.offline.append(offline)
        self.corrected.append(corrects)
        digest = hashlib.sha256(xml).digest()
        self.numbers.setdefault(digest, ksef_number("5265877635", len(self.numbers) + 1))
        return SendingReference("session-1", f"invoice-{len(self.sendings)}")

    async def outcome(self, company_id, reference, sha256):
        if self.down:
            raise Unavailable("ksef-silent")
        if self.error is not None:
            raise self.error
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


@dataclass
class Batches:
    """KSeF's batch counter, over the same numbers as the online one; it may die, drop, or answer oddly at any step.

    Attributes:
        sessions: bytes of each session by reference, in the order of opening.
        dies: before-open, before-close, after-close: the process dies there; once.
        drops: the same places, but only the connection is lost.
        phases: answers of `state` before the true one; a phase, or (phase, status).
        refuses: status of an invoice by its bytes.
        forgets: bytes that the verdicts do not mention.
        meanwhile: what happens while documents are packed and no session is open yet; once.
    """

    ksef: Ksef
    page: int = 1000
    dies: str | None = None
    drops: str | None = None
    phases: list = field(default_factory=list)
    refuses: dict = field(default_factory=dict)
    forgets: set = field(default_factory=set)
    meanwhile: Callable | None = None
    error: Exception | None = None
    sessions: dict = field(default_factory=dict)
    closed: set = field(default_factory=set)
    offline: list = field(default_factory=list)
    pages_read: int = 0

    async def send(self, company_id, documents, *, offline, opened):
        packed = [document async for document in documents]
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            await meanwhile()
        self._may_fail("before-open")
        reference = f"batch-{len(self.sessions) + 1}"
        self.sessions[reference] = packed
        self.offline.append(offline)
        await opened(reference)
        self._may_fail("before-close")
        self.closed.add(reference)
        for xml in packed:
            self._take(xml)
        self._may_fail("after-close")

    def _take(self, xml):
        if xml not in self.refuses:
            digest = hashlib.sha256(xml).digest()
            self.ksef.numbers.setdefault(digest, ksef_number("5265877635", len(self.ksef.numbers) + 1))

    async def state(self, company_id, reference):
        self._may_fail("state")
        if self.phases:
            phase, status = self.phases.pop(0)
            return BatchState(BatchPhase(phase), status, "said by the fake")
        done = reference in self.closed
        return BatchState(
            BatchPhase.READY if done else BatchPhase.OPEN, 200 if done else 100, "said by the fake"
        )

    async def verdicts(self, company_id, reference):
        said = [xml for xml in self.sessions[reference] if xml not in self.forgets]
        for start in range(0, len(said), self.page):
            upo = f"<Potwierdzenie>{reference} {start}</Potwierdzenie>".encode()
            self.pages_read += 1
            some = said[start : start + self.page]
            yield BatchPage(tuple((hashlib.sha256(xml).digest(), self._verdict(xml, upo)) for xml in some))
            self._may_fail("verdicts")

    def _verdict(self, xml, upo):
        status = self.refuses.get(xml)
        if status is not None:
            return SendAgain(status) if status in {405, 550} else Refusal(status, "Zła faktura", ("P_1",))
        now = self.ksef.clock.now()
        number = self.ksef.numbers[hashlib.sha256(xml).digest()]
        return Accepted(number, now, now, offline=any(self.offline), upo=upo)

    def _may_fail(self, place):
        if self.ksef.down:
            raise Unavailable("ksef-silent")
        if self.error is not None:
            raise self.error
        if self.dies == place:
            self.dies = None
            raise Crash
        if self.drops == place:
            self.drops = None
            raise Unavailable("ksef-silent")


@dataclass
class Quota:
    """What the hour still holds."""

    hour: int = 180

    async def left(self, company_id):
        return self.hour


class PostOffice:
    def __init__(self) -> None:
        self.letters, self.refuses, self.busy, self.dies_after_sending = [], False, False, False
        self.cuts, self.full = False, False
        self.meanwhile = None
        """What the world does between the server's word and ours."""

    async def send(self, letter):
        if self.full:
            raise DayIsFull(3600.0)
        if self.busy:
            raise Unavailable("smtp-451", status="451", retry_after=60)
        if self.refuses:
            raise Refused("address-refused", smtp_code="550", text="no such mailbox")
        self.letters.append(letter)
        if self.cuts:
            raise Unavailable("mail-interrupted", text="connection lost", transcript="> DATA\n! lost")
        if self.dies_after_sending:
            self.dies_after_sending = False
            raise Crash
        if self.meanwhile is not None:
            await self.meanwhile(letter)
        return SmtpAnswer(250, "OK", ("> DATA", "< 250 OK"), f"raw {letter.message_id}".encode())


class Wording:
    def invoice(self, letter, language):
        what = "Potwierdzenie" if letter.paper is Paper.TRANSACTION_CONFIRMATION else "Faktura"
        said = f"{letter.occasion} {letter.ksef_number} {letter.verification_link} {', '.join(letter.files)}"
        return f"{what} {letter.invoice.number}", said, f'<p lang="{language}">{said}</p>'

    def reminder(self, reminder, language):
        about = reminder.about
        said = f"{reminder.left} {reminder.on} {about.ksef_number} {', '.join(about.files)}"
        return f"Przypomnienie {about.invoice.number}", said, f'<p lang="{language}">{said}</p>'

    def link(self, letter, address, language):
        return f"Link {letter.invoice.number}", address, f'<p lang="{language}">{address}</p>'

    def pro_forma(self, letter, language):
        return f"Pro forma {letter.invoice.number}", ", ".join(letter.files), f'<p lang="{language}"></p>'


async def pro_forma_paper(pro_forma, language):
    return f"%PDF {pro_forma.content.number} {language}".encode()


def verification_link(nip, issue_date, sha256):
    return f"https://qr.example/invoice/{nip}/{issue_date:%d-%m-%Y}/{sha256.hex()}"


async def render(xml, ksef_number, language, *, paper=Paper.VISUALISATION, issuer_link=None, duplicate=None):
    if duplicate:
        return f"%PDF duplicate of {duplicate}".encode()
    codes = (f" {issuer_link}" if issuer_link else "") + (f" {language}" if language != "pl" else "")
    return (
        f"%PDF {ksef_number}{codes}".encode()
        if paper is Paper.VISUALISATION
        else f"%PDF {paper}{codes}".encode()
    )


async def page_part(xml, ksef_number, language, *, paper, issuer_link=None, duplicate=None):
    return f'<article lang="{language}">{paper} {ksef_number} {issuer_link or ""}</article>'.encode()


async def protocol_behind(drawn, stored, paper):
    return drawn + f" with a protocol for {stored.invoice.buyer.name}".encode()


async def month_paper(month, language):
    return f"%PDF {month.first:%Y-%m} {len(month.found)} {language}".encode()


async def receipt_page(upo, ksef_number, language):
    return f"%PDF UPO {ksef_number}".encode()


async def no_issuer_links(company_id, sha256):
    """No offline certificate."""


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
        self.reply_to, self.shows, self.error = [], [], None

    async def show(self, show, files):
        if self.error is not None:
            raise self.error
        self.shows.append(show)
        self.reply_to += [show.reply_to] if show.reply_to else []
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
    """Announces by days; what it says again of the same kind and day is a later version of that event."""

    def __init__(self) -> None:
        self.report, self.silent, self.versions = LighthouseReport(None, (), "{}"), False, count(1)

    def says(self, state, *outages):
        announcements = tuple(self._announcement(outage) for outage in outages)
        messages = tuple(json.dumps({"id": each.message_id}) for each in announcements)
        self.report = LighthouseReport(state, announcements, f'{{"state": "{state}"}}', messages)

    def _announcement(self, outage):
        version = next(self.versions)
        began = datetime.combine(outage.start, time(6), WARSAW)
        ended = datetime.combine(outage.end, time(22), WARSAW) if outage.end else None
        event, name = f"{outage.kind}-{outage.start}", f"message-{version}"
        ends = ended is not None and outage.kind is not OutageKind.MAINTENANCE
        digest = hashlib.sha256(json.dumps({"id": name}).encode()).digest()
        return Announcement(event, outage.kind, ends, name, version, began, ended, ended or began, digest)

    async def look(self):
        if self.silent:
            raise Unavailable
        return self.report


PROSTA = Address("ul. Prosta 1", "00-001 Warszawa")
