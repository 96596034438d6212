"""Figures for Prometheus, as text. No label holds a name, a number of a company or an address of anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from app.watching.standing import Standing
from app.watching.tally import Tally
from invoicing.model.verdict import Verdict

__all__ = ["CONTENT_TYPE_LATEST", "exposed"]

Rows = Mapping[str, float]


def exposed(standing: Standing | None, tally: Tally, loops: Mapping[str, bool]) -> bytes:
    """Everything in Prometheus' text format.

    Args:
        standing: what the books say; None when the database does not answer.
        tally: what this process has done.
        loops: whether each background loop runs.
    """
    registry = CollectorRegistry()
    registry.register(_Once([*_of_process(tally, loops, up=standing is not None)]))
    if standing is not None:
        registry.register(_Once([*_of_books(standing), *_of_traffic(standing)]))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Once(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _of_process(tally: Tally, loops: Mapping[str, bool], *, up: bool) -> Iterator[Metric]:
    yield InfoMetricFamily("latarnik", "what runs here", value={"version": version("latarnik")})
    yield GaugeMetricFamily("latarnik_database_up", "whether the database answers", value=float(up))
    yield _gauge("latarnik_loop_running", "whether a background loop runs", "loop", loops)
    runs = CounterMetricFamily(
        "latarnik_job_runs", "attempts at promises, by how they ended", labels=("kind", "end", "reason")
    )
    for labels, count in sorted(tally.runs.items()):
        runs.add_metric(labels, count)
    yield runs
    spent = SummaryMetricFamily("latarnik_job_seconds", "time spent on promises", labels=("kind",))
    for kind, seconds in sorted(tally.seconds.items()):
        count = sum(runs for labels, runs in tally.runs.items() if labels[0] == kind)
        spent.add_metric((kind,), count, seconds)
    yield spent


def _of_books(seen: Standing) -> Iterator[Metric]:
    standings = {verdict.value: float(verdict is seen.verdict) for verdict in Verdict}
    yield _gauge(
        "latarnik_ksef_standing", "how KSeF is doing: 1 for the one that holds", "standing", standings
    )
    yield _gauge(
        "latarnik_invoices_waiting",
        "invoices KSeF has not taken, by when the term ends",
        "term",
        seen.waiting,
    )
    yield GaugeMetricFamily(
        "latarnik_invoices_rejected", "invoices KSeF refused and nobody has put right", value=seen.rejected
    )
    yield _gauge("latarnik_ksef_calls_hour", "calls to KSeF within an hour, by group", "group", seen.calls)
    yield _gauge(
        "latarnik_ksef_limit_used_ratio", "share of the hour's limit the busiest has used", "group", seen.used
    )
    yield GaugeMetricFamily(
        "latarnik_database_answer_seconds", "time the books took for these figures", value=seen.answered_in
    )
    yield GaugeMetricFamily(
        "latarnik_disk_free_ratio", "free share of the disk below the data folder", value=seen.disk_free
    )


def _of_traffic(seen: Standing) -> Iterator[Metric]:
    jobs, inbox = seen.traffic.jobs, seen.traffic.inbox
    yield _gauge("latarnik_jobs_open", "promises not kept yet", "kind", {k: w.open for k, w in jobs.items()})
    yield _gauge(
        "latarnik_jobs_failing",
        "of them tried in vain so far",
        "kind",
        {k: w.failing for k, w in jobs.items()},
    )
    yield _gauge(
        "latarnik_jobs_oldest_seconds",
        "age of the oldest whose time has come",
        "kind",
        {k: w.oldest for k, w in jobs.items()},
    )
    yield _gauge(
        "latarnik_inbox_waiting",
        "messages not answered yet",
        "channel",
        {c: w.open for c, w in inbox.items()},
    )
    yield _gauge(
        "latarnik_inbox_oldest_seconds",
        "age of the oldest",
        "channel",
        {c: w.oldest for c, w in inbox.items()},
    )
    yield _gauge("latarnik_set_aside", "what waits for a human", "where", seen.traffic.parked)


def _gauge(name: str, what: str, label: str, rows: Rows | Mapping[str, bool]) -> Metric:
    gauge = GaugeMetricFamily(name, what, labels=(label,))
    for value, figure in sorted(rows.items()):
        gauge.add_metric((value,), float(figure))
    return gauge
