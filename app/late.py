"""Parts that are built, and whose modules are imported, when somebody first needs them: a start does its first work sooner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def late(build: Callable[[], Callable[P, T]]) -> Callable[P, T]:
    """Something to call that `build` makes at its first call.

    >>> upper = late(lambda: print("built") or str.upper)
    >>> upper("a"), upper("b")
    built
    ('A', 'B')
    """
    made = cache(build)

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return made()(*args, **kwargs)

    return call


def late_one(build: Callable[[], Mapping[str, Callable[P, T]]], name: str) -> Callable[P, T]:
    """One of many that `build` makes together; to be built once for all of them, it is cached by the caller."""
    return late(lambda: build()[name])
