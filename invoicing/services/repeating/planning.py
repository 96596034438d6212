"""Agreeing that an invoice recurs, seeing what recurs, and stopping it."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.errors import NotAllowed, Refused
from invoicing.model.invoice import Draft
from invoicing.model.rhythm import Rhythm
from invoicing.services.companies import Standing, require_member
from invoicing.services.ids import recurrence_id
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Person
from invoicing.services.repeating.records import Recurrence, RecurrenceState
from invoicing.services.talking import Reading

KEEP, DROP, STOP = "recur", "recur-drop", "recur-stop"
_MOST = 20  # rows of buttons in one message
_ASKING = frozenset(
    {"/cykliczne", "cykliczne", "faktury cykliczne", "co sie powtarza", "recurring", "recurring invoices"}
)
_STATES = {KEEP: RecurrenceState.ACTIVE, DROP: RecurrenceState.STOPPED, STOP: RecurrenceState.STOPPED}
_BEFORE = {KEEP: RecurrenceState.PROPOSED, DROP: RecurrenceState.PROPOSED, STOP: RecurrenceState.ACTIVE}
_EVENTS = {KEEP: "recurrence-begun", DROP: "recurrence-dropped", STOP: "recurrence-stopped"}


def refuse_gaps(draft: Draft) -> None:
    """Refuse what could not be issued as it is: nobody is there to be asked when the day comes.

    Raises:
        Refused: recurrence-incomplete.
    """
    if draft.gaps:
        raise Refused("recurrence-incomplete", missing=", ".join(draft.gaps))


def proposing(draft: Draft, rhythm: Rhythm) -> Reading:
    """Write the proposal down, and show what would come and when; nothing recurs before it is agreed to.

    Raises:
        Refused: recurrence-incomplete; company-frozen, once the answer is read.
    """
    refuse_gaps(draft)

    async def propose(work: UnitOfWork, standing: Standing) -> Reply:
        await require_not_frozen(work, standing.company.id)
        company, person = standing.company.id, standing.person.id
        proposed = Recurrence(recurrence_id(draft.id), company, person, rhythm, draft, rhythm.first)
        await work.recurrences.add(proposed)
        keep = Option("recur", choice=Choice(KEEP, proposed.id, proposed.version), style=Style.PRIMARY)
        drop = Option("cancel", choice=Choice(DROP, proposed.id, proposed.version))
        return Reply("recurrence-proposed", recurrence_data(proposed), options=((keep, drop),))

    return propose


def recurrence_data(recurrence: Recurrence) -> dict[str, Json]:
    """What every reply about a recurring invoice says of it."""
    draft, rhythm = recurrence.draft, recurrence.rhythm
    return {
        "buyer": (draft.buyer.name if draft.buyer else None) or None,
        "lines": [line.name for line in draft.lines],
        "gross": str(draft.totals.gross),
        "currency": draft.currency,
        "every": rhythm.every.value,
        "day": rhythm.day,
        "weekday": rhythm.first.isoweekday(),
        "next_on": recurrence.next_on.isoformat(),
    }


class RecurrenceTaps:
    """The buttons of a proposal, and the one that stops."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """Do what the button says; a second tap shows how things are.

        Raises:
            NotAllowed: it is no matter of theirs.
        """
        found = await work.recurrences.get(choice.subject) if choice.subject else None
        if found is None:
            raise NotAllowed(recurrence=str(choice.subject))
        standing = await require_member(work, person, found.company_id)
        standing.require_issuer()
        if found.state is not _BEFORE[choice.action]:
            return replace(_told(found), alert="stale-choice" if found.version != choice.version else None)
        changed = self._agreed(found) if choice.action == KEEP else found.now(_STATES[choice.action])
        await work.recurrences.save(changed)
        evidence: dict[str, Json] = {"recurrence": str(found.id), **recurrence_data(changed)}
        event = Event(
            _EVENTS[choice.action], self._clock.now(), str(person.id), found.company_id, evidence=evidence
        )
        await work.events.add(event)
        if choice.action == STOP:
            return replace(await _list(work, standing), alert="recur-stopped")
        return _told(changed)

    def _agreed(self, proposed: Recurrence) -> Recurrence:
        """A proposal that waited beyond its first day begins with the day that is next."""
        today, agreed = self._clock.today(), proposed.now(RecurrenceState.ACTIVE)
        return agreed if agreed.next_on >= today else replace(agreed, next_on=agreed.rhythm.after(today))


class RecurrenceTalk:
    """Understands `/cykliczne`: what recurs, with a button to stop each."""

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it is about something else."""
        return _list if fold(text).strip(" \t\n.!?") in _ASKING else None


async def _list(work: UnitOfWork, standing: Standing) -> Reply:
    rows = await work.recurrences.active(standing.company.id)
    shown: list[Json] = [recurrence_data(each) for each in rows[:_MOST]]
    buttons = tuple(
        (Option("recur-stop", choice=Choice(STOP, each.id, each.version), about=str(place)),)
        for place, each in enumerate(rows[:_MOST], 1)
    )
    data: dict[str, Json] = {"rows": shown, "more": max(0, len(rows) - _MOST)}
    return Reply("recurrences", data, options=buttons if standing.may_issue else ())


def _told(recurrence: Recurrence) -> Reply:
    """Where it stands."""
    return Reply(f"recurrence-{recurrence.state}", recurrence_data(recurrence))
