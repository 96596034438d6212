"""Where drills are played, and by whom: joins the parts that a real outage would use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx

from app.clock import SystemClock
from app.issuer_links import IssuerLinksOfWallets
from app.places import ksef_environment, letter_domain, smtp_account
from app.practice import is_practice
from app.rendering import DocumentRenderer
from app.settings import Settings
from app.ways_in import WaysIn
from invoicing.services.drilling.ports import Ground
from invoicing.services.drilling.records import Drill
from invoicing.services.drilling.walk import KeepDrills, PlayDrill
from ksef.counters import Counters
from ksef.fa3.writer import Fa3Writer
from ksef.gateway import KsefGatewayOverHttp
from ksef.verification import CodePagesOverHttp, signature_holds
from mailer.smtp import SmtpPostman
from storage.database import Database
from storage.leases import is_dead, owner_name
from templates.drills import DrillLetters


def ground_of(
    settings: Settings,
    clock: SystemClock,
    database: Database,
    http: httpx.AsyncClient,
    counters: Counters,
    *,
    postman: SmtpPostman | None,
) -> Ground:
    """The ground under the settings."""
    qr = ksef_environment(settings).qr
    return Ground(
        practice=is_practice(settings),
        write=Fa3Writer(),
        render=DocumentRenderer(qr),
        issuer_links=IssuerLinksOfWallets(WaysIn(database, clock), clock, qr),
        holds=signature_holds,
        pages=CodePagesOverHttp(http, qr),
        gateway=KsefGatewayOverHttp(counters),
        postman=postman,
        wording=DrillLetters(),
        domain=letter_domain(settings),
        sleep=asyncio.sleep,
    )


def postman_of(settings: Settings, clock: SystemClock) -> SmtpPostman | None:
    """A postman of the drills' own; None when outgoing mail is not set up."""
    account = smtp_account(settings)
    return SmtpPostman(account, clock) if account is not None else None


def keeper_of(
    database: Database, clock: SystemClock, ground: Ground, hear: Callable[[Drill], None] | None = None
) -> KeepDrills:
    """Looks after drills in this process's name."""
    owner = owner_name()
    play = PlayDrill(database.units, clock, ground, hear)
    return KeepDrills(database.units, clock, play, owner, lambda other: _is_gone(other, owner))


def _is_gone(other: str, ours: str) -> bool:
    """A process that had our number on this machine is gone as well: in a container the number is always the same."""
    return other.rpartition("/")[0] == ours.rpartition("/")[0] or is_dead(other)
