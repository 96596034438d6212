"""What the role `worker` does: invoices to KSeF and home again, and everything that falls due by itself."""

from __future__ import annotations

import asyncio

import httpx

from app.clock import SystemClock
from app.drills import LOOK_EVERY as DRILLS_EVERY
from app.drills import ground_of, keeper_of, postman_of
from app.forgetting import FORGET_EVERY, Forgetting
from app.house import House, Parts
from app.outbox import Handler
from app.places import (
    handing_over,
    ksef_environment,
    ksef_settings,
    network_probes,
)
from app.readiness import LOOK_EVERY as READINESS_EVERY
from app.readiness import prover_of
from app.settings import Settings
from app.telling import LOOK_EVERY as TELLING_EVERY
from app.telling import telling_looks
from app.watching.measuring import LOOK_EVERY as MEASURE_EVERY
from app.watching.measuring import Measuring
from app.ways_in import WaysIn
from invoicing.services.access.enrolling import Enrol
from invoicing.services.access.equipping import Equipping
from invoicing.services.access.logging_in import LoggingIn, Preparing
from invoicing.services.access.rights import CheckingRights
from invoicing.services.access.watching import WatchCertificates
from invoicing.services.delivery.by_print import PrintChannel
from invoicing.services.delivery.channels import DeliveringBy
from invoicing.services.delivery.next_way import TryingNext
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.outages.notices import WatchLighthouse
from invoicing.services.readiness.own_entry import CompareOwnEntries
from invoicing.services.received.announcing import AnnounceReceived
from invoicing.services.receiving import PromiseReceiving, Receiving
from invoicing.services.repeating.waking import PrepareRecurring
from invoicing.services.sending.accepting import Accepting
from invoicing.services.sending.batch_sending import BatchSending
from invoicing.services.sending.batch_verdicts import BatchChecking
from invoicing.services.sending.batching import Batching
from invoicing.services.sending.checking import Checking
from invoicing.services.sending.submitting import Submitting
from invoicing.services.sending.verdicts import Verdicts
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.stuck import TellStuck
from invoicing.services.terms.redating import Redating
from invoicing.services.unpaid.looking import RemindBuyers
from ksef.auth import Login
from ksef.batches import KsefBatchesOverHttp
from ksef.certificates import CertificateOfficeOverHttp
from ksef.client import KsefClient
from ksef.counters import Counters
from ksef.entry import EntryOverHttp
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from ksef.feed import KsefFeedOverHttp
from ksef.gateway import KsefGatewayOverHttp
from ksef.keys import PublicKeys
from ksef.lighthouse import LighthouseClient
from ksef.limits import Limits
from ksef.probes import Probes
from ksef.registers import TaxpayerRegisterClient
from ksef.signed_login import SignedLogins
from storage.database import Database

RECEIVE_EVERY = 5.0
"""Seconds between two looks whether a new quarter of an hour wants to be promised; most write nothing."""
CERTIFICATES_EVERY = 3600.0
"""Seconds between two looks at the ends of certificates, so that one of them falls into the day."""
RECEIVED_EVERY = 5.0
"""Seconds between two looks whether something arrived that nobody was told of; one short query."""
RECURRING_EVERY = 60.0
"""Seconds between two looks whether an invoice that recurs is due."""
REMINDERS_EVERY = 60.0
"""Seconds between two looks whether buyers are to be reminded; one short query for each company, but once a day."""
OWN_ENTRIES_EVERY = 5.0
"""Seconds between two looks whether a company's own entry in the register is to be compared again; mostly none is."""
HELD_EVERY = 20.0
"""Seconds between two looks whether drafts that wait for KSeF may come back."""
_ROUNDS = "rounds"


def ksef_counters(
    settings: Settings, clock: SystemClock, database: Database, http: httpx.AsyncClient
) -> Counters:
    """KSeF with the secrets of our companies."""
    limits = Limits(database.calls, clock, asyncio.sleep)
    return Counters(http, ksef_settings(settings), clock, WaysIn(database, clock).usual, limits=limits)


def ksef_handlers(
    settings: Settings, clock: SystemClock, database: Database, counters: Counters
) -> dict[str, Handler]:
    """What brings invoices to KSeF, one by one or in batches, and their verdicts home."""
    units, gateway = database.units, KsefGatewayOverHttp(counters)
    batches = KsefBatchesOverHttp(counters, settings.spool)
    verdicts = Verdicts(clock, Accepting(clock, handing_over(settings)))
    return {
        "Submit": Submitting(units, clock, gateway, Batching(units, clock, counters)),
        "CheckSubmission": Checking(units, clock, gateway, verdicts),
        "SendBatch": BatchSending(units, clock, batches),
        "CheckBatch": BatchChecking(units, clock, batches, verdicts),
    }


