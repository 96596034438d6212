"""After a kill the first work comes soon: what it does not need is loaded after it, or never."""

import asyncio
from functools import cache
from uuid import UUID

import pytest

from app.commands.run import ROLES
from app.late import late_one
from app.outbox import Outbox
from app.places import http_client
from app.rare_work import rare_handlers
from app.rounds import looks_of
from app.settings import Settings
from app.wiring import build
from app.work import EVERY, RARE, ksef_counters
from invoicing.services.ksef_jobs import Submit
from ksef.registers import TaxpayerRegisterClient
from tests.app.alone import SETTINGS, python

DRAWS = {"typst", "pikepdf", "PIL", "zxingcpp", "font_roboto"}
WRITES_LETTERS = {"css_inline", "aiosmtplib", "aioimaplib", "dkim", "dns"}
CHATS = {"aiogram", "bot"}
TALKS = {"invoicing.services.assistant", "invoicing.services.intents", "app.conversation", "jinja2", "babel"}
ROUNDS = {"app.rounds", "app.rare_work", "app.drills", "app.readiness"}
NEVER_AT_FIRST = {
    "worker": {"aiohttp", "knowledge", *CHATS, *DRAWS, *WRITES_LETTERS, *TALKS, *ROUNDS},
    "bot": {"knowledge", "rapidfuzz", "ksef.client", *DRAWS, *WRITES_LETTERS - {"css_inline"}, *ROUNDS},
    "mail": {"knowledge", "ksef.client", *CHATS, *DRAWS, *ROUNDS},
    "web": {"knowledge", "ksef.client", *CHATS, *DRAWS, *WRITES_LETTERS - {"css_inline"}, *ROUNDS},
}
FIRST_WORK = """
import asyncio, json, sys
import app.commands.run, app.process
from app.clock import SystemClock
from app.installation import opened
from app.reading_settings import load_settings
from app.wiring import build

async def main():
    settings, clock = load_settings(), SystemClock()
    async with opened(settings, clock) as database:
        house = build(settings, sys.argv[1:], clock, database)
        for close in house.closers:
            await close()

asyncio.run(main())
print(json.dumps(sorted(sys.modules)))
"""


def loaded(home, *roles: str) -> set[str]:
    """Modules, and packages they are of, that a process has before its first work."""
    names = python(FIRST_WORK, *roles, data_dir=home, **SETTINGS)
    return {*names, *(name.partition(".")[0] for name in names)}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_begins_without_what_its_first_work_does_not_need(home, role):
    assert loaded(home, role) & NEVER_AT_FIRST[role] == set()


def test_all_roles_together_begin_without_what_draws_and_without_the_rounds(home):
    assert loaded(home, *ROLES) & {*DRAWS, *ROUNDS, "knowledge"} == set()


async def test_every_look_and_every_rare_promise_is_there_once_it_is_wanted(database, clock, home):
    house = build(Settings(**SETTINGS, data_dir=home), ["worker"], clock, database)
    http = http_client(house.settings)
    counters = ksef_counters(house.settings, clock, database, http)
    register = TaxpayerRegisterClient(http, house.settings.register_api, clock)

    looks, handlers = looks_of(house, http, register, counters), rare_handlers(house, http, counters)

    assert set(looks) == {*EVERY, "lighthouse"}
    assert set(handlers) == set(RARE)
    for close in [counters.close, http.aclose, *house.closers]:
        await close()


def test_what_is_built_late_is_built_once_and_when_somebody_calls():
    built = []

    @cache
    def both():
        built.append("both")
        return {"up": str.upper, "down": str.lower}

    up, down = late_one(both, "up"), late_one(both, "down")
    assert built == []
    assert (up("Ola"), down("Ola"), up("Jan")) == ("OLA", "ola", "JAN")
    assert built == ["both"]


async def test_looks_wait_until_what_was_promised_before_is_done(database, clock, at_work):
    let_go, begun, kept = asyncio.Event(), asyncio.Event(), []

    async def send(job):
        begun.set()
        await let_go.wait()
        async with database.units() as work:
            await work.jobs.finish(job.key)
        kept.append(job)

    async with database.units() as work:
        await work.jobs.enqueue(Submit(UUID(int=1)))
    outbox = at_work(Outbox(database.queue, {"Submit": send}, clock))
    idle = asyncio.create_task(outbox.until_idle(60))
    await begun.wait()

    await outbox.until_idle(0)  # whoever has waited for long enough goes on, and the others wait
    assert not idle.done()

    let_go.set()
    await idle
    assert kept == [Submit(UUID(int=1))]
