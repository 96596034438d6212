"""One verdict from all that can be seen of KSeF, and no verdict from a stumble."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.verdict import BAD_LOOKS, FRESH, GOOD_LOOKS, Beacon, Signals, Steady, Verdict, age, judge

NOON = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SILENT = Signals(Beacon.SILENT, api=False, network=True)
TROUBLES = [Verdict.KSEF_SILENT, Verdict.LOGIN_DOWN, Verdict.US, Verdict.LIGHTHOUSE_DOWN]
EVERYTHING = list(product(Beacon, *[[None, True, False]] * 3))
ANNOUNCED = {
    Beacon.FAILURE: Verdict.FAILURE,
    Beacon.MAINTENANCE: Verdict.MAINTENANCE,
    Beacon.TOTAL_FAILURE: Verdict.TOTAL_FAILURE_CLAIMED,
}


@pytest.mark.parametrize(
    ("beacon", "api", "login", "network", "verdict"),
    [
        (Beacon.AVAILABLE, True, True, True, Verdict.ALL_WELL),
        (Beacon.AVAILABLE, True, None, True, Verdict.ALL_WELL),
        (Beacon.AVAILABLE, None, None, None, Verdict.ALL_WELL),
        (Beacon.AVAILABLE, True, False, True, Verdict.LOGIN_DOWN),
        (Beacon.AVAILABLE, False, None, True, Verdict.KSEF_SILENT),
        (Beacon.AVAILABLE, False, False, True, Verdict.KSEF_SILENT),
        (Beacon.SILENT, True, True, True, Verdict.LIGHTHOUSE_DOWN),
        (Beacon.SILENT, True, False, True, Verdict.LOGIN_DOWN),
        (Beacon.SILENT, False, None, True, Verdict.KSEF_SILENT),
        (Beacon.SILENT, False, None, None, Verdict.KSEF_SILENT),
        (Beacon.SILENT, False, None, False, Verdict.US),
        (Beacon.SILENT, None, None, None, Verdict.UNKNOWN),
    ],
)
def test_what_nobody_announced_is_told_apart(beacon, api, login, network, verdict):
    assert judge(Signals(beacon, api, login, network)) is verdict


@pytest.mark.parametrize(("beacon", "api", "login", "network"), EVERYTHING)
def test_an_announcement_outranks_whatever_we_see(beacon, api, login, network):
    verdict = judge(Signals(beacon, api, login, network))

    if beacon in ANNOUNCED:
        assert verdict is ANNOUNCED[beacon]
    else:
        assert not verdict.announced


@pytest.mark.parametrize(("_", "api", "login", "network"), EVERYTHING)
def test_a_word_nobody_told_us_of_is_never_taken_for_available(_, api, login, network):
    assert judge(Signals(Beacon.UNKNOWN, api, login, network)) is Verdict.UNKNOWN


@pytest.mark.parametrize(("beacon", "api", "login", "network"), EVERYTHING)
def test_all_is_well_only_when_the_lighthouse_says_so_and_nothing_speaks_against_it(
    beacon, api, login, network
):
    if judge(Signals(beacon, api, login, network)) is Verdict.ALL_WELL:
        assert beacon is Beacon.AVAILABLE
        assert api is not False
        assert login is not False


def test_announced_works_stand_while_the_lighthouse_cannot_be_read_and_not_for_ever():
    told = {"api": False, "network": True, "before": Beacon.MAINTENANCE}

    assert judge(Signals(Beacon.SILENT, age=FRESH, **told)) is Verdict.MAINTENANCE
    assert judge(Signals(Beacon.SILENT, age=FRESH + MINUTE, **told)) is Verdict.KSEF_SILENT


@pytest.mark.parametrize(
    ("api", "network", "verdict"),
    [
        (False, True, Verdict.FAILURE),
        (False, None, Verdict.FAILURE),
        (None, None, Verdict.FAILURE),
        (True, True, Verdict.LIGHTHOUSE_DOWN),
        (False, False, Verdict.US),
    ],
)
def test_a_failure_lasts_until_its_end_is_announced_unless_ksef_answers_or_it_is_us(api, network, verdict):
    signals = Signals(Beacon.SILENT, api, None, network, Beacon.FAILURE, timedelta(days=2))

    assert judge(signals) is verdict


def looked(steady, *judged, at=NOON, step=MINUTE):
    for n, verdict in enumerate(judged):
        steady = steady.after(verdict, at + n * step)
    return steady


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_nobody_announced_must_be_seen_again_and_again(trouble):
    well = Steady(Verdict.ALL_WELL)

    assert looked(well, *[trouble] * (BAD_LOOKS - 1)).verdict is Verdict.ALL_WELL
    assert looked(well, *[trouble] * BAD_LOOKS).verdict is trouble


@pytest.mark.parametrize("trouble", TROUBLES)
def test_three_looks_within_a_second_are_one_stumble(trouble):
    steady = looked(Steady(Verdict.ALL_WELL), *[trouble] * 10, step=timedelta(milliseconds=100))

    assert steady.verdict is Verdict.ALL_WELL


@pytest.mark.parametrize("trouble", TROUBLES)
def test_one_good_look_does_not_end_it(trouble):
    assert looked(Steady(trouble), *[Verdict.ALL_WELL] * (GOOD_LOOKS - 1)).verdict is trouble
    assert looked(Steady(trouble), *[Verdict.ALL_WELL] * GOOD_LOOKS).verdict is Verdict.ALL_WELL


@pytest.mark.parametrize("before", Verdict)
@pytest.mark.parametrize("announced", ANNOUNCED.values())
def test_an_announcement_comes_and_goes_at_once(before, announced):
    during = Steady(before).after(announced, NOON)

    assert during.verdict is announced
    assert during.after(Verdict.ALL_WELL, NOON).verdict is Verdict.ALL_WELL


def test_different_troubles_in_turn_are_trouble_all_the_same():
    steady = looked(Steady(Verdict.ALL_WELL), Verdict.US, Verdict.KSEF_SILENT, Verdict.US)

    assert steady.verdict is Verdict.US


@given(st.lists(st.sampled_from(TROUBLES), min_size=1))
def test_single_bad_looks_never_end_a_good_time(troubles):
    stays_through(Verdict.ALL_WELL, troubles)


@given(
    st.lists(st.sampled_from([each for each in TROUBLES if not each.ksef_works])), st.sampled_from(TROUBLES)
)
def test_single_good_looks_never_end_a_trouble(troubles, start):
    stays_through(start, troubles)


def test_ksef_that_works_is_back_whether_or_not_the_lighthouse_can_be_read():
    assert looked(Steady(Verdict.KSEF_SILENT), Verdict.LIGHTHOUSE_DOWN, Verdict.ALL_WELL).verdict.ksef_works


def stays_through(start, troubles):
    alternating = [verdict for trouble in troubles for verdict in (trouble, Verdict.ALL_WELL)]
    steady = Steady(start)

    for n, verdict in enumerate(alternating):
        steady = steady.after(verdict, NOON + n * MINUTE)
        assert steady.verdict is start


@given(st.lists(st.tuples(st.sampled_from(list(Verdict)), st.integers(-12, 12)), max_size=40))
def test_a_clock_that_jumps_by_hours_makes_no_trouble_of_fewer_looks(looks):
    steady, run, now = Steady(Verdict.ALL_WELL), 0, NOON

    for judged, hours in looks:
        now += timedelta(hours=hours)
        before, steady = steady, steady.after(judged, now)
        run = run + 1 if judged not in {Verdict.ALL_WELL, before.verdict} else 0
        if steady.verdict in TROUBLES and before.verdict is Verdict.ALL_WELL:
            assert run >= BAD_LOOKS


def test_a_clock_put_back_only_makes_it_wait_from_there():
    steady = looked(Steady(Verdict.ALL_WELL), Verdict.KSEF_SILENT, Verdict.KSEF_SILENT)
    steady = steady.after(Verdict.KSEF_SILENT, NOON - timedelta(hours=3))

    assert steady.verdict is Verdict.ALL_WELL
    assert (
        steady.after(Verdict.KSEF_SILENT, NOON - timedelta(hours=3) + MINUTE).verdict is Verdict.KSEF_SILENT
    )


def test_nothing_is_younger_than_now_whatever_the_clock_says():
    assert age(NOON, NOON - timedelta(hours=5)) == timedelta(0)
    assert age(NOON - timedelta(hours=5), NOON) == timedelta(hours=5)
