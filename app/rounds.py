"""The rounds: looks at what time brings, each made again and again by one process of all."""

from __future__ import annotations

import asyncio

import httpx

from app.drills import ground_of, keeper_of, postman_of
from app.forgetting import Forgetting
from app.house import House
from app.places import ksef_environment, network_probes
from app.readiness import prover_of
from app.telling import telling_looks
from app.watching.measuring import Measuring
from app.workers import Task
from invoicing.services.access.watching import WatchCertificates
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.outages.notices import WatchLighthouse
from invoicing.services.readiness.own_entry import CompareOwnEntries
from invoicing.services.received.announcing import AnnounceReceived
from invoicing.services.receiving import PromiseReceiving
from invoicing.services.repeating.waking import PrepareRecurring
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.stuck import TellStuck
from invoicing.services.unpaid.looking import RemindBuyers
from ksef.counters import Counters
from ksef.fa3.reader import read_document
from ksef.lighthouse import LighthouseClient
from ksef.probes import Probes
from ksef.registers import TaxpayerRegisterClient


def looks_of(
    house: House, http: httpx.AsyncClient, register: TaxpayerRegisterClient, counters: Counters
) -> dict[str, Task]:
    """By label, as `app.work` names them with their seconds."""
    units, clock, settings = house.database.units, house.clock, house.settings
    measure = Measuring(house.database, clock, settings.data_dir)
    return {
        **telling_looks(units, clock),
        "receiving": PromiseReceiving(units, clock),
        "received": AnnounceReceived(units, clock, register, read_document),
        "recurring": PrepareRecurring(units, clock),
        "payment reminders": RemindBuyers(units, clock),
        "held drafts": ReleaseHeldDrafts(units, clock),
        "certificates": WatchCertificates(units, clock),
        "own entries": CompareOwnEntries(units, clock, register),
        "forgetting": Forgetting(house.database, clock),
        "stuck work": TellStuck(
            units, clock, TellMany(units, asyncio.sleep), measure, chat=settings.operator_chat
        ),
        "lighthouse": _lighthouse(house, http, counters),
        **_trying(house, http, counters),
    }


def _lighthouse(house: House, http: httpx.AsyncClient, counters: Counters) -> Task:
    settings, place = house.settings, ksef_environment(house.settings)
    probes = Probes(http, place.api, network_probes(settings), counters.logins)
    return WatchLighthouse(
        house.database.units, house.clock, LighthouseClient(http, place.lighthouse), probes
    )


def _trying(house: House, http: httpx.AsyncClient, counters: Counters) -> dict[str, Task]:
    """Drills, and what only trying tells of readiness."""
    settings, clock, database = house.settings, house.clock, house.database
    postman = postman_of(settings, clock)
    if postman is not None:
        house.closers.insert(0, postman.close)
    ground = ground_of(settings, clock, database, http, counters, postman=postman)
    return {
        "drills": keeper_of(database, clock, ground),
        "readiness": prover_of(settings, clock, database, http, counters=counters, postman=postman),
    }
