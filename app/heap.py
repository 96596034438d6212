"""Memory is not taken without need and goes back to the machine: a small server has other things to do with it."""

from __future__ import annotations

import ctypes
import gc
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

SELDOM = 10_000, 20, 20
"""When to look for rubbish in circles: what an invoice leaves behind is mostly none, and looking took 5 % of its time."""
GIVE_BACK_EVERY = 10.0
"""Seconds; giving back takes some milliseconds."""
_M_ARENA_MAX = -8  # malloc.h
_MADV_DONTNEED = 4  # mman.h
_DRAWS, _LIBRARY = "typst._typst", "_typst."
"""The module whose library's code takes 15 MB from the first drawing on, and what its file is called."""
_SMAPS = Path("/proc/self/smaps")
_MAPPING = re.compile(r"^(?=[0-9a-f]+-[0-9a-f]+ )", re.MULTILINE)
_UNTOUCHED = re.compile(r"Private_Dirty: +0 kB\n(?s:.*)Anonymous: +0 kB")


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


@contextmanager
def swept_later() -> Iterator[None]:
    """Until `settle`, or the end, nobody looks for rubbish: a start makes much and drops little."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """What the start has built stays for ever: nobody needs to look through it again while people wait."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()


async def give_back() -> None:
    """Return freed memory to the machine, and with it the code of what draws: the next drawing maps it again."""
    with suppress(AttributeError, OSError):
        libc = ctypes.CDLL(None)
        libc.malloc_trim(0)
        for begin, end in _code_of(_LIBRARY) if _DRAWS in sys.modules else ():
            libc.madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _MADV_DONTNEED)


@cache
def _code_of(library: str) -> tuple[tuple[int, int], ...]:
    """Where a library lies in memory, as far as nobody has written there: its file has the same bytes.

    Nothing is found where there is no /proc, and for a library that is not loaded.
    """
    found = []
    for mapping in _MAPPING.split(_SMAPS.read_text())[1:]:
        head, _, state = mapping.partition("\n")
        bounds, may, *_, name = f"{head} ".split(" ", 5)
        if library in name and "w" not in may and _UNTOUCHED.search(state):
            begin, _, end = bounds.partition("-")
            found.append((int(begin, 16), int(end, 16)))
    return tuple(found)
