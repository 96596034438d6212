"""One run: a town of a set-up, people who order, kills and troubles among them, and a look at what came of it."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random

from tests.chaos.moments import Moment, come, moments
from tests.chaos.orders import Orders
from tests.chaos.people import ChatPerson, LetterPerson, Person
from tests.chaos.set_ups import SetUp
from tests.chaos.town import Town
from tests.chaos.troubles import Trouble, befallen, name_of, troubles_for
from tests.chaos.verdict import OPEN, Verdict, judge
from tests.chaos.watch import Stopwatch, Times
from tests.twins.by_hand import Forbidden

IN_THE_CHAT = 4
BY_LETTER = ("jan@latarnia.example", "ewa@latarnia.example")
STANDSTILL = 300.0
"""Seconds without one more finished order after which nobody waits for more."""
LOOK = 0.05
AN_HOUR = 3600
BREATH = 5.0
"""Seconds in which the app takes up what a leap of the clock has made due."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of everything.

    Attributes:
        patience: seconds that people wait for an answer, and that the end may take.
        only: parts of the names of troubles; empty for all.
    """

    invoices: int
    kills: int
    seed: int
    patience: float = 240.0
    only: tuple[str, ...] = ()


@dataclass
class Outcome:
    """One row of the table."""

    set_up: SetUp
    wish: Wish
    verdict: Verdict
    times: Times
    troubles: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Run:
    """A town, and what befalls it."""

    def __init__(self, here: Town, wish: Wish) -> None:
        self._town, self._wish, self._luck = here, wish, Random(wish.seed)
        self._orders = Orders(wish.invoices)
        self._watch = Stopwatch(here)
        self._troubles = troubles_for(here, Random(wish.seed + 1), wish.only)
        self._befell: Counter[str] = Counter()
        self._kills: Counter[str] = Counter()
        self._moments: Counter[str] = Counter()
        self._next_moment = moments(Random(wish.seed + 2))

    def __call__(self) -> Outcome:
        """Run to the end."""
        people = self._people()
        for person in people:
            person.patience = self._wish.patience
        began = time.monotonic()
        for person in people:
            person.start()
        share = self._wish.invoices / (self._wish.kills + 1)
        for step in range(self._wish.kills):
            self._orders.let((step + 1) * share)  # else all would be home before the third kill
            self._until_finished((step + 0.5) * share)
            self._strike(wanted_by_then=(step + 2) * share)
        for person in people:
            person.join()
        self._settle()
        times = self._watch.end()
        verdict = judge(self._town, self._orders.all)
        ends = Counter(status for _, status in self._town.kept()["ends"])
        took = time.monotonic() - began
        return Outcome(
            self._town.set_up, self._wish, verdict, times,
            self._befell, ends, self._kills, self._moments, took,
        )  # fmt: skip

    def _people(self) -> list[Person]:
        page, orders = self._town.page, self._orders
        chats = self._town.invite_by_chat(IN_THE_CHAT)
        letters = self._town.invite_by_mail(list(BY_LETTER))
        lucks = [Random(self._wish.seed + place) for place in range(IN_THE_CHAT + len(letters))]
        return [
            *(ChatPerson(page, user, orders, luck) for user, luck in zip(chats, lucks, strict=False)),
            *(
                LetterPerson(page, address, to, orders, luck)
                for (address, to), luck in zip(letters.items(), lucks[IN_THE_CHAT:], strict=True)
            ),
        ]

    def _strike(self, wanted_by_then: float) -> None:
        """One trouble alone, and one with a kill in the middle of it, or after it where its moment did not come."""
        with self._trouble(next(self._troubles)):
            self._pause(0.5, 2.5)
        self._orders.let(wanted_by_then)
        trouble, moment = next(self._troubles), next(self._next_moment)
        with self._trouble(trouble):
            self._pause(0.0, 1.5)
            if struck := self._came(moment):
                self._kill(trouble, moment)
            self._pause(0.5, 4.0)
        if not struck:
            self._kill(trouble, moment if self._came(moment) else None)

    def _came(self, moment: Moment | None) -> bool:
        """Wait for the moment of a kill; chance needs no waiting."""
        return moment is None or come(self._town, moment)

    def _kill(self, trouble: Trouble, moment: Moment | None) -> None:
        """Kill a process now; of those that may have brought the moment about, if it has one."""
        set_up = self._town.set_up
        places = range(len(set_up.processes))
        place = self._luck.choice([each for each in places if not moment or set_up.has(each, moment.role)])
        try:
            pid = self._town.kill_at(place)
        except ProcessLookupError:  # it died of something else just now; the next kill is another's
            return
        self._kills["+".join(set_up.processes[place])] += 1
        self._moments[f"right after {moment.name}" if moment else "of chance"] += 1
        self._watch.killed(place, pid, telegram="telegram" not in name_of(trouble))

    def _trouble(self, trouble: Trouble) -> ExitStack:
        self._befell[name_of(trouble)] += 1
        stack = ExitStack()
        stack.enter_context(befallen(self._town, trouble, self._luck))
        return stack

    def _pause(self, least: float, most: float) -> None:
        time.sleep(self._luck.uniform(least, most))

    def _until_finished(self, wanted: float) -> None:
        """Until so many orders have come to an end, or none does any more."""
        seen, since = -1, time.monotonic()
        while (finished := self._orders.finished) < wanted:
            if finished != seen:
                seen, since = finished, time.monotonic()
            if time.monotonic() - since > STANDSTILL:
                return
            time.sleep(LOOK)

    def _settle(self) -> None:
        """Until nothing is promised any more; in the world everything is right again."""
        end = time.monotonic() + self._wish.patience
        while time.monotonic() < end:
            try:
                promised = self._town.rows(OPEN)
                if self._town.works() and not promised:
                    return
                if promised and all(waits_for_ksefs_hour(*each) for each in promised):
                    self._town.clock(advance=AN_HOUR)  # nobody's order waits for it
                    time.sleep(BREATH)
            except (Forbidden, OSError):
                pass  # the books come back by themselves
            time.sleep(LOOK * 10)


def waits_for_ksefs_hour(key: str, error: str | None) -> bool:
    """Whether a promise is to read what KSeF keeps, put off until its hour lets another question through."""
    return key.startswith("receive:") and "ksef-limit" in (error or "")