def add_worker(house: House, parts: Parts, http: httpx.AsyncClient, register: TaxpayerRegisterClient) -> None:
    """Handlers of promises to KSeF, and the loops that look at what time brings."""
    units, clock, settings = house.database.units, house.clock, house.settings
    counters = ksef_counters(settings, clock, house.database, http)
    parts.handlers |= ksef_handlers(settings, clock, house.database, counters)
    feed = KsefFeedOverHttp(counters, settings.spool, clock)
    parts.handlers["Receive"] = Receiving(units, clock, feed)
    parts.handlers["Deliver:print"] = DeliveringBy(units, clock, PrintChannel(units))
    parts.handlers["TryNext"] = TryingNext(units, handing_over(settings))
    parts.handlers["Redate"] = Redating(units, clock, Fa3Writer())
    house.add_duty(_ROUNDS, alone={_ROUNDS})
    house.add_look("receiving", RECEIVE_EVERY, PromiseReceiving(units, clock), of=_ROUNDS)
    for label, look in telling_looks(units, clock).items():
        house.add_look(label, TELLING_EVERY, look, of=_ROUNDS)
    tell = AnnounceReceived(units, clock, register, read_document)
    house.add_look("received", RECEIVED_EVERY, tell, of=_ROUNDS)
    house.add_look("recurring", RECURRING_EVERY, PrepareRecurring(units, clock), of=_ROUNDS)
    house.add_look("payment reminders", REMINDERS_EVERY, RemindBuyers(units, clock), of=_ROUNDS)
    house.add_look("held drafts", HELD_EVERY, ReleaseHeldDrafts(units, clock), of=_ROUNDS)
    house.add_look("certificates", CERTIFICATES_EVERY, WatchCertificates(units, clock), of=_ROUNDS)
    house.add_look("own entries", OWN_ENTRIES_EVERY, CompareOwnEntries(units, clock, register), of=_ROUNDS)
    house.add_look("forgetting", FORGET_EVERY, Forgetting(house.database, clock), of=_ROUNDS)
    measure = Measuring(house.database, clock, settings.data_dir)
    stuck = TellStuck(units, clock, TellMany(units, asyncio.sleep), measure, chat=settings.operator_chat)
    house.add_look("stuck work", MEASURE_EVERY, stuck, of=_ROUNDS)
    lighthouse = LighthouseClient(http, ksef_environment(settings).lighthouse)
    probes = Probes(http, ksef_environment(settings).api, network_probes(settings), counters.logins)
    watch = WatchLighthouse(units, clock, lighthouse, probes)
    house.add_look("lighthouse", settings.lighthouse_every, watch, of=_ROUNDS)
    _add_drills(house, counters, http)
    _add_access(house, parts, http, counters)
    house.closers.insert(0, counters.close)


def _add_access(house: House, parts: Parts, http: httpx.AsyncClient, usual: Counters) -> None:
    """From a file that somebody signs to certificates, and what was handed in; `usual` is for everyday work."""
    units, clock, settings = house.database.units, house.clock, house.settings
    manners, ways = ksef_settings(settings), WaysIn(house.database, clock)
    client = KsefClient(http, manners.api, manners.timeout)
    login = Login(client, PublicKeys(client, clock), manners, clock, asyncio.sleep)
    desk = SignedLogins(login)
    limits = Limits(house.database.calls, clock, asyncio.sleep)
    counters = Counters(http, manners, clock, ways.fresh, limits=limits)
    enrol = Enrol(units, clock, CertificateOfficeOverHttp(counters), asyncio.sleep)
    parts.handlers |= {
        "PrepareLogin": Preparing(units, clock, desk),
        "LogInSigned": LoggingIn(units, clock, desk),
        "EquipCompany": Equipping(units, clock, enrol, counters.forget),
        "CheckRights": CheckingRights(units, clock, EntryOverHttp(login, ways.handed, usual.forget)),
    }


def _add_drills(house: House, counters: Counters, http: httpx.AsyncClient) -> None:
    postman = postman_of(house.settings, house.clock)
    ground = ground_of(house.settings, house.clock, house.database, http, counters, postman=postman)
    house.add_look("drills", DRILLS_EVERY, keeper_of(house.database, house.clock, ground), of=_ROUNDS)
    prover = prover_of(house.settings, house.clock, house.database, http, counters=counters, postman=postman)
    house.add_look("readiness", READINESS_EVERY, prover, of=_ROUNDS)
    if postman is not None:
        house.closers.insert(0, postman.close)
