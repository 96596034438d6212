"""Who is held up for how long: work that is killed when it takes a hundred times what it should.

Nothing is said in seconds of a clock: a child process has so much of the processor for each case, however busy the
machine is, and what grows with the square of what a stranger wrote uses it up.
"""

import os
import resource
import signal
from collections.abc import Callable, Mapping

SECONDS = 3
"""Of the processor, for each case; what is linear needs hundredths."""


def held_up_by(cases: Mapping[str, Callable[[], object]], seconds: int = SECONDS) -> list[str]:
    """The names of the cases that did not end; of what is raised nothing is said."""
    names, slow = list(cases), []
    while names:
        reached, killed = _tried(names, cases, seconds)
        if killed:
            slow.append(names[reached])
        names = names[reached + 1 :]
    return slow


def _tried(names: list[str], cases: Mapping[str, Callable[[], object]], seconds: int) -> tuple[int, bool]:
    """Which case a child was at when it ended, and whether it was killed there."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _work(names, cases, seconds, write)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        begun = len(told.read())
    _, status = os.waitpid(child, 0)
    return begun - 1, os.WIFSIGNALED(status)


def _work(names: list[str], cases: Mapping[str, Callable[[], object]], seconds: int, told: int) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        for name in names:
            used = resource.getrusage(resource.RUSAGE_SELF)
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, most))
            os.write(told, b".")
            try:
                cases[name]()
            except Exception:  # noqa: BLE001 - a refusal is an end as good as any
                continue
    finally:
        os._exit(0)
