"""The composition root: every part is built here and by what this calls, by hand, with no decisions.

A process loads what its roles need, and that as late as it may: after a kill the first promise is kept soon.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from functools import cache
from typing import TYPE_CHECKING

from app.clock import SandboxTime, SystemClock
from app.duty import Resting
from app.house import House, Parts
from app.inbox import Inbox
from app.late import late
from app.outbox import Outbox
from app.places import http_client
from app.settings import Settings
from app.watching.tally import Tally
from invoicing.services.messages import Incoming
from ksef.registers import TaxpayerRegisterClient
from storage.database import Database

if TYPE_CHECKING:
    from app.exporting import Exporting
    from invoicing.services.sending.setting_aside import SettingAside

_MEET_PEOPLE = frozenset({"bot", "mail", "web"})


def build(settings: Settings, roles: Collection[str], clock: SystemClock, database: Database) -> House:
    """Everything that the roles need."""
    http, parts = http_client(settings), Parts()
    aside, resting, tally = cache(lambda: _setting_aside(database, clock)), Resting(), Tally()

    async def hear(incoming: Incoming) -> None:
        await parts.hear(incoming)

    inbox = Inbox(
        database.queue,
        parts.readers,
        hear,
        _skipping(database),
        clock,
        tell_aside=late(lambda: aside().message),
        resting=resting,
    )
    outbox = Outbox(
        database.queue, parts.handlers, clock, late(lambda: aside().job), tally=tally, resting=resting
    )
    house = House(settings, clock, database, inbox, outbox, tally, resting)
    house.closers.append(http.aclose)
    house.tasks["neighbours"] = database.listen
    if settings.clock_url:
        house.tasks["clock"] = SandboxTime(clock, settings.clock_url, http, database.queue.wake)
    register = TaxpayerRegisterClient(http, settings.register_api, clock)
    exporting = cache(lambda: _exporting(house))
    if "worker" in roles:
        from app.work import add_worker  # noqa: PLC0415 - heavy, for this role alone

        add_worker(house, parts, http, register, exporting)
    if _MEET_PEOPLE & set(roles):
        from app.people import Services, add_people  # noqa: PLC0415 - heavy, and a worker meets nobody

        add_people(house, parts, roles, Services(http, register, exporting))
    return house


def _exporting(house: House) -> Exporting:
    from app.exporting import exporting_of  # noqa: PLC0415 - what draws is heavy, and months are few

    return exporting_of(house)


def _setting_aside(database: Database, clock: SystemClock) -> SettingAside:
    from invoicing.services.sending.setting_aside import SettingAside  # noqa: PLC0415 - so rare that few ever do

    return SettingAside(database.units, clock)


def _skipping(database: Database) -> Callable[[str], Awaitable[None]]:
    async def skip(key: str) -> None:
        async with database.units() as work:
            await work.inbox.finish(key)

    return skip
