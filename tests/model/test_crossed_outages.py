"""Outages that overlap, cross or follow each other: the term held against a second, slower way of counting it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.offline import FAILURE_DAYS, OfflineMode, Outage, OutageKind, submission_deadline
from invoicing.model.workdays import workday_after

ISSUED = st.dates(date(2026, 11, 1), date(2028, 1, 31))
LENGTHS = st.none() | st.integers(0, 25)
FAILURE, TOTAL = OutageKind.FAILURE, OutageKind.TOTAL_FAILURE
GROUNDS = {OfflineMode.UNAVAILABILITY: OutageKind.MAINTENANCE, OfflineMode.EMERGENCY: FAILURE}
MODES = st.sampled_from([OfflineMode.OFFLINE24, *GROUNDS])
NO_HOURS = st.none()
HOURS = st.none() | st.integers(0, 23)


def outage(kind, start, length, hour=None):
    end = None if length is None else start + timedelta(days=length)
    ended_at = datetime.combine(end, time(hour), UTC) if end and hour is not None else None
    return Outage(kind, start, end, ended_at)


@st.composite
def cases(draw, kinds=tuple(OutageKind), hours=NO_HOURS):
    """A day of issue, a mode, and its ground among up to seven other events, which may cross each other."""
    issued, mode = draw(ISSUED), draw(MODES)
    told = []
    if mode in GROUNDS:
        before, after = draw(st.integers(0, 10)), draw(LENGTHS)
        length = None if after is None else before + after
        told.append(outage(GROUNDS[mode], issued - timedelta(days=before), length, draw(hours)))
    for apart in draw(st.lists(st.integers(-10, 45), max_size=6)):
        start = issued + timedelta(days=apart)
        told.append(outage(draw(st.sampled_from(kinds)), start, draw(LENGTHS), draw(hours)))
    if draw(st.booleans()):  # one that ends on the day of issue, where the hour matters
        before = draw(st.integers(0, 5))
        kind = draw(st.sampled_from(kinds))
        told.append(outage(kind, issued - timedelta(days=before), before, draw(hours)))
    return issued, mode, draw(st.permutations(told))


def base(issued, mode, told):
    """None stands for "not known yet"."""
    if mode is OfflineMode.OFFLINE24:
        return workday_after(issued)
    ends = [
        each.end
        for each in told
        if each.kind is GROUNDS[mode] and each.start <= issued and (each.end is None or each.end >= issued)
    ]
    known = [end for end in ends if end]
    days = FAILURE_DAYS if mode is OfflineMode.EMERGENCY else 1
    return workday_after(min(known), days) if known else None


def by_fixed_point(issued, mode, told, moment):
    """Widen the term until no announced event widens it any more, whatever their order."""
    term = base(issued, mode, told)
    lasting = [each for each in told if not (each.ended_at and each.ended_at < moment)]
    counting = [each for each in lasting if each.end is None or each.end >= issued]
    while True:
        in_time = [each for each in counting if term is None or each.start <= term]
        if any(each.kind is TOTAL for each in in_time):
            return "none"
        failures = [each for each in in_time if each.kind is FAILURE]
        if term is None or any(each.end is None for each in failures):
            wider = None
        else:
            wider = max([term, *(workday_after(each.end, FAILURE_DAYS) for each in failures)])
        if wider == term:
            return term.isoformat() if term else None
        term = wider


@given(cases(hours=HOURS), st.integers(0, 23))
def test_however_events_cross_the_term_is_the_widest_they_justify(case, hour):
    moment = datetime.combine(case[0], time(hour), UTC)

    assert submission_deadline(*case, moment).to_json() == by_fixed_point(*case, moment)


@given(ISSUED, st.integers(-10, 30), st.integers(0, 15), st.integers(0, 15), LENGTHS)
def test_a_failure_told_in_two_overlapping_parts_counts_as_one(issued, apart, first, overlap, rest):
    start = issued + timedelta(days=apart)
    second = start + timedelta(days=max(0, first - overlap))
    after = None if rest is None else first + rest
    end = None if after is None else start + timedelta(days=after)
    parts = [outage(FAILURE, start, first), Outage(FAILURE, second, end)]

    whole = submission_deadline(issued, OfflineMode.OFFLINE24, [outage(FAILURE, start, after)])

    assert submission_deadline(issued, OfflineMode.OFFLINE24, parts).to_json() == whole.to_json()


@given(cases(kinds=(FAILURE, OutageKind.MAINTENANCE)), st.integers(0, 20))
def test_a_failure_that_lasts_longer_never_brings_the_term_forward(case, longer):
    issued, mode, told = case
    lasting = [
        Outage(FAILURE, each.start, each.end + timedelta(days=longer))
        if each.kind is FAILURE and each.end
        else each
        for each in told
    ]

    before, after = submission_deadline(*case), submission_deadline(issued, mode, lasting)

    assert (after.day or date.max) >= (before.day or date.max)


@given(cases())
def test_no_event_brings_the_term_before_the_one_its_own_ground_gives(case):
    deadline = submission_deadline(*case)

    assert deadline.day is None or deadline.day >= base(*case)


@given(cases(hours=HOURS), st.integers(0, 23))
def test_knowing_the_moment_of_issue_never_makes_the_term_later(case, hour):
    issued, mode, told = case
    moment = datetime.combine(issued, time(hour), UTC)

    by_moment, by_day = submission_deadline(issued, mode, told, moment), submission_deadline(*case)

    days = {"none": date.max, None: date.max}
    assert days.get(by_moment.to_json(), by_moment.day) <= days.get(by_day.to_json(), by_day.day)
    assert by_day.to_json() == "none" or by_moment.to_json() != "none"


@given(cases(hours=st.integers(1, 23)))
def test_what_was_issued_before_every_end_is_counted_by_days_alone(case):
    issued, mode, told = case
    midnight = datetime.combine(issued, time(0), UTC)

    assert submission_deadline(issued, mode, told, midnight) == submission_deadline(*case)


@pytest.mark.parametrize("mode", [OfflineMode.OFFLINE24, OfflineMode.EMERGENCY])
def test_failures_crossed_over_christmas_end_with_the_last_of_them(mode):
    told = [
        Outage(FAILURE, date(2026, 12, 21), date(2026, 12, 28)),
        Outage(FAILURE, date(2026, 12, 22), date(2026, 12, 23)),
        Outage(FAILURE, date(2027, 1, 8), date(2027, 1, 9)),
    ]

    assert submission_deadline(date(2026, 12, 22), mode, told).day == date(2027, 1, 19)


def test_an_outage_that_ended_at_the_very_moment_of_issue_still_counts():
    ended = outage(FAILURE, date(2026, 12, 9), 0, 10)

    at_its_end = submission_deadline(date(2026, 12, 9), OfflineMode.OFFLINE24, [ended], ended.ended_at)

    assert at_its_end.day == date(2026, 12, 18)
