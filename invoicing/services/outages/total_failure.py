"""A total failure of KSeF: it counts for a company when its owner vouches for it with a source, and not before.

It is proclaimed in the mass media (art. 106ne ust. 3, art. 106ng VATA); what the lighthouse says is only a reason to
look there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from invoicing.model.errors import InvalidValue
from invoicing.model.offline import OfflineMode, OutageKind
from invoicing.services.companies import Standing
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import tell

ACTION = "total-failure"
"""Of the button that asks for the source; `ENDS` as its version asks for the source of the end."""
ENDS = 1
_IT = r"awari(?:a|ę|e|i)\s+ca[łl]kowit(?:a|ą|ej)"
_BEGINS = re.compile(
    rf"(?:(?:potwierdzam\s+{_IT}|{_IT}\s+potwierdzam)\b\s*[:,-]?|{_IT}\s*:|{_IT}(?=\s*$))\s*(?P<source>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(rf"koniec\s+{_IT}\s*[:,-]?\s*(?P<source>.*)", re.IGNORECASE | re.DOTALL)
_BEGAN = re.compile(rf"pocz[ąa]tek\s+{_IT}\s*[:,-]?\s*(?P<source>.*)", re.IGNORECASE | re.DOTALL)
_MOMENT = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?:\D{1,12}?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?!\d))?"
)
_LONGEST_SOURCE = 500
_MOST_BUTTONS = 8
_LOOKED_BACK = 500  # invoices


class Turn(StrEnum):
    """What somebody vouches for."""

    BEGINS = "begins"
    ENDS = "ends"
    BEGAN = "began"  # its beginning was another moment than was written down


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about a total failure; an empty source asks for one."""

    turn: Turn
    source: str


def heard(text: str) -> Word | None:
    """Whether the sentence is about a total failure that begins or ends, or about when it began.

    >>> heard("Awaria całkowita: TVP Info, 10.02.2027 8:00")
    Word(turn=<Turn.BEGINS: 'begins'>, source='TVP Info, 10.02.2027 8:00')
    >>> heard("co to jest awaria całkowita?") is None
    True
    """
    said = text.strip()
    for pattern, turn in ((_ENDS, Turn.ENDS), (_BEGAN, Turn.BEGAN), (_BEGINS, Turn.BEGINS)):
        found = pattern.fullmatch(said)
        if found is not None:
            return Word(turn, " ".join(found["source"].split())[:_LONGEST_SOURCE])
    return None


class TotalFailureTalk:
    """Writes down what an owner vouches for, and tells everybody in the company."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, word: Word, work: UnitOfWork, standing: Standing) -> Reply:
        """Confirm that a total failure has begun or ended, or when it began.

        Raises:
            NotAllowed: only an owner may.
            Refused: total-failure-source, total-failure-ahead, total-failure-order from the book.
            InvalidValue: date-format, the source names a day that there is not.
        """
        standing.require(Action.TOTAL_FAILURE)
        if not word.source:
            return ask_for_source(standing, word.turn)
        now = self._clock.now()
        when = moment_of(word.source, now)
        if not await self._written(work, standing, word, when, now):
            none = word.turn is not Turn.BEGINS
            return Reply("total-failure-unchanged", {"company": _name(standing), "ends": none})
        data: dict[str, Json] = {
            "company": _name(standing),
            "person": standing.person.name,
            "source": word.source,
            "at": when.isoformat(),
            "waiting": await work.invoices.count_waiting(standing.company.id),
        }
        code, company = _CODES[word.turn], standing.company.id
        if word.turn is Turn.BEGAN:
            data["before"] = await _issued_before(work, company, when.date())
        reply = Reply(code, data)
        for person, _ in await work.people.members(company):
            if person.id != standing.person.id:
                await tell(work, person.id, company, reply, f"{code}:{company}:{now.isoformat()}")
        return reply

    async def _written(
        self, work: UnitOfWork, standing: Standing, word: Word, when: datetime, now: datetime
    ) -> bool:
        company, person = standing.company.id, standing.person.id
        write = {
            Turn.BEGINS: work.outages.confirm_total_failure,
            Turn.ENDS: work.outages.end_total_failure,
            Turn.BEGAN: work.outages.correct_total_failure,
        }[word.turn]
        return await write(company, person, word.source, when, now)


_CODES = {
    Turn.BEGINS: "total-failure-confirmed",
    Turn.ENDS: "total-failure-ended",
    Turn.BEGAN: "total-failure-began",
}


def ask_for_source(standing: Standing, turn: Turn = Turn.BEGINS) -> Reply:
    """What to type: nobody's tap alone makes a total failure."""
    ends, began = turn is Turn.ENDS, turn is Turn.BEGAN
    return Reply("total-failure-source", {"company": _name(standing), "ends": ends, "began": began})


async def lasting_in(work: UnitOfWork, companies: Iterable[UUID], today: date) -> list[UUID]:
    """In which of these companies a total failure lasts that an owner has confirmed (art. 106ng VATA)."""
    timelines = await work.outages.timelines(companies)
    return [
        company
        for company, timeline in timelines.items()
        if any(
            each.kind is OutageKind.TOTAL_FAILURE and each.end is None and each.covers(today)
            for each in timeline
        )
    ]


async def names_of(work: UnitOfWork, companies: Iterable[UUID]) -> dict[UUID, str]:
    """Companies with their names."""
    return {company: (await work.companies.get(company)).profile.seller.name for company in companies}


def end_buttons(confirmed: Mapping[UUID, str]) -> tuple[tuple[Option, ...], ...]:
    """For each of these companies the button that asks where the end of the total failure was proclaimed."""
    return tuple(
        (Option("end-total-failure", choice=Choice(ACTION, company, ENDS), about=name),)
        for company, name in [*confirmed.items()][:_MOST_BUTTONS]
    )


async def _issued_before(work: UnitOfWork, company: UUID, day: date) -> list[Json]:
    """Numbers of invoices issued as ones of a total failure on days on which, as it turns out, there was none yet."""
    return [
        each.invoice.number
        for each in reversed(await work.invoices.recent(company, _LOOKED_BACK))
        if each.offline_mode is OfflineMode.TOTAL_FAILURE and each.invoice.issue_date < day
    ]


def moment_of(source: str, now: datetime) -> datetime:
    """The day and hour that the source names, else now; a day without an hour is the whole day, today up to now.

    Raises:
        InvalidValue: date-format.
    """
    found = _MOMENT.search(source)
    if found is None:
        return now
    numbers = {name: int(number) for name, number in found.groupdict().items() if number is not None}
    try:
        return datetime(**numbers, tzinfo=now.tzinfo)
    except ValueError as error:
        raise InvalidValue("date-format", value=found[0]) from error


def _name(standing: Standing) -> str:
    return standing.company.profile.seller.name
