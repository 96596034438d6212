"""The list of sessions: which a caller asks for, and what is told of each (facts: section 4.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from .errors import ApiError
from .records import OnlineSession
from .statuses import DONE, EMPTY
from .wire import moment, one_of, stamp

KINDS = ("Online", "Batch")
COMMON = ("InProgress", "Succeeded", "Failed", "Cancelled")
DATES: dict[str, Callable[[OnlineSession], datetime | None]] = {
    "dateCreated": lambda session: session.created_at,
    "dateModified": lambda session: session.updated_at,
    "dateClosed": lambda session: session.updated_at if session.code >= DONE else None,
}


@dataclass(frozen=True)
class SessionFilter:
    """What the query string asks for."""

    kind: str
    reference: str | None
    statuses: frozenset[str]
    dates: tuple[tuple[str, datetime | None, datetime | None], ...]

    @classmethod
    def read(cls, request: web.Request) -> "SessionFilter":
        """From the query string; 21405 for what the API does not know."""
        query = request.query
        if "sessionType" not in query:
            raise ApiError(21405, "'sessionType' jest wymagane.")
        statuses = frozenset(one_of(each, COMMON, "statuses") for each in query.getall("statuses", []))
        dates = tuple(
            (name, _bound(query.get(f"{name}From")), _bound(query.get(f"{name}To"))) for name in DATES
        )
        kind = one_of(query["sessionType"], KINDS, "sessionType")
        return cls(kind, query.get("referenceNumber"), statuses, dates)

    def fits(self, session: OnlineSession) -> bool:
        """Whether a session is asked for."""
        if session.kind != self.kind or self.reference not in {None, session.reference}:
            return False
        if self.statuses and common_status(session.code) not in self.statuses:
            return False
        return all(_within(DATES[name](session), since, until) for name, since, until in self.dates)


def common_status(code: int) -> str:
    """The word that sums a status code up.

    >>> common_status(170), common_status(445)
    ('InProgress', 'Failed')
    """
    if code < DONE:
        return "InProgress"
    return {DONE: "Succeeded", EMPTY: "Cancelled"}.get(code, "Failed")


def list_view(session: OnlineSession) -> dict[str, Any]:
    """A row of the list."""
    total, good, bad = session.counts()
    return {
        "referenceNumber": session.reference,
        "status": session.view()["status"],
        "dateCreated": stamp(session.created_at),
        "dateUpdated": stamp(session.updated_at),
        "validUntil": stamp(session.valid_until),
        "totalInvoiceCount": total,
        "successfulInvoiceCount": good,
        "failedInvoiceCount": bad,
    }


def _bound(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def _within(at: datetime | None, since: datetime | None, until: datetime | None) -> bool:
    if at is None:
        return since is None and until is None
    return (since is None or since <= at) and (until is None or at <= until)
