"""The drill of an outage: `/cwiczenia` begins it, a worker plays it step by step, one message tells how it goes.

On the production environment nothing is sent and nothing gets a number: a test invoice that KSeF has numbered is a
real one, with its tax (art. 108 VATA).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from invoicing.model.errors import InvalidValue, LeaseLost
from invoicing.services.companies import Standing
from invoicing.services.drilling.books import begin, end, keep, running, take
from invoicing.services.drilling.ports import Ground
from invoicing.services.drilling.records import AT_KSEF, Drill, Step, StepState
from invoicing.services.drilling.steps import FORESEEN, NEEDS, Playing, told
from invoicing.services.messages import Reply
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company
from invoicing.services.replies import tell

LONGEST_SILENCE = timedelta(minutes=15)
"""A drill that has not got on for so long is nobody's any more; the longest step takes five minutes."""
INTERRUPTED = "drill-interrupted"
_ASKING = re.compile(
    r"/[cć]wiczenia(@\w+)?|(zr[oó]b |zacznij )?[cć]wiczenia( awarii)?|prze[cć]wicz awari[eę]", re.IGNORECASE
)
_DONE = StepState.DONE


def drill_reply(drill: Drill, company: Company) -> Reply:
    """How a drill goes; the same message all along."""
    tag = f"drill:{drill.id}"
    return Reply("drill", {**drill.data(), "company": company.profile.seller.name}, tag=tag, replaces=tag)


class DrillTalk:
    """Understands `/cwiczenia`; only an owner may begin a drill."""

    def __init__(self, clock: Clock, *, practice: bool) -> None:
        self._clock, self._practice = clock, practice

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        return self._begin if _ASKING.fullmatch(text.strip(" \t\n.!")) else None

    async def _begin(self, work: UnitOfWork, standing: Standing) -> Reply:
        """Promise a drill.

        Raises:
            NotAllowed: no owner.
            Refused: drill-runs.
        """
        standing.require(Action.DRILL)
        company, now = standing.company, self._clock.now()
        drill = await begin(work, company.id, now, practice=self._practice, asked_by=standing.person.id)
        return drill_reply(drill, company)


class PlayDrill:
    """Plays a drill that this process has taken on; every step is written down and told before the next begins.

    Args:
        units: the books.
        clock: the time.
        ground: what it is played on.
        hear: hears of each step, for a command line.
    """

    def __init__(
        self, units: UnitsOfWork, clock: Clock, ground: Ground, hear: Callable[[Drill], None] | None = None
    ) -> None:
        self._units, self._clock, self._ground, self._hear = units, clock, ground, hear

    async def __call__(self, drill: Drill) -> Drill:
        """Play it to its end.

        Raises:
            LeaseLost: somebody took us for dead and ended it.
        """
        async with self._units.reading() as work:
            company = await work.companies.get(drill.company_id)
            members = {person.id: person.language for person, _ in await work.people.members(company.id)}
        language = members.get(drill.asked_by, "pl") if drill.asked_by else "pl"
        drill = replace(drill, practice=drill.practice and self._ground.practice)  # settings may have changed
        play = Playing(self._units, self._clock, self._ground, drill, company, language)
        for step in Step:
            drill = await self._step(drill, step, play)
        return await self._end(drill, company)

    async def _step(self, drill: Drill, step: Step, play: Playing) -> Drill:
        barred = self._barred(drill, step)
        if barred is not None:
            return drill.at_step(step, barred, self._clock.now(), {})
        drill = await self._note(drill.at_step(step, StepState.RUNNING, self._clock.now(), {}), play.company)
        try:
            state, details = _DONE, await play(step)
        except (*FORESEEN, InvalidValue) as error:
            state, details = StepState.FAILED, told(error)
        return drill.at_step(step, state, self._clock.now(), details)

    def _barred(self, drill: Drill, step: Step) -> StepState | None:
        """Why a step is not played at all; None when it is."""
        if step in AT_KSEF and not drill.practice:
            return StepState.SKIPPED
        ready = all(drill.state_of(needed) is _DONE for needed in NEEDS[step])
        return None if ready else StepState.UNREACHED

    async def _note(self, drill: Drill, company: Company) -> Drill:
        drill = replace(drill, told=drill.told + 1)
        async with self._units() as work:
            await keep(work, drill)
            await _tell(work, drill, company)
        self._heard(drill)
        return drill

    async def _end(self, drill: Drill, company: Company) -> Drill:
        ended = replace(drill, told=drill.told + 1).ended(self._clock.now())
        async with self._units() as work:
            await end(work, ended)
            await _tell(work, ended, company)
        self._heard(ended)
        return ended

    def _heard(self, drill: Drill) -> None:
        if self._hear is not None:
            self._hear(drill)


