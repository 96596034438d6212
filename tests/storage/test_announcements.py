"""What is believed of each event, from messages in any order, and what a company vouches for itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from invoicing.model.announcements import Announcement
from invoicing.model.errors import Refused
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.outages.books import LighthouseReport
from storage.database import migrate, open_database
from tests.storage.older_books import take_down

MINUTE = timedelta(minutes=1)


def message(name, version=1, *, kind=OutageKind.FAILURE, event="17", ends=False, **moments) -> Announcement:
    at = {each: datetime(2026, 11, *moments[each], tzinfo=UTC) for each in moments}
    began, ended, published = at.get("began"), at.get("ended"), at.get("published")
    digest = f"{name}/{version}/{moments}".encode().ljust(32, b".")
    return Announcement(event, kind, ends, name, version, began, ended, published or began, digest)


async def heard(database, at, *announcements, complete=True) -> None:
    async with database.units() as work:
        await work.outages.record(LighthouseReport(None, announcements, "raw", complete=complete), at)


async def believed(database):
    async with database.units.reading() as work:
        return await work.outages.events()


START = message("a", began=(2, 9))
END = message("b", 2, ends=True, began=(2, 9), ended=(3, 15), published=(3, 16))
LATER = message("b", 3, ends=True, began=(2, 9), ended=(4, 10), published=(4, 11))


@pytest.mark.parametrize("order", list(permutations([START, END, LATER])))
async def test_the_highest_version_counts_in_whatever_order_messages_come(database, noon, order):
    for minute, announcement in enumerate(order):
        await heard(database, noon + minute * MINUTE, announcement)
    await heard(database, noon + 9 * MINUTE, START, END)  # the lighthouse jumps back

    (event,) = await believed(database)
    assert (event.ended_at, event.version) == (datetime(2026, 11, 4, 10, tzinfo=UTC), 3)


async def test_two_failures_of_one_day_are_two_events(database, noon):
    first = message("b", ends=True, began=(2, 6), ended=(2, 7), published=(2, 7))
    await heard(database, noon, message("a", began=(2, 6)), first, message("c", event="18", began=(2, 9)))

    async with database.units.reading() as work:
        assert await work.outages.timeline() == (
            Outage(OutageKind.FAILURE, date(2026, 11, 2), date(2026, 11, 2)),
            Outage(OutageKind.FAILURE, date(2026, 11, 2), None),
        )


async def test_an_end_published_on_another_day_counts_as_stated_and_is_marked(database, noon):
    late = message("b", 2, ends=True, began=(2, 9), ended=(3, 15), published=(5, 8))
    await heard(database, noon, START, late)

    (event,) = await believed(database)
    assert (event.outage().end, event.disputed_end) == (date(2026, 11, 3), True)


@pytest.mark.parametrize(
    ("odd", "end"),
    [
        (message("a", 2, began=(2, 9), ended=(1, 9)), None),
        (message("b", 2, ends=True, began=(2, 9), ended=(1, 9), published=(3, 9)), date(2026, 11, 2)),
    ],
)
async def test_an_end_before_the_beginning_is_kept_and_not_believed(database, noon, odd, end):
    await heard(database, noon, START, odd)

    (event,) = await believed(database)
    assert (event.outage().end, event.odd_end) == (end, True)


WORKS = message("m", kind=OutageKind.MAINTENANCE, event="3", began=(7, 20), ended=(8, 4), published=(1, 8))
NIGHT = Outage(OutageKind.MAINTENANCE, date(2026, 11, 7), date(2026, 11, 8))


async def timeline(database):
    async with database.units.reading() as work:
        return await work.outages.timeline()


async def test_works_that_are_listed_no_longer_before_they_begin_are_called_off(database, noon):
    await heard(database, noon, WORKS)
    await heard(database, noon + MINUTE, complete=False)
    assert await timeline(database) == (NIGHT,)  # a list that cannot be read says nothing

    await heard(database, noon + 2 * MINUTE)
    assert await timeline(database) == ()
    assert (await believed(database))[0].withdrawn_at == noon + 2 * MINUTE

    await heard(database, noon + 3 * MINUTE, WORKS)
    assert await timeline(database) == (NIGHT,)


async def test_works_that_have_begun_and_failures_are_never_called_off_by_silence(database, noon):
    await heard(database, noon, START, WORKS)
    await heard(database, datetime(2026, 11, 7, 21, tzinfo=UTC))

    assert [outage.kind for outage in await timeline(database)] == [
        OutageKind.FAILURE,
        OutageKind.MAINTENANCE,
    ]


async def test_a_failure_announced_ahead_is_not_called_off_by_silence_either(database, noon):
    await heard(database, noon, message("a", began=(9, 9), published=(2, 9)))
    await heard(database, noon + MINUTE)

    assert len(await timeline(database)) == 1


async def test_a_message_of_more_than_thirty_days_disappears_without_meaning_anything(database):
    early = message(
        "m", kind=OutageKind.MAINTENANCE, event="3", began=(30, 20), ended=(30, 22), published=(1, 8)
    )
    old = replace(early, published_at=datetime(2026, 10, 1, 8, tzinfo=UTC))
    await heard(database, datetime(2026, 10, 20, tzinfo=UTC), old)
    await heard(database, datetime(2026, 11, 2, tzinfo=UTC))

    assert len(await timeline(database)) == 1


@pytest.mark.sqlite("books of a version that knew no PostgreSQL")
async def test_a_day_of_older_books_gives_way_to_its_event(database, noon, path):
    day = ("failure", "day:2026-11-02", *["2026-11-02 00:00:00"] * 3, 0, False, False)
    with closing(sqlite3.connect(path)) as raw, raw:
        columns = "kind, event, began_at, announced_at, latest_at, version, disputed_end, odd_end"
        raw.execute(f"INSERT INTO announced_outages ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", day)
    await heard(database, noon, START, END)

    assert [event.event for event in await believed(database)] == ["17"]


async def test_what_the_lighthouse_calls_a_total_failure_is_in_nobodys_timeline(database, noon):
    await heard(database, noon, message("t", kind=OutageKind.TOTAL_FAILURE, began=(2, 9)))

    assert await timeline(database) == ()
    assert [event.kind for event in await believed(database)] == [OutageKind.TOTAL_FAILURE]


async def test_a_total_failure_counts_for_the_company_that_confirmed_it(database, noon, house):
    other = UUID(int=77)
    async with database.units() as work:
        said = await work.outages.confirm_total_failure(
            house.company.id, house.owner.id, " TVP  Info 8:00 ", noon, noon
        )
        again = await work.outages.confirm_total_failure(
            house.company.id, house.owner.id, "Radio", noon, noon
        )
    lasting = Outage(OutageKind.TOTAL_FAILURE, date(2026, 11, 2), None)

    assert (said, again) == (True, False)
    async with database.units.reading() as work:
        assert await work.outages.timeline(house.company.id) == (lasting,)
        assert await work.outages.timelines([house.company.id, other]) == {
            house.company.id: (lasting,),
            other: (),
        }
        (failure,) = await work.outages.total_failures(house.company.id)
    assert (failure.source, failure.person) == ("TVP Info 8:00", house.owner.id)


async def test_the_end_of_a_total_failure_needs_its_source_too(database, noon, house):
    async with database.units() as work:
        assert not await work.outages.end_total_failure(house.company.id, house.owner.id, "Radio", noon, noon)
        await work.outages.confirm_total_failure(house.company.id, house.owner.id, "TVP Info", noon, noon)
    for source, ended, reason in [
        (" ", noon, "source"),
        ("Radio", noon - MINUTE, "order"),
        ("Radio", noon + MINUTE, "order"),
    ]:
        with pytest.raises(Refused, match=f"total-failure-{reason}"):
            async with database.units() as work:
                await work.outages.end_total_failure(house.company.id, house.owner.id, source, ended, noon)
    async with database.units() as work:
        assert await work.outages.end_total_failure(house.company.id, house.owner.id, "Radio", noon, noon)
        assert (await work.outages.timeline(house.company.id))[0].end == date(2026, 11, 2)


async def test_days_that_older_books_kept_are_still_in_the_timeline(tmp_path, key):
    file, url = tmp_path / "old.sqlite3", f"sqlite:///{tmp_path}/old.sqlite3"
    await migrate(url)
    await take_down(url, "0004")
    kept = [("failure", "2026-10-25", "2026-10-26"), ("maintenance", "2026-11-07", None)]
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.executemany('INSERT INTO outages (kind, start, "end") VALUES (?, ?, ?)', kept)

    await migrate(url)
    database = open_database(url, key)
    try:
        assert await timeline(database) == (
            Outage(OutageKind.FAILURE, date(2026, 10, 25), date(2026, 10, 26)),
            Outage(OutageKind.MAINTENANCE, date(2026, 11, 7), None),
        )
    finally:
        await database.close()
    await take_down(url, "0004")
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute('SELECT kind, start, "end" FROM outages ORDER BY start').fetchall() == kept
