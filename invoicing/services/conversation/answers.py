"""Answers that only read: the queue, the state of KSeF, a welcome."""

from __future__ import annotations

from uuid import UUID

from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.outages.ksef_state import ksef_state
from invoicing.services.outages.total_failure import end_buttons, lasting_in, names_of
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import summary
from invoicing.services.sending.waiting import term_data, term_of
from invoicing.services.terms.backlog import companies_of, overview
from invoicing.services.terms.due import terms_of_each, urgency

_SHOWN_WAITING = 50  # more than a message holds
PAGE = 20
"""Rows of a list that are read in one message."""


class Live:
    """Answers that hold only now: how KSeF is doing, what waits at all companies of the person, and until when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def queue(self, work: UnitOfWork, standing: Standing, page: int = 1) -> Reply:
        """What KSeF has not taken: invoice by invoice, or by company and deadline where that would be too long."""
        data = await self._backlog(work, standing, page)
        waiting: list[Json] = []
        if not data["many"] and page == 1:
            waiting = await self._listed(work, standing.company.id)
        return Reply("queue", {**data, "waiting": waiting})

    async def deadlines(self, work: UnitOfWork, standing: Standing, page: int = 1) -> Reply:
        """Until when what waits must be sent, all companies in one list, the earliest day first."""
        return Reply("deadlines", await self._backlog(work, standing, page))

    async def ksef_status(self, work: UnitOfWork, standing: Standing) -> Reply:
        """How KSeF is doing, and what waits; a word of the lighthouse of long ago counts as none."""
        data = await self._backlog(work, standing, 1)
        companies = await companies_of(work, standing.person.id)
        lasting = await names_of(work, await lasting_in(work, companies, self._clock.today()))
        said: dict[str, Json] = {**data, "confirmed": [*lasting.values()]}
        return Reply("ksef-status", said, options=end_buttons(lasting))

    async def _backlog(self, work: UnitOfWork, standing: Standing, page: int) -> dict[str, Json]:
        companies = await companies_of(work, standing.person.id)
        seen = await overview(work, self._clock.today(), companies)
        state = await ksef_state(work, self._clock.now())
        return {**state, **paged(seen.of(companies), page)}

    async def _listed(self, work: UnitOfWork, company: UUID) -> list[Json]:
        """The invoices themselves, the most urgent first."""
        terms, today = (await terms_of_each(work, [company]))[company], self._clock.today()
        waiting = await work.invoices.waiting(company, _SHOWN_WAITING)
        refused = await work.invoices.to_put_right(company, _SHOWN_WAITING)
        found = [(stored, term_of(stored, terms)) for stored in (*refused, *waiting)]
        found.sort(key=lambda each: urgency(each[1]))
        return [
            summary(stored) | term_data(stored, terms) | {"late": term.day is not None and term.day < today}
            for stored, term in found
        ]


def paged(data: dict[str, Json], page: int) -> dict[str, Json]:
    """One page of the rows; `page` and `pages` say which, and a page that does not exist is the last one."""
    rows = data["rows"]
    every = rows if isinstance(rows, list) else []
    pages = max(1, -(-len(every) // PAGE))
    page = min(max(page, 1), pages)
    return {**data, "rows": every[(page - 1) * PAGE : page * PAGE], "page": page, "pages": pages}


async def welcome(work: UnitOfWork, standing: Standing) -> Reply:
    """Hello, and how to begin; the example is a sentence that works."""
    del work
    seller = standing.company.profile.seller
    data: dict[str, Json] = {
        "person": standing.person.name,
        "company": seller.name,
        "nip": seller.nip.digits,
        "example": "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
    }
    return Reply("welcome", data)
