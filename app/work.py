"""What the role `worker` does: invoices to KSeF and home again, and everything that falls due by itself.

Loaded at the start is what brings an invoice to KSeF; the rest comes with its first promise, or with the rounds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import httpx

from app.clock import SystemClock
from app.house import House, Parts
from app.late import late, late_one
from app.outbox import Handler
from app.places import handing_over, ksef_settings
from app.settings import Settings
from app.ways_in import WaysIn
from app.workers import Task
from invoicing.services.sending.accepting import Accepting
from invoicing.services.sending.batch_sending import BatchSending
from invoicing.services.sending.batch_verdicts import BatchChecking
from invoicing.services.sending.batching import Batching
from invoicing.services.sending.checking import Checking
from invoicing.services.sending.submitting import Submitting
from invoicing.services.sending.verdicts import Verdicts
from ksef.batches import KsefBatchesOverHttp
from ksef.counters import Counters
from ksef.gateway import KsefGatewayOverHttp
from ksef.limits import Limits
from ksef.registers import TaxpayerRegisterClient
from storage.database import Database

if TYPE_CHECKING:
    from app.exporting import Exporting

RARE = (
    "Receive",
    "Deliver:print",
    "TryNext",
    "Redate",
    "ForgetTraces",
    "PrepareLogin",
    "LogInSigned",
    "EquipCompany",
    "CheckRights",
)
"""Promises whose handlers are loaded with the first of them."""
_ROUNDS = "rounds"
_TELLING = dict.fromkeys(
    ("changes", "terms", "works", "law", "midnight", "tokens", "reminders", "digest"), 5.0
)
EVERY = _TELLING | {
    "receiving": 5.0,
    "received": 5.0,
    "recurring": 60.0,
    "payment reminders": 60.0,
    "held drafts": 20.0,
    "certificates": 3600.0,
    "own entries": 5.0,
    "forgetting": 3600.0,
    "stuck work": 60.0,
    "drills": 1.0,
    "readiness": 10.0,
}
"""Seconds between two looks. Mostly there is nothing to do, and a look is a short query or two; what may come once a
day is looked for every hour, so that one look falls into each day."""


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
        "SendBatch": BatchSending(units, clock, batches, counters),
        "CheckBatch": BatchChecking(units, clock, batches, verdicts),
    }


def add_worker(
    house: House,
    parts: Parts,
    http: httpx.AsyncClient,
    register: TaxpayerRegisterClient,
    exporting: Callable[[], Exporting],
) -> None:
    """Handlers of promises to KSeF, and the loops that look at what time brings."""
    counters = ksef_counters(house.settings, house.clock, house.database, http)
    parts.handlers |= ksef_handlers(house.settings, house.clock, house.database, counters)
    rare = cache(lambda: _rare(house, http, counters))
    parts.handlers |= {kind: late_one(rare, kind) for kind in RARE}
    parts.handlers["ExportMonth"] = late(exporting)
    looks = cache(lambda: _looks(house, http, register, counters))
    house.add_duty(_ROUNDS, alone={_ROUNDS})
    for label, seconds in EVERY.items():
        house.add_look(label, seconds, late_one(looks, label), of=_ROUNDS)
    house.add_look("lighthouse", house.settings.lighthouse_every, late_one(looks, "lighthouse"), of=_ROUNDS)
    house.closers.insert(0, counters.close)


def _rare(house: House, http: httpx.AsyncClient, counters: Counters) -> Mapping[str, Handler]:
    from app.rare_work import rare_handlers  # noqa: PLC0415 - whoever was killed sends first, see above

    return rare_handlers(house, http, counters)


def _looks(
    house: House, http: httpx.AsyncClient, register: TaxpayerRegisterClient, counters: Counters
) -> Mapping[str, Task]:
    from app.rounds import looks_of  # noqa: PLC0415 - whoever was killed sends first, see above

    return looks_of(house, http, register, counters)
