"""The dashboard file, and what Prometheus answers to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.real.board.prometheus import OPS, Prometheus

BOARD: Mapping[str, Any] = json.loads((OPS / "grafana" / "latarnik.json").read_text(encoding="utf-8"))
RATE = "10s"
"""What $__rate_interval comes to for so short a history."""
_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")

Points = list[tuple[float, float]]
"""Moments, in seconds since 1970, and values."""


@dataclass(frozen=True)
class Series:
    """One line: its name in the legend, and its points."""

    name: str
    points: Points

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]

    @property
    def most(self) -> float:
        """The largest."""
        return max(value for _, value in self.points)


@dataclass(frozen=True)
class Panel:
    """A panel of the file with its answers.

    Attributes:
        drawn: the panel as it stands in the file.
        series: in the order that Prometheus gives.
    """

    drawn: Mapping[str, Any]
    series: tuple[Series, ...]

    @property
    def kind(self) -> str:
        """stat, timeseries, state-timeline, bargauge or row."""
        return str(self.drawn["type"])

    @property
    def title(self) -> str:
        """Above it."""
        return str(self.drawn["title"])

    @property
    def defaults(self) -> Mapping[str, Any]:
        """How its figures are shown."""
        return self.drawn.get("fieldConfig", {}).get("defaults", {})

    @property
    def unit(self) -> str:
        """Of its figures."""
        return str(self.defaults.get("unit", "short"))

    @property
    def decimals(self) -> int | None:
        """Of its figures; None leaves it to us."""
        return self.defaults.get("decimals")

    def mapped(self, value: float) -> Mapping[str, Any] | None:
        """The words and the colour that the file gives to a value."""
        for mapping in self.defaults.get("mappings", ()):
            if (found := mapping["options"].get(f"{value:g}")) is not None:
                return found
        return None

    def threshold(self, value: float) -> str | None:
        """The colour of the highest step that a value reaches."""
        steps = self.defaults.get("thresholds", {}).get("steps", ())
        reached = [step["color"] for step in steps if step["value"] is None or value >= step["value"]]
        return reached[-1] if reached else None


def expressions() -> Iterator[tuple[str, str]]:
    """The title of each panel with each of its expressions."""
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"].replace("$__rate_interval", RATE)


def answered(server: Prometheus, begin: float, end: float) -> list[Panel]:
    """Every panel with what Prometheus says of a stretch of time (seconds since 1970)."""
    return [Panel(panel, tuple(_answers(server, panel, begin, end))) for panel in BOARD["panels"]]


def _answers(server: Prometheus, panel: Mapping[str, Any], begin: float, end: float) -> Iterator[Series]:
    for target in panel.get("targets", ()):
        expression = target["expr"].replace("$__rate_interval", RATE)
        for found in server.between(expression, begin, end):
            labels = found["metric"]
            name = _LABEL.sub(lambda label, known=labels: known.get(label[1], ""), target["legendFormat"])
            yield Series(name, [(float(at), float(value)) for at, value in found["values"]])
