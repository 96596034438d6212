"""Promises that are kept now and then: what is received, other ways to buyers, certificates out of signed files."""

from __future__ import annotations

import asyncio

import httpx

from app.house import House
from app.outbox import Handler
from app.places import handing_over, ksef_settings
from app.ways_in import WaysIn
from invoicing.services.access.enrolling import Enrol
from invoicing.services.access.equipping import Equipping
from invoicing.services.access.logging_in import LoggingIn, Preparing
from invoicing.services.access.rights import CheckingRights
from invoicing.services.delivery.by_print import PrintChannel
from invoicing.services.delivery.channels import DeliveringBy
from invoicing.services.delivery.next_way import TryingNext
from invoicing.services.people.erasing import ForgettingTraces
from invoicing.services.receiving import Receiving
from invoicing.services.terms.redating import Redating
from ksef.auth import Login
from ksef.certificates import CertificateOfficeOverHttp
from ksef.client import KsefClient
from ksef.counters import Counters
from ksef.entry import EntryOverHttp
from ksef.fa3.writer import Fa3Writer
from ksef.feed import KsefFeedOverHttp
from ksef.keys import PublicKeys
from ksef.limits import Limits
from ksef.signed_login import SignedLogins


def rare_handlers(house: House, http: httpx.AsyncClient, counters: Counters) -> dict[str, Handler]:
    """By kind of promise; `counters` is KSeF for everyday work."""
    units, clock, settings = house.database.units, house.clock, house.settings
    return {
        "Receive": Receiving(units, clock, KsefFeedOverHttp(counters, settings.spool, clock)),
        "Deliver:print": DeliveringBy(units, clock, PrintChannel(units)),
        "TryNext": TryingNext(units, handing_over(settings)),
        "Redate": Redating(units, clock, Fa3Writer()),
        "ForgetTraces": ForgettingTraces(units),
        **_access(house, http, counters),
    }


def _access(house: House, http: httpx.AsyncClient, usual: Counters) -> dict[str, Handler]:
    """From a file that somebody signs to certificates, and what was handed in."""
    units, clock, settings = house.database.units, house.clock, house.settings
    manners, ways = ksef_settings(settings), WaysIn(house.database, clock)
    client = KsefClient(http, manners.api, manners.timeout)
    login = Login(client, PublicKeys(client, clock), manners, clock, asyncio.sleep)
    desk = SignedLogins(login)
    limits = Limits(house.database.calls, clock, asyncio.sleep)
    counters = Counters(http, manners, clock, ways.fresh, limits=limits)
    enrol = Enrol(units, clock, CertificateOfficeOverHttp(counters), asyncio.sleep)
    return {
        "PrepareLogin": Preparing(units, clock, desk),
        "LogInSigned": LoggingIn(units, clock, desk),
        "EquipCompany": Equipping(units, clock, enrol, counters.forget),
        "CheckRights": CheckingRights(units, clock, EntryOverHttp(login, ways.handed, usual.forget)),
    }