class KeepDrills:
    """A worker's look at the drills: plays what nobody plays, ends what a dead process left.

    Args:
        units: the books.
        clock: the time.
        play: plays one.
        owner: this process, by a name that no other ever has.
        is_dead: whether the process of a name is known to be gone.
    """

    def __init__(
        self, units: UnitsOfWork, clock: Clock, play: PlayDrill, owner: str, is_dead: Callable[[str], bool]
    ) -> None:
        self._units, self._clock, self._play = units, clock, play
        self._owner, self._is_dead = owner, is_dead

    async def __call__(self) -> None:
        """One look; drills are played one after another."""
        await self.end_left()
        for drill in await self._running():
            if drill.owner is None:
                with suppress(LeaseLost):  # another process was faster
                    await self._play(await self.taken(drill))

    async def end_left(self) -> None:
        """End what a process that is gone has left."""
        for drill in await self._running():
            if drill.owner is not None and self._is_left(drill, drill.owner):
                with suppress(LeaseLost):
                    await end_interrupted(self._units, self._clock, drill)

    async def play_now(self, company: Company, *, practice: bool) -> Drill:
        """Begin a drill and play it here, for whoever sits at the command line.

        Raises:
            Refused: drill-runs.
            LeaseLost: it was ended by another process.
        """
        await self.end_left()
        async with self._units() as work:
            now = self._clock.now()
            begun = await begin(work, company.id, now, practice=practice, asked_by=None)
            drill = await take(work, begun, self._owner, now)
        return await self._play(drill)

    async def taken(self, drill: Drill) -> Drill:
        """Take a drill on in our name.

        Raises:
            LeaseLost: somebody else was faster.
        """
        async with self._units() as work:
            return await take(work, drill, self._owner, self._clock.now())

    async def _running(self) -> Sequence[Drill]:
        async with self._units.reading() as work:
            return await running(work)

    def _is_left(self, drill: Drill, owner: str) -> bool:
        """Whether nobody plays it any more; what we play ourselves has ended before the next look begins."""
        silent = self._clock.now() - drill.last_sign > LONGEST_SILENCE
        return silent or owner == self._owner or self._is_dead(owner)


async def end_interrupted(units: UnitsOfWork, clock: Clock, drill: Drill) -> Drill:
    """End a drill whose process is gone: the step it was at has failed, and nothing of it goes on.

    Raises:
        LeaseLost: it has ended, or somebody plays it after all.
    """
    now = clock.now()
    for each in drill.steps:
        if each.state in {StepState.RUNNING, StepState.WAITING}:
            state = StepState.FAILED if each.state is StepState.RUNNING else StepState.UNREACHED
            drill = drill.at_step(
                each.step, state, now, {"reason": INTERRUPTED} if state is StepState.FAILED else {}
            )
    ended = replace(drill, told=drill.told + 1).ended(now, INTERRUPTED)
    async with units() as work:
        await end(work, ended)
        await _tell(work, ended, await work.companies.get(ended.company_id))
    return ended


async def _tell(work: UnitOfWork, drill: Drill, company: Company) -> None:
    if drill.asked_by is not None:
        reply = drill_reply(drill, company)
        await tell(work, drill.asked_by, company.id, reply, f"drill:{drill.id}:{drill.told}")
