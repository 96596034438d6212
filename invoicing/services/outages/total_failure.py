"""A total failure of KSeF: it counts for a company when its owner vouches for it with a source, and not before.

It is proclaimed in the mass media (art. 106ne ust. 3, art. 106ng VATA); what the lighthouse says is only a reason to
look there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from invoicing.model.errors import InvalidValue
from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import tell

ACTION = "total-failure"
"""Of the button that asks for the source."""
_IT = r"awari(?:a|ę|e|i)\s+ca[łl]kowit(?:a|ą|ej)"
_BEGINS = re.compile(
    rf"(?:(?:potwierdzam\s+{_IT}|{_IT}\s+potwierdzam)\b\s*[:,-]?|{_IT}\s*:|{_IT}(?=\s*$))\s*(?P<source>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(rf"koniec\s+{_IT}\s*[:,-]?\s*(?P<source>.*)", re.IGNORECASE | re.DOTALL)
_MOMENT = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?:\D{1,12}?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?!\d))?"
)
_LONGEST_SOURCE = 500
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said about a total failure; an empty source asks for one."""

    ends: bool
    source: str


def heard(text: str) -> Word | None:
    """Whether the sentence is about a total failure that begins or ends.

    >>> heard("Awaria całkowita: TVP Info, 10.02.2027 8:00")
    Word(ends=False, source='TVP Info, 10.02.2027 8:00')
    >>> heard("co to jest awaria całkowita?") is None
    True
    """
    said = text.strip()
    for pattern, ends in ((_ENDS, True), (_BEGINS, False)):
        found = pattern.fullmatch(said)
        if found is not None:
            return Word(ends, " ".join(found["source"].split())[:_LONGEST_SOURCE])
    return None


class TotalFailureTalk:
    """Writes down what an owner vouches for, and tells everybody in the company."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, word: Word, work: UnitOfWork, standing: Standing) -> Reply:
        """Confirm that a total failure has begun or ended.

        Raises:
            NotAllowed: only an owner may.
            Refused: total-failure-source, total-failure-ahead, outage-order from the book.
            InvalidValue: date-format, the source names a day that there is not.
        """
        standing.require_owner()
        if not word.source:
            return ask_for_source(standing, ends=word.ends)
        now = self._clock.now()
        when = moment_of(word.source, now)
        if not await self._written(work, standing, word, when, now):
            return Reply("total-failure-unchanged", {"company": _name(standing), "ends": word.ends})
        data: dict[str, Json] = {
            "company": _name(standing),
            "person": standing.person.name,
            "source": word.source,
            "at": when.isoformat(),
            "waiting": await work.invoices.count_waiting(standing.company.id),
        }
        code = "total-failure-ended" if word.ends else "total-failure-confirmed"
        company = standing.company.id
        reply = Reply(code, data)
        for person, _ in await work.people.members(company):
            if person.id != standing.person.id:
                await tell(work, person.id, company, reply, f"{code}:{company}:{now.isoformat()}")
        return reply

    async def _written(
        self, work: UnitOfWork, standing: Standing, word: Word, when: datetime, now: datetime
    ) -> bool:
        company, person = standing.company.id, standing.person.id
        if word.ends:
            return await work.outages.end_total_failure(company, person, word.source, when, now)
        return await work.outages.confirm_total_failure(company, person, word.source, when, now)


def ask_for_source(standing: Standing, *, ends: bool = False) -> Reply:
    """What to type: nobody's tap alone makes a total failure."""
    return Reply("total-failure-source", {"company": _name(standing), "ends": ends})


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
