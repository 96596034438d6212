"""Figures in words, as a dashboard shows them, and the round ones for its axes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import count

DURATIONS = (
    (31_536_000, "years"),
    (604_800, "weeks"),
    (86_400, "days"),
    (3600, "hours"),
    (60, "min"),
    (1, "s"),
)
SIZES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B"))
ROUND_SECONDS = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    14_400,
    21_600,
    43_200,
    86_400,
)


def spoken(value: float, unit: str, decimals: int | None = None) -> str:
    """A figure with its unit.

    >>> spoken(0.0021, "s"), spoken(90, "s"), spoken(1_153_632, "bytes"), spoken(0.303, "percentunit"), spoken(3.0, "short")
    ('2.1 ms', '1.5 min', '1.1 MiB', '30.3 %', '3')
    """
    if unit == "percentunit":
        return f"{_number(100 * value, decimals)} %"
    if unit == "bytes":
        return _scaled(value, SIZES, decimals)
    if unit == "s" and abs(value) < 1:
        return f"{_number(1000 * value, decimals)} ms" if value else "0 s"
    return _scaled(value, DURATIONS, decimals) if unit == "s" else _number(value, decimals)


def ticks(most: float, unit: str, decimals: int | None = None) -> list[float]:
    """Round figures from 0 to the first that is not below the largest; three to six of them.

    >>> ticks(7, "short", 0), ticks(45, "s"), ticks(0, "short", 0)
    ([0, 2, 4, 6, 8], [0, 10, 20, 30, 40, 50], [0, 1])
    """
    top = most if most > 0 else 1.0
    step = next(each for each in _steps(unit, decimals) if top / each <= 5)
    return [step * number for number in range(math.ceil(top / step - 1e-9) + 1)]


def _steps(unit: str, decimals: int | None) -> Iterator[float]:
    if unit == "bytes":
        yield from (2.0**power for power in count(0))
    if unit == "s":
        yield from (each * 10**power for power in range(-6, 0) for each in (1, 2, 5))
        yield from ROUND_SECONDS
        yield from (86_400 * each * 10**power for power in count(0) for each in (2, 5, 10))
    start = 0 if decimals == 0 and unit != "percentunit" else -6
    yield from (
        each * 10.0**power if power < 0 else each * 10**power for power in count(start) for each in (1, 2, 5)
    )


def _scaled(value: float, scale: tuple[tuple[int, str], ...], decimals: int | None) -> str:
    size, name = next((each for each in scale if abs(value) >= each[0]), scale[-1])
    return f"{_number(value / size, decimals)} {name}"


def _number(value: float, decimals: int | None) -> str:
    """Three figures that say something, or so many behind the point."""
    text = f"{value:.{1 if abs(value) >= 1 else 2}f}" if decimals is None else f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
