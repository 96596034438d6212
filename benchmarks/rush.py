"""Many people at once: updates answered in a second, beside a bare echo bot on the same emulator."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass

from app.clock import SystemClock
from benchmarks import echo
from benchmarks.figures import Figure, median
from benchmarks.processes import Running, cpu_seconds
from benchmarks.stage import Stage, WatchedMethods, every_moment
from invoicing.services.companies import Invite
from invoicing.services.records import Role
from sandbox.telegram import TelegramApi
from storage.database import open_database
from storage.secrets import read_key_file

MEMBERS, UPDATES, ROUNDS = 50, 1500, 3
FIRST_MEMBER = 2001
SENTENCE = "/pomoc"
PEOPLE = range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS)


@dataclass(frozen=True, slots=True)
class Rush:
    """One round: answers a second, and CPU milliseconds of bot and emulator for each."""

    rate: float
    bot_ms: float
    emulator_ms: float


async def invitations(stage: Stage, address: str | None = None) -> list[str]:
    """Invite the members through the services, as `latarnik invite` would one by one; `address` is the database's."""
    clock = SystemClock()
    key = read_key_file(stage.folder.app / "secret.key")
    address = address or f"sqlite:///{stage.folder.app / 'latarnik.sqlite3'}"
    database = open_database(address, key, now=clock.now)
    try:
        async with database.units.reading() as work:
            company = (await work.companies.all())[0]
        return [await Invite(database.units, clock)(company.id, Role.ISSUER) for _ in PEOPLE]
    finally:
        await database.close()


async def rush(stage: Stage, app: Running, codes: list[str]) -> list[Figure]:
    """Let the members in, then measure the app and the echo bot in turns."""
    await members_arrive(stage, codes)
    api, token = await stage.second_bot()
    _people_know(api)
    peer = await stage.run([sys.executable, echo.__file__, api.base_url, token], echo.READY)
    await peer.until_ready()
    await _round(api, peer, MEMBERS)  # the peer warms up as the app did
    ours, echoes = [], []
    for _ in range(ROUNDS):
        ours.append(await _round(stage.telegram, app, UPDATES))
        echoes.append(await _round(api, peer, UPDATES))
    await peer.stop()
    return _figures(ours, echoes)


async def members_arrive(stage: Stage, codes: list[str]) -> None:
    """Let them in, one after another; the owner hears of each."""
    _people_know(stage.telegram)
    answers = _answers(stage.telegram)
    answers.clear()
    for person, code in zip(PEOPLE, codes, strict=True):
        await stage.telegram.user_sends_text(person, f"/start {code}")
    await every_moment(lambda: answers.total() == 2 * MEMBERS)


def _people_know(api: TelegramApi) -> None:
    for person in PEOPLE:
        api.add_user(person, f"Osoba {person}")


async def _round(api: TelegramApi, bot: Running, updates: int) -> Rush:
    """Time from "all updates wait in the emulator" until as many messages were sent."""
    answers = _answers(api)
    answers.clear()
    for number in range(
        updates
    ):  # nothing here lets the loop go, so nobody sees the first before the last is there
        await api.user_sends_text(PEOPLE[number % MEMBERS], SENTENCE)
    begun, bot_cpu, own_cpu = time.perf_counter(), cpu_seconds(bot.pid), time.process_time()
    await every_moment(lambda: answers.total() >= updates)
    spent = time.perf_counter() - begun
    bot_ms = 1000 * (cpu_seconds(bot.pid) - bot_cpu) / updates
    own_ms = 1000 * (time.process_time() - own_cpu) / updates
    uneven = {person for person in PEOPLE if answers[str(person)] != updates // MEMBERS}
    if uneven:
        raise AssertionError(f"answers are missing or double in {len(uneven)} chats")
    return Rush(updates / spent, bot_ms, own_ms)


def _answers(api: TelegramApi) -> Counter[str]:
    methods = api.methods
    assert isinstance(methods, WatchedMethods)  # the stage made it so
    return methods.answers


def _figures(ours: list[Rush], echoes: list[Rush]) -> list[Figure]:
    rate, peer = median([one.rate for one in ours]), median([one.rate for one in echoes])
    rates = ", ".join(f"{one.rate:.0f}" for one in ours)
    peers = ", ".join(f"{one.rate:.0f}" for one in echoes)
    cpu = median([one.bot_ms for one in ours])
    peer_cpu, emulator = median([one.bot_ms for one in echoes]), median([one.emulator_ms for one in ours])
    return [
        Figure(
            "updates a second",
            rate,
            "/s",
            f"role all, {UPDATES} from {MEMBERS} chats at once: {rates}; 3 syncs of the disk, {cpu:.1f} ms CPU each",
        ),
        Figure("echo bot", peer, "/s", f"bare aiogram Dispatcher: {peers}; {peer_cpu:.1f} ms CPU each"),
        Figure("ours to echo", rate / peer, "x", f"the emulator takes {emulator:.1f} ms CPU for each"),
    ]
