"""The watcher: what it sees becomes a verdict that counts, with its evidence, and wakes what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.lifecycle import Status
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.verdict import Beacon, Signals, Verdict
from invoicing.services.outages.books import Probe
from invoicing.services.outages.notices import WatchLighthouse
from tests.services.house import SENTENCE

FAILURE = Outage(OutageKind.FAILURE, date(2026, 11, 20), None)
ENDED = Outage(OutageKind.FAILURE, date(2026, 11, 20), date(2026, 11, 20))


class Eyes:
    """What our own probes would see."""

    def __init__(self) -> None:
        self.api, self.login, self.network = True, None, True

    async def look(self, beacon, at):
        signals = Signals(beacon, self.api, self.login, self.network)
        return Probe(at, signals, {"api": "200" if self.api else "ReadTimeout"})


@pytest.fixture
def eyes(house):
    house.eyes = Eyes()
    house.watch = WatchLighthouse(house.units, house.clock, house.lighthouse, house.eyes)
    return house.eyes


async def look(house, times=1):
    for _ in range(times):
        try:
            await house.watch()
        except Unavailable:
            assert house.lighthouse.silent
        house.clock.advance(minutes=1)
    async with house.units.reading() as work:
        return (await work.verdicts.current()).verdict


async def changes(house):
    async with house.units.reading() as work:
        return await work.verdicts.changes()


async def test_a_ksef_that_falls_silent_without_a_word_is_told_after_three_looks(house, eyes):
    assert await look(house) is Verdict.ALL_WELL
    eyes.api = False

    assert await look(house, 2) is Verdict.ALL_WELL
    assert await look(house) is Verdict.KSEF_SILENT


async def test_a_lighthouse_that_is_down_takes_nothing_from_ksef(house, eyes):
    await look(house)
    house.lighthouse.silent = True

    assert await look(house, 3) is Verdict.LIGHTHOUSE_DOWN
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.work()
    (invoice,) = await house.invoices()
    assert (invoice.status, invoice.offline_mode) == (Status.ACCEPTED, None)


async def test_when_nothing_at_all_answers_it_is_us(house, eyes):
    await look(house)
    house.lighthouse.silent, eyes.api, eyes.network = True, False, False

    assert await look(house, 3) is Verdict.US


async def test_log_ins_that_fail_are_a_trouble_of_their_own(house, eyes):
    await look(house)
    eyes.login = False

    assert await look(house, 3) is Verdict.LOGIN_DOWN


async def test_an_announcement_counts_at_once_and_so_does_its_end(house, eyes):
    house.lighthouse.says(OutageKind.FAILURE, FAILURE)
    assert await look(house) is Verdict.FAILURE

    house.lighthouse.says(None, ENDED)
    assert await look(house) is Verdict.ALL_WELL


async def test_a_word_nobody_told_us_of_is_unknown_and_kept(house, eyes):
    await look(house)
    house.lighthouse.report = replace(
        house.lighthouse.report, readable=False, strange=("status DEGRADED",), messages=('{"id":"x"}',)
    )

    assert await look(house) is Verdict.UNKNOWN
    async with house.units.reading() as work:
        assert [notice.message_id for notice in await work.notices.all()] == ["x"]


async def test_a_word_nobody_told_us_of_does_not_end_a_failure(house, eyes):
    house.lighthouse.says(OutageKind.FAILURE, FAILURE)
    await look(house)
    house.lighthouse.report = replace(house.lighthouse.report, state=None, readable=False)
    await look(house)

    async with house.units.reading() as work:
        state = await work.outages.state()
    assert state is not None
    assert state.state is OutageKind.FAILURE


async def test_a_restart_in_the_middle_of_a_trouble_goes_on_with_the_verdict_that_counted(house, eyes):
    await look(house)
    eyes.api = False
    await look(house, 3)
    house.watch = WatchLighthouse(house.units, house.clock, house.lighthouse, eyes)

    assert await look(house) is Verdict.KSEF_SILENT
    assert [change.verdict for change in await changes(house)] == [Verdict.ALL_WELL, Verdict.KSEF_SILENT]


async def test_ksef_that_comes_back_without_a_word_wakes_what_waits(house, eyes):
    await look(house)
    eyes.api, house.ksef.down = False, True
    await house.say(SENTENCE)
    await house.tap("issue")
    await house.work(seconds=3600)
    await look(house, 3)

    eyes.api = True
    await look(house)
    await house.work()  # tried in vain a moment ago, so its next attempt lies ahead
    house.ksef.down = False
    await house.watch()
    await house.work(seconds=0)
    (invoice,) = await house.invoices()
    assert invoice.status is not Status.ISSUED


async def test_a_change_keeps_what_was_seen_since_the_last_good_look(house, eyes):
    await look(house, 2)
    eyes.api = False
    house.lighthouse.says(OutageKind.FAILURE, FAILURE)
    await look(house)

    evidence = (await changes(house))[-1].evidence
    assert [(run["api"], run["looks"]) for run in evidence["looks"]] == [(True, 2), (False, 1)]
    assert evidence["signals"]["beacon"] == Beacon.FAILURE.value
    (notice,) = evidence["notices"]
    assert len(notice["sha256"]) == 64


async def test_a_failure_is_no_ground_when_the_lighthouse_calls_it_total_and_nobody_confirmed_it(house, eyes):
    house.lighthouse.says(
        OutageKind.TOTAL_FAILURE, Outage(OutageKind.TOTAL_FAILURE, date(2026, 11, 20), None)
    )

    assert await look(house) is Verdict.TOTAL_FAILURE_CLAIMED
    async with house.units.reading() as work:
        assert await work.outages.timeline() == ()
