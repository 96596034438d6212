"""Memory goes back to the machine: glibc keeps what was freed, and a small server has other things to do with it."""

from __future__ import annotations

import ctypes
from contextlib import suppress

GIVE_BACK_EVERY = 10.0
"""Seconds; giving back takes some milliseconds."""
_M_ARENA_MAX = -8  # malloc.h


def keep_one_heap() -> None:
    """One heap for all threads: with one a thread, drawing PDFs leaves some tens of megabytes behind."""
    with suppress(AttributeError, OSError):  # no glibc, no such heaps
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


async def give_back() -> None:
    """Return freed memory to the machine."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
