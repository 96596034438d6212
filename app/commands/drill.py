"""`latarnik drill`: an outage is played for a company, here and now."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.clock import SandboxTime
from app.commands.ksef_company import Desk, at_desk
from app.commands.speaking import AT_FAULT, advice, emit, say
from app.drills import ground_of, keeper_of, postman_of
from app.places import http_client
from app.practice import is_practice
from invoicing.services.drilling.records import Drill, Outcome, Step, StepState
from templates.console import console_sentence

_SETTLED = frozenset({StepState.DONE, StepState.FAILED, StepState.SKIPPED, StepState.UNREACHED})


def play_drill(nip: str) -> None:
    """Play a drill; one JSON line a step as soon as it is settled, one for the whole at the end.

    Raises:
        SystemExit: status 1 when it failed, or one is running already.
    """
    ended: list[Drill] = []

    async def act(desk: Desk) -> None:
        ended.append(await _play(desk))

    at_desk(nip, act)
    if ended[0].outcome is Outcome.FAILED:
        raise SystemExit(AT_FAULT)


@dataclass
class _Telling:
    """Tells each settled step once."""

    nip: str
    told: set[Step] = field(default_factory=set)

    def __call__(self, drill: Drill) -> None:
        for each in drill.steps:
            if each.state in _SETTLED and each.step not in self.told:
                self.told.add(each.step)
                emit({"company": self.nip, **each.data()})
                if each.state is StepState.FAILED:
                    say(advice(each.details["reason"], each.details, "pl"))


async def _play(desk: Desk) -> Drill:
    settings, nip = desk.settings, desk.nip.digits
    postman = postman_of(settings, desk.clock)
    async with http_client(settings) as http:
        if settings.clock_url:
            await SandboxTime(desk.clock, settings.clock_url, http, lambda: None).once(wait=0)
        try:
            ground = ground_of(settings, desk.clock, desk.database, http, desk.usual, postman=postman)
            keeper = keeper_of(desk.database, desk.clock, ground, _Telling(nip))
            drill = await keeper.play_now(desk.company, practice=is_practice(settings))
        finally:
            await desk.usual.close()
            if postman is not None:
                await postman.close()
    outcome = drill.outcome or Outcome.FAILED
    emit({"company": nip, "drill": str(drill.id), "outcome": outcome.value, "reason": drill.reason})
    say(console_sentence(f"drill-{outcome}", nip=desk.nip))
    return drill
