"""The figures of the books, a row for each: how it is called, what it says, and where it comes from.

No label holds a name, a number of a company or an address of anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.watching.standing import Standing
from invoicing.model.delivering import DeliveryWay
from invoicing.model.verdict import Verdict
from invoicing.services.delivery.jobs import Deliver
from invoicing.services.jobs import kind_of
from invoicing.services.messages import Channel
from storage.figures import Waiting

Rows = Mapping[str, float]
_NOTHING = Waiting(0, 0, 0.0)
_DELIVERIES = {way.value: kind_of(Deliver(UUID(int=0), way=way)) for way in DeliveryWay}
"""Kinds of promises by the way that a paper goes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One gauge.

    Attributes:
        name: as Prometheus knows it, with its unit at the end.
        what: a sentence for whoever meets it.
        seen: its rows by the value of `label`; without a label the figure, or None when it is not known.
    """

    name: str
    what: str
    label: str | None
    seen: Callable[[Standing], Rows | float | None]


def _of_jobs(measure: Callable[[Waiting], float]) -> Callable[[Standing], Rows]:
    return lambda seen: {kind: measure(each) for kind, each in seen.traffic.jobs.items()}


def _of_inbox(measure: Callable[[Waiting], float]) -> Callable[[Standing], Rows]:
    return lambda seen: {channel: measure(seen.traffic.inbox.get(channel, _NOTHING)) for channel in Channel}


def _verdicts(seen: Standing) -> Rows:
    return {verdict.value: float(verdict is seen.verdict) for verdict in Verdict}


def _deferred(seen: Standing) -> Rows:
    """By way; a reminder that a mail server defers is among `latarnik_jobs_failing`."""
    jobs = seen.traffic.jobs
    return {way: jobs.get(kind, _NOTHING).failing for way, kind in _DELIVERIES.items()}


FIGURES = (
    Figure("latarnik_ksef_standing", "how KSeF is doing: 1 for the one that holds", "standing", _verdicts),
    Figure("latarnik_invoices_waiting", "invoices KSeF has not taken, by when the term ends", "term",
           lambda seen: seen.waiting),
    Figure("latarnik_invoices_rejected", "invoices KSeF refused and nobody has put right", None,
           lambda seen: seen.rejected),
    Figure("latarnik_ksef_calls_hour", "calls to KSeF within an hour, by group", "group", lambda seen: seen.calls),
    Figure("latarnik_ksef_limit_used_ratio", "share of the hour's limit the busiest has used", "group",
           lambda seen: seen.used),
    Figure("latarnik_certificate_expires_seconds", "until the first company has no certificate of a kind it had",
           "type", lambda seen: seen.certificates),
    Figure("latarnik_jobs_open", "promises not kept yet", "kind", _of_jobs(lambda each: each.open)),
    Figure("latarnik_jobs_failing", "of them tried in vain so far", "kind", _of_jobs(lambda each: each.failing)),
    Figure("latarnik_jobs_oldest_seconds", "age of the oldest whose time has come", "kind",
           _of_jobs(lambda each: each.oldest)),
    Figure("latarnik_deliveries_deferred", "papers that a mail server or a chat did not take yet", "way", _deferred),
    Figure("latarnik_inbox_waiting", "messages not answered yet", "channel", _of_inbox(lambda each: each.open)),
    Figure("latarnik_inbox_oldest_seconds", "age of the oldest", "channel", _of_inbox(lambda each: each.oldest)),
    Figure("latarnik_set_aside", "what waits for a human", "where", lambda seen: seen.traffic.parked),
    Figure("latarnik_database_answer_seconds", "time the books took for these figures", None,
           lambda seen: seen.answered_in),
    Figure("latarnik_database_bytes", "room the books take, and SQLite's journal beside them", "part",
           lambda seen: seen.extent.bytes),
    Figure("latarnik_history_lines", "lines of the history", None, lambda seen: seen.extent.lines),
    Figure("latarnik_disk_free_ratio", "free share of the disk below the data folder", None,
           lambda seen: seen.disk_free),
    Figure("latarnik_backup_age_seconds", "since the last copy of the books, where one was ever made", None,
           lambda seen: seen.copied_ago),
)  # fmt: skip
