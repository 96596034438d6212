"""What goes wrong besides kills: each trouble begins, lasts as long as somebody lets it, and is put right."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from random import Random

from tests.chaos.town import Town
from tests.twins.by_hand import Forbidden

FULL = 32 * 1024
"""Bytes beyond which a process may write no file while its disk is "full"; the books are larger from the first day."""
Trouble = Callable[[Town, Random], "Iterator[None]"]


def ksef_drops_the_line(town: Town, luck: Random) -> Iterator[None]:
    """KSeF takes invoices, and the connection is cut before it answers."""
    town.ksef(faults={"drop_after_send": luck.randint(1, 3)})
    yield
    town.ksef(faults={"drop_after_send": None})


def ksef_fails_after_effect(town: Town, luck: Random) -> Iterator[None]:
    """KSeF takes invoices, and answers 500."""
    town.ksef(faults={"error_after_accept": luck.randint(1, 3)})
    yield
    town.ksef(faults={"error_after_accept": None})


def ksef_cuts_everything(town: Town, _: Random) -> Iterator[None]:
    """Every call to KSeF is cut, and nobody announces anything."""
    town.ksef(state="cut", lighthouse="up")
    yield
    town.ksef(state="up", lighthouse="follow")


def ksef_answers_by_its_gateway(town: Town, _: Random) -> Iterator[None]:
    """502 with a web page."""
    town.ksef(state="bad_gateway", lighthouse="up")
    yield
    town.ksef(state="up", lighthouse="follow")


def ksef_is_announced_away(town: Town, luck: Random) -> Iterator[None]:
    """An outage that the lighthouse tells of: invoices are issued offline, and go home afterwards."""
    town.ksef(state=luck.choice(["failure", "maintenance"]), lighthouse="follow")
    yield
    town.ksef(state="up", lighthouse="follow")


def ksef_forgets_tokens(town: Town, luck: Random) -> Iterator[None]:
    """401 for tokens that were good."""
    town.ksef(faults={"forget_token": luck.randint(1, 3)})
    yield
    town.ksef(faults={"forget_token": None})


def ksef_counts_calls(town: Town, _: Random) -> Iterator[None]:
    """429 for whoever calls more often than production allows."""
    town.ksef(faults={"rate_limits": True})
    yield
    town.ksef(faults={"rate_limits": None})


def the_wire_is_out(town: Town, _: Random) -> Iterator[None]:
    """No public service is reached."""
    town.network(up=False)
    yield
    town.network(up=True)


def telegram_is_down(town: Town, _: Random) -> Iterator[None]:
    """The Bot API answers 5xx."""
    town.telegram(down=True)
    yield
    town.telegram(down=False)


def telegram_counts_messages(town: Town, _: Random) -> Iterator[None]:
    """429 for more messages than Telegram takes."""
    town.telegram(limits=True)
    yield
    town.telegram(limits=False)


def letters_are_cut(town: Town, _: Random) -> Iterator[None]:
    """SMTP is cut in DATA; the letter is not delivered."""
    town.post("/api/mailserver", fault="drop")
    yield
    town.post("/api/mailserver", fault="none")


def letters_are_taken_unheard(town: Town, _: Random) -> Iterator[None]:
    """SMTP is cut after DATA; the letter is delivered all the same."""
    town.post("/api/mailserver", fault="unheard")
    yield
    town.post("/api/mailserver", fault="none")


def letters_are_put_off(town: Town, _: Random) -> Iterator[None]:
    """451 for every recipient."""
    town.post("/api/mailserver", fault="later")
    yield
    town.post("/api/mailserver", fault="none")


def the_clock_leaps_on(town: Town, luck: Random) -> Iterator[None]:
    """By minutes or hours, within the day."""
    town.clock(advance=luck.choice([70, 200, 1200, 3700]))
    yield


def the_clock_goes_back(town: Town, luck: Random) -> Iterator[None]:
    """By less than a minute, as a correction of the machine's clock does."""
    town.clock(advance=-luck.choice([3, 20, 50]))
    yield


def the_disk_is_full(town: Town, _: Random) -> Iterator[None]:
    """No process of the app can write to its books, its package folder or its log beyond the first kilobytes."""
    limited = [pid for pid in town.kept()["living"].values() if _limit(pid, FULL)]
    yield
    for pid in limited:
        _limit(pid, resource.RLIM_INFINITY)


def the_servers_disk_is_full(town: Town, _: Random) -> Iterator[None]:
    """PostgreSQL cannot write its log, falls over as it does then, and mends itself."""
    with suppress(Forbidden, OSError):
        sessions = town.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'latarnik'")
        for (pid,) in sessions:
            _limit(pid, FULL)
    yield


def the_sessions_are_cut(town: Town, _: Random) -> Iterator[None]:
    """PostgreSQL ends every session of the app."""
    with suppress(Forbidden, OSError):
        town.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latarnik'"
        )
    yield


EVERYWHERE: tuple[Trouble, ...] = (
    ksef_drops_the_line,
    letters_are_taken_unheard,
    the_disk_is_full,
    telegram_is_down,
    ksef_is_announced_away,
    letters_are_cut,
    the_clock_leaps_on,
    ksef_fails_after_effect,
    telegram_counts_messages,
    ksef_cuts_everything,
    the_clock_goes_back,
    the_wire_is_out,
    ksef_forgets_tokens,
    letters_are_put_off,
    ksef_counts_calls,
    ksef_answers_by_its_gateway,
)
ON_A_SERVER: tuple[Trouble, ...] = (the_sessions_are_cut, the_servers_disk_is_full)


def troubles_for(town: Town, luck: Random, only: Sequence[str] = ()) -> Iterator[Trouble]:
    """All troubles, or those whose name has one of some words in it, in an order of chance, again and again."""
    known = [*EVERYWHERE, *(ON_A_SERVER if town.set_up.on_a_server else ())]
    if only:
        known = [each for each in known if any(words in name_of(each) for words in only)]
    while True:
        yield from luck.sample(known, len(known))


def name_of(trouble: Trouble) -> str:
    """As the table calls it."""
    return trouble.__name__.replace("_", " ")


@contextmanager
def befallen(town: Town, trouble: Trouble, luck: Random) -> Iterator[None]:
    """While a trouble lasts."""
    steps = trouble(town, luck)
    next(steps)
    try:
        yield
    finally:
        next(steps, None)


def _limit(pid: int, size: int) -> bool:
    """Bound the files that a process may write; False when it has gone."""
    try:
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    except (ProcessLookupError, PermissionError):
        return False
    return True
