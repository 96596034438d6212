"""A steady stream: people write and tap at 50 a second, whatever the app does; how long does each wait?

Arrivals keep to the clock and do not wait for answers, so a slow moment is felt by everybody who comes in it. The
app has one core to itself, the stand-ins the other. Nothing here needs a call outside. What the stand-ins do while
somebody waits is their CPU time between update and answer, for whomever they did it: it is shown beside the wait.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Figure, median
from benchmarks.processes import Running, cpu_seconds
from benchmarks.rush import PEOPLE
from benchmarks.stage import UNCHANGED, Moment, Seen, Stage, every_moment
from sandbox.telegram.errors import UserError

RATE, SECONDS = 50, 20
_STEP_OF_LAST_RESORT = "/pomoc"
_SENTENCE = (
    "faktura dla osoby prywatnej Jan Kowalski, ul. Prosta 1, 00-001 Warszawa, 2 h konsultacji po 200 zł"
)
_STEPS = (
    ("list", "/faktury"),
    ("sentence", _SENTENCE),
    ("tap", "Popraw"),
    ("tap", "Ceny brutto"),
    ("edit", "zmień termin na 21 dni"),
    ("list", "/szkice"),
    ("edit", "dodaj 1 h dojazdu 150"),
    ("question", "/pomoc"),
    ("tap", "Anuluj"),
    ("sentence", _SENTENCE),
)
_REPLIES = {"sendmessage", "editmessagetext", UNCHANGED}


@dataclass(slots=True)
class _Waiting:
    """What somebody did, how long the app took to answer, and how long the stand-ins worked meanwhile (ms)."""

    kind: str
    chat: str
    began: Moment
    waited: float = math.inf
    theirs: float = 0.0

    def over(self, at: Moment) -> None:
        """The answer is here."""
        self.waited = 1000 * (at.wall - self.began.wall)
        self.theirs = 1000 * (at.work - self.began.work)


@dataclass(slots=True)
class _Chats:
    """What each chat shows, and who waits for an answer."""

    buttons: dict[str, dict[str, int]] = field(default_factory=dict)
    waiting: dict[str, list[_Waiting]] = field(default_factory=dict)
    done: list[_Waiting] = field(default_factory=list)

    def saw(self, seen: Seen) -> None:
        """Take an answer in."""
        if seen.what not in _REPLIES:
            return
        if seen.what != UNCHANGED:
            self._shows(seen)
        if waiting := self.waiting.get(seen.chat):
            first = waiting.pop(0)
            first.over(seen.at)
            self.done.append(first)

    def _shows(self, seen: Seen) -> None:
        message = seen.body["message"]
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        number = message["message_id"]
        known = {text: on for text, on in self.buttons.get(seen.chat, {}).items() if on != number}
        self.buttons[seen.chat] = known | {button["text"]: number for row in rows for button in row}


async def steady(stage: Stage, app: Running) -> list[Figure]:
    """Everybody drafts an invoice, then goes through the steps, each beginning with another one.

    A first round of all steps is not counted: what a process builds at its first tap it builds once.
    """
    chats = _Chats()
    stage.watch.listener = chats.saw
    stage.methods.watch = stage.watch
    cores = sorted(os.sched_getaffinity(0))
    _keep_to(app.pid, {cores[0]})
    _keep_to(os.getpid(), {cores[-1]})
    try:
        await _stream(stage, chats, len(PEOPLE), lambda _: ("sentence", _SENTENCE))
        await _stream(stage, chats, len(PEOPLE) * len(_STEPS), _step)
        chats.done.clear()
        cpu = cpu_seconds(app.pid), time.process_time()
        await _stream(stage, chats, RATE * SECONDS, _step)
        share = [
            100 * (after - before) / SECONDS
            for after, before in zip((cpu_seconds(app.pid), time.process_time()), cpu, strict=True)
        ]
    finally:
        _keep_to(app.pid, set(cores))
        _keep_to(os.getpid(), set(cores))
        stage.watch.listener = stage.methods.watch = None
    return _figures(chats.done, share)


async def _stream(stage: Stage, chats: _Chats, count: int, step: Callable[[int], tuple[str, str]]) -> None:
    begun, doing = time.perf_counter(), set[asyncio.Task[None]]()
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        person = PEOPLE[number % len(PEOPLE)]
        task = asyncio.create_task(_act(stage, chats, person, *step(number)))
        doing.add(task)
        task.add_done_callback(doing.discard)
    await every_moment(lambda: not any(chats.waiting.values()))
    await asyncio.gather(*doing)


def _step(number: int) -> tuple[str, str]:
    turn, person = divmod(number, len(PEOPLE))
    return _STEPS[(turn + person) % len(_STEPS)]


async def _act(stage: Stage, chats: _Chats, person: int, kind: str, words: str) -> None:
    chat = str(person)
    message = chats.buttons.get(chat, {}).get(words)
    if kind == "tap" and message is None:
        kind, words = "question", _STEP_OF_LAST_RESORT
    chats.waiting.setdefault(chat, []).append(_Waiting(kind, chat, Moment.now()))
    if kind == "tap" and message is not None:
        with suppress(UserError):  # the card has changed under the finger: a question instead
            await stage.telegram.user_taps(person, message, words, wait=0)
            return
    await stage.telegram.user_sends_text(person, _STEP_OF_LAST_RESORT if kind == "tap" else words)


def _keep_to(pid: int, cores: set[int]) -> None:
    """Keep all threads of a process to these cores."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


def _figures(done: list[_Waiting], share: list[float]) -> list[Figure]:
    waits, ours = sorted(one.waited for one in done), sorted(one.waited - one.theirs for one in done)
    kinds = sorted({one.kind for one in done})
    parts = {kind: sorted(one.waited for one in done if one.kind == kind) for kind in kinds}
    remark = ", ".join(f"{kind} {len(part)}: {_nth(part, 0.99):.0f}" for kind, part in parts.items())
    load = f"the app used {share[0]:.0f} % of its core, the stand-ins {share[1]:.0f} % of theirs"
    theirs = sorted(one.theirs for one in done)
    return [
        Figure("50 a second: median", median(waits), "ms", f"{len(done)} updates; {load}"),
        Figure("50 a second: p99", _nth(waits, 0.99), "ms", f"with the stand-ins' own work; p99 of {remark}"),
        Figure("50 a second: longest", waits[-1], "ms"),
        Figure("50 a second: without the stand-ins, median", median(ours), "ms"),
        Figure("50 a second: without the stand-ins, p99", _nth(ours, 0.99), "ms"),
        Figure("50 a second: the stand-ins, p99", _nth(theirs, 0.99), "ms", f"median {median(theirs):.1f}"),
        Figure("50 a second: our CPU", 10 * share[0] / RATE, "ms", "of an update, all in all"),
    ]


def _nth(values: list[float], share: float) -> float:
    return values[math.ceil(share * len(values)) - 1]
