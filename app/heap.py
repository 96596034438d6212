"""Memory is not taken without need and goes back to the machine: a small server has other things to do with it."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

GIVE_BACK_EVERY = 10.0
"""Seconds; giving back takes some milliseconds."""
_M_ARENA_MAX = -8  # malloc.h


@contextmanager
def left_out(*packages: str) -> Iterator[None]:
    """Inside, imports of `packages` fail as if not installed: for libraries that take them where they see them."""
    loaded = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in packages}
    for package in packages:
        sys.modules[package] = None  # type: ignore[assignment] # the import system's own way to say "there is none"
    try:
        yield
    finally:
        for package in packages:
            del sys.modules[package]
        sys.modules.update(loaded)


def keep_one_heap() -> None:
    """One heap for all threads: with one a thread, drawing PDFs leaves some tens of megabytes behind."""
    with suppress(AttributeError, OSError):  # no glibc, no such heaps
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """What the start has built stays for ever: nobody needs to look through it again while people wait."""
    gc.collect()
    gc.freeze()


async def give_back() -> None:
    """Return freed memory to the machine."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
