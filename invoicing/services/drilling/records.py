"""What a drill is made of: its steps in order, how far each has got, and how all of it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from invoicing.services.messages import Json


class Step(StrEnum):
    """What an outage asks of a company, in the order in which it is played."""

    ISSUE = "issue"  # offline24: number of the drills' own series, frozen bytes
    CODES = "codes"  # KOD I and KOD II
    PAPERS = "papers"  # transaction confirmation and visualisation
    ISSUER = "issuer"  # KOD II holds
    DEADLINE = "deadline"
    LETTER = "letter"  # to ourselves
    SUBMIT = "submit"
    NUMBER = "number"  # KSeF number and receipt
    INVOICE = "invoice"  # KOD I leads to the invoice


AT_KSEF = frozenset({Step.LETTER, Step.SUBMIT, Step.NUMBER, Step.INVOICE})
"""Steps that leave this machine with the document or its codes; never played on the production environment."""


class StepState(StrEnum):
    """How far a step has got."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"  # on purpose: production
    UNREACHED = "unreached"  # an earlier step that it needs has failed


class Outcome(StrEnum):
    """How a drill ended."""

    PASSED = "passed"
    REHEARSED = "rehearsed"  # all that may be played on the production environment went well
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Played:
    """A step of a drill.

    Attributes:
        at: when it got into its state.
        details: what to tell of it; of a failed one `reason` and the details of the error.
    """

    step: Step
    state: StepState = StepState.WAITING
    at: datetime | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Json]:
        """As replies, events and commands tell it."""
        return {
            "step": self.step.value,
            "state": self.state.value,
            "at": self.at.isoformat() if self.at else None,
            "details": dict(self.details),
        }


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill of a company.

    Attributes:
        practice: the invoice goes to KSeF; False on the production environment, where all ends before the sending.
        asked_by: the person who hears how it goes; None for whoever sits at the command line.
        owner: the process that plays it; None until one has taken it on.
        told: how many times it has been told of, which keeps each telling apart.
        outcome, reason: None until it has ended; the reason only of a failure.
    """

    id: UUID
    company_id: UUID
    practice: bool
    begun_at: datetime
    asked_by: UUID | None = None
    owner: str | None = None
    told: int = 0
    steps: tuple[Played, ...] = tuple(Played(step) for step in Step)
    outcome: Outcome | None = None
    reason: str | None = None
    ended_at: datetime | None = None

    @property
    def last_sign(self) -> datetime:
        """When it last got on."""
        return max((each.at for each in self.steps if each.at is not None), default=self.begun_at)

    def state_of(self, step: Step) -> StepState:
        """How far a step has got."""
        return next(each.state for each in self.steps if each.step is step)

    def at_step(self, step: Step, state: StepState, at: datetime, details: Mapping[str, str]) -> Drill:
        """With one step in a new state."""
        played = Played(step, state, at, dict(details))
        return replace(self, steps=tuple(played if each.step is step else each for each in self.steps))

    def ended(self, at: datetime, reason: str | None = None) -> Drill:
        """As it ended: well, unless there is a reason or a step failed."""
        failed = next((each for each in self.steps if each.state is StepState.FAILED), None)
        if reason is None and failed is not None:
            reason = failed.details.get("reason")
        well = Outcome.PASSED if self.practice else Outcome.REHEARSED
        outcome = well if failed is None and reason is None else Outcome.FAILED
        return replace(self, outcome=outcome, reason=reason, ended_at=at)

    def data(self) -> dict[str, Json]:
        """As replies, events and commands tell it."""
        return {
            "id": str(self.id),
            "practice": self.practice,
            "begun_at": self.begun_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "outcome": self.outcome.value if self.outcome else None,
            "reason": self.reason,
            "steps": [each.data() for each in self.steps],
        }

    def written(self) -> str:
        """As the books keep it."""
        kept = {
            "company_id": str(self.company_id),
            "asked_by": str(self.asked_by) if self.asked_by else None,
            "owner": self.owner,
            "told": self.told,
        }
        return json.dumps(self.data() | kept, ensure_ascii=False)

    @classmethod
    def read(cls, written: str) -> Drill:
        """As it was written."""
        body = json.loads(written)
        return cls(
            id=UUID(body["id"]),
            company_id=UUID(body["company_id"]),
            practice=body["practice"],
            begun_at=datetime.fromisoformat(body["begun_at"]),
            asked_by=UUID(body["asked_by"]) if body["asked_by"] else None,
            owner=body["owner"],
            told=body["told"],
            steps=tuple(_played(each) for each in body["steps"]),
            outcome=Outcome(body["outcome"]) if body["outcome"] else None,
            reason=body["reason"],
            ended_at=_moment(body["ended_at"]),
        )


def _played(body: dict[str, Any]) -> Played:
    return Played(Step(body["step"]), StepState(body["state"]), _moment(body["at"]), body["details"])


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
