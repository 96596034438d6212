"""The composition root: every part is built here, by hand, with no decisions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx

from app.clock import SandboxTime, SystemClock
from app.drawing import Aside
from app.drills import LOOK_EVERY as DRILLS_EVERY
from app.drills import ground_of, is_practice, keeper_of, postman_of
from app.inbox import Inbox, Reader
from app.issuer_links import IssuerLinksOfWallets
from app.late_models import built_at_first_use
from app.outbox import Handler, Outbox
from app.places import (
    http_client,
    imap_account,
    ksef_environment,
    ksef_settings,
    letter_domain,
    network_probes,
    smtp_account,
)
from app.readiness import LOOK_EVERY as READINESS_EVERY
from app.readiness import prover_of
from app.rendering import DocumentRenderer
from app.settings import Settings
from app.telling import telling_tasks
from app.ways_in import WaysIn
from app.workers import every
from invoicing.services.access.watching import WatchCertificates
from invoicing.services.assistant import Assistant
from invoicing.services.conversation.showing import ShowReply
from invoicing.services.conversation.taps import OnInvoice
from invoicing.services.correcting.technical import ACTION as TECHNICAL
from invoicing.services.correcting.technical import TechnicalCorrection
from invoicing.services.delivery.delivering import Delivering
from invoicing.services.delivery.handing_over import HandingOver
from invoicing.services.delivery.overriding import OverrideTalk
from invoicing.services.drilling.walk import DrillTalk
from invoicing.services.intents import understand
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.messages import Channel
from invoicing.services.outages.notices import WatchLighthouse
from invoicing.services.papers.documents import Documents
from invoicing.services.papers.looks import LooksInBooks
from invoicing.services.papers.on_request import PapersOnRequest
from invoicing.services.ports import Showing
from invoicing.services.readiness.questions import ReadinessTalk
from invoicing.services.receiving import PromiseReceiving, Receiving
from invoicing.services.sending.accepting import Accepting
from invoicing.services.sending.batch_sending import BatchSending
from invoicing.services.sending.batch_verdicts import BatchChecking
from invoicing.services.sending.batching import Batching
from invoicing.services.sending.checking import Checking
from invoicing.services.sending.setting_aside import SettingAside
from invoicing.services.sending.submitting import Submitting
from invoicing.services.sending.verdicts import Verdicts
from invoicing.services.terms.redating import KEEP, MOVE, KeepDate, MoveDate, Redating
from ksef.batches import KsefBatchesOverHttp
from ksef.counters import Counters
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from ksef.feed import KsefFeedOverHttp
from ksef.gateway import KsefGatewayOverHttp
from ksef.lighthouse import LighthouseClient
from ksef.limits import Limits
from ksef.probes import Probes
from ksef.qr import verification_link
from ksef.registers import TaxpayerRegisterClient
from mailer.chat import MailChat
from mailer.inbox import MailWatcher
from mailer.reading import LetterReader
from mailer.smtp import SmtpPostman
from storage.database import Database
from templates.letters import LetterWording

RECEIVE_EVERY = 60.0
"""Seconds between two looks whether a new quarter of an hour wants to be promised."""
CERTIFICATES_EVERY = 3600.0
"""Seconds between two looks at the ends of certificates, so that one of them falls into the day."""
HELD_EVERY = 20.0
"""Seconds between two looks whether drafts that wait for KSeF may come back."""
ROLES = ("bot", "mail", "worker", "web")


@dataclass
class House:
    """The app, built and not yet started.

    Attributes:
        tasks: background loops by name.
        closers: what to close at the end, in order.
    """

    settings: Settings
    clock: SystemClock
    database: Database
    inbox: Inbox
    outbox: Outbox
    tasks: dict[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    closers: list[Callable[[], Awaitable[Any]]] = field(default_factory=list)


@dataclass
class Parts:
    """What each role adds to."""

    documents: Documents
    handlers: dict[str, Handler] = field(default_factory=dict)
    fronts: dict[Channel, Showing] = field(default_factory=dict)
    readers: dict[Channel, Reader] = field(default_factory=dict)


def ksef_counters(
    settings: Settings, clock: SystemClock, database: Database, http: httpx.AsyncClient
) -> Counters:
    """KSeF with the secrets of our companies."""
    limits = Limits(database.calls, clock, asyncio.sleep)
    return Counters(http, ksef_settings(settings), clock, WaysIn(database, clock).usual, limits=limits)


def build(settings: Settings, roles: Collection[str], clock: SystemClock, database: Database) -> House:
    """Everything that the roles need."""
    http = http_client(settings)
    register = TaxpayerRegisterClient(http, settings.register_api, clock)
    write = Fa3Writer()
    handing_over = HandingOver(letter_domain(settings))
    buttons: dict[str, OnInvoice] = {
        TECHNICAL: TechnicalCorrection(clock, write, read_document),
        MOVE: MoveDate(clock),
        KEEP: KeepDate(clock, handing_over),
    }
    assistant = Assistant(
        database.units,
        clock,
        register,
        write,
        understand,
        on_invoice=buttons,
        after_issue=handing_over.after_issue,
        talks=[
            OverrideTalk(clock, handing_over),
            PapersOnRequest(clock, handing_over),
            DrillTalk(clock, practice=is_practice(settings)),
            ReadinessTalk(clock),
        ],
    )
    qr = ksef_environment(settings).qr
    links = IssuerLinksOfWallets(WaysIn(database, clock), clock, qr)
    drawing = Aside()
    parts = Parts(
        Documents(database.units, DocumentRenderer(qr, drawing, LooksInBooks(database.units)), links)
    )
    aside = SettingAside(database.units, clock)
    inbox = Inbox(
        database.queue, parts.readers, assistant, _skipping(database), clock, tell_aside=aside.message
    )
    outbox = Outbox(database.queue, parts.handlers, clock, aside.job)
    house = House(settings, clock, database, inbox, outbox)
    house.closers += [http.aclose, drawing.close]
    if settings.clock_url:
        house.tasks["clock"] = SandboxTime(clock, settings.clock_url, http, database.queue.wake)
    if "worker" in roles:
        _add_worker(house, parts, http)
    if "mail" in roles:
        _add_mail(house, parts)
    if "bot" in roles:
        _add_bot(house, parts)
    showing = ShowReply(database.units, clock, parts.fronts, parts.documents)
    parts.handlers |= {f"Show:{channel}": showing for channel in parts.fronts}
    return house


def _skipping(database: Database) -> Callable[[str], Awaitable[None]]:
    async def skip(key: str) -> None:
        async with database.units() as work:
            await work.inbox.finish(key)

    return skip


def ksef_handlers(
    settings: Settings, clock: SystemClock, database: Database, counters: Counters
) -> dict[str, Handler]:
    """What brings invoices to KSeF, one by one or in batches, and their verdicts home."""
    units, gateway = database.units, KsefGatewayOverHttp(counters)
    batches = KsefBatchesOverHttp(counters, settings.spool)
    verdicts = Verdicts(clock, Accepting(clock, HandingOver(letter_domain(settings))))
    return {
        "Submit": Submitting(units, clock, gateway, Batching(units, clock, counters)),
        "CheckSubmission": Checking(units, clock, gateway, verdicts),
        "SendBatch": BatchSending(units, clock, batches),
        "CheckBatch": BatchChecking(units, clock, batches, verdicts),
    }


def _add_worker(house: House, parts: Parts, http: httpx.AsyncClient) -> None:
    units, clock, settings = house.database.units, house.clock, house.settings
    counters = ksef_counters(settings, clock, house.database, http)
    parts.handlers |= ksef_handlers(settings, clock, house.database, counters)
    feed = KsefFeedOverHttp(counters, settings.spool, clock)
    parts.handlers["Receive"] = Receiving(units, clock, feed)
    parts.handlers["Redate"] = Redating(units, clock, Fa3Writer())
    house.tasks["receiving"] = every(RECEIVE_EVERY, PromiseReceiving(units, clock))
    house.tasks |= telling_tasks(units, clock)
    house.tasks["held drafts"] = every(HELD_EVERY, ReleaseHeldDrafts(units, clock))
    house.tasks["certificates"] = every(CERTIFICATES_EVERY, WatchCertificates(units, clock))
    lighthouse = LighthouseClient(http, ksef_environment(settings).lighthouse)
    probes = Probes(http, ksef_environment(settings).api, network_probes(settings), counters.logins)
    watch = WatchLighthouse(units, clock, lighthouse, probes)
    house.tasks["lighthouse"] = every(settings.lighthouse_every, watch)
    _add_drills(house, counters, http)
    house.closers.insert(0, counters.close)


def _add_drills(house: House, counters: Counters, http: httpx.AsyncClient) -> None:
    postman = postman_of(house.settings, house.clock)
    ground = ground_of(house.settings, house.clock, house.database, http, counters, postman=postman)
    house.tasks["drills"] = every(DRILLS_EVERY, keeper_of(house.database, house.clock, ground))
    prover = prover_of(house.settings, house.clock, house.database, http, counters=counters, postman=postman)
    house.tasks["readiness"] = every(READINESS_EVERY, prover)
    if postman is not None:
        house.closers.insert(0, postman.close)


def _add_mail(house: House, parts: Parts) -> None:
    units, clock, settings = house.database.units, house.clock, house.settings
    if (out := smtp_account(settings)) is not None:
        postman = SmtpPostman(out, clock)
        links = partial(verification_link, ksef_environment(settings).qr)
        letters = LetterWording()
        parts.handlers["Deliver"] = Delivering(units, clock, parts.documents, letters, postman, links=links)
        parts.fronts[Channel.EMAIL] = MailChat(postman, letter_domain(settings))
        house.closers.insert(0, postman.close)
    if (into := imap_account(settings)) is not None:
        parts.readers[Channel.EMAIL] = LetterReader(into)
        house.tasks["mailbox"] = MailWatcher(into, units, clock, settings.mail_poll_every)


def _add_bot(house: House, parts: Parts) -> None:
    # aiogram takes a second and much memory to import, so only the role that needs it does
    with built_at_first_use("aiogram"):
        from bot.chat import TelegramChat  # noqa: PLC0415
        from bot.client import connect  # noqa: PLC0415
        from bot.pacing import Pace, Unpaced  # noqa: PLC0415
        from bot.poller import TelegramPoller  # noqa: PLC0415
        from bot.updates import to_incoming  # noqa: PLC0415

    settings = house.settings
    if settings.telegram_token is None:
        return
    bot = connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    pace = Pace() if settings.telegram_limits else Unpaced()
    parts.fronts[Channel.TELEGRAM] = TelegramChat(bot, pace)
    parts.readers[Channel.TELEGRAM] = to_incoming
    house.tasks["telegram"] = TelegramPoller(bot, house.database.units, house.clock)
    house.closers.insert(0, bot.session.close)
