"""Figures with their bounds, and the table that shows them."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure must hold; `least` and `most` are both allowed values."""

    least: float | None = None
    most: float | None = None

    def holds(self, value: float) -> bool:
        """Tell whether the value is within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value."""

    name: str
    value: float
    unit: str
    remark: str = ""


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def spread(values: list[float]) -> str:
    """The worst and the best round."""
    return f"{min(values):.2f} to {max(values):.2f} in {len(values)} rounds"


async def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


def p95(values: Sequence[float]) -> float:
    """The value that 95 % of the measured ones do not exceed (nearest rank)."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def show(title: str, figures: Sequence[Figure], bounds: Mapping[str, Bound]) -> None:
    """Print one part of the table as soon as it is measured."""
    print(f"\n{title}", flush=True)
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        bound = bounds.get(figure.name)
        verdict = "" if bound is None else f"{bound}  {'ok' if bound.holds(figure.value) else 'MISSED'}"
        line = f"  {figure.name:<{width}}  {_number(figure.value):>8} {figure.unit:<4} {verdict:<16} {figure.remark}"
        print(line.rstrip(), flush=True)


def missed(figures: Sequence[Figure], bounds: Mapping[str, Bound]) -> list[str]:
    """One sentence for each figure outside its bound, and for each bound whose figure was not measured."""
    values = {figure.name: figure for figure in figures}
    sentences = [f"{name}: not measured" for name in bounds if name not in values]
    for name, bound in bounds.items():
        figure = values.get(name)
        if figure is not None and not bound.holds(figure.value):
            sentences.append(f"{name}: {_number(figure.value)} {figure.unit}, must be {bound}")
    return sentences


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
