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

from app.watching.figures import FIGURES, Rows
from app.watching.standing import Standing
from app.watching.tally import Tally

__all__ = ["CONTENT_TYPE_LATEST", "exposed"]


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
        registry.register(_Once([*_of_books(standing)]))
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
    for each in FIGURES:
        figures = each.seen(seen)
        if isinstance(figures, Mapping):
            yield _gauge(each.name, each.what, each.label or "", figures)
        else:
            yield GaugeMetricFamily(each.name, each.what, value=figures)


def _gauge(name: str, what: str, label: str, rows: Rows | Mapping[str, bool]) -> Metric:
    gauge = GaugeMetricFamily(name, what, labels=(label,))
    for value, figure in sorted(rows.items()):
        gauge.add_metric((value,), float(figure))
    return gauge
