"""Until when an invoice must be sent: worked cases of the law, and rules that hold for all of them."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import InvalidValue, Refused
from invoicing.model.offline import (
    Article,
    Deadline,
    Duty,
    OfflineMode,
    Outage,
    OutageKind,
    submission_deadline,
)
from invoicing.model.workdays import is_workday, workday_after

CASES = json.loads(Path(__file__).with_name("deadlines.json").read_text(encoding="utf-8"))

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
LENGTHS = st.none() | st.integers(0, 20)


@st.composite
def outages(draw, kinds=tuple(OutageKind)):
    start, length = draw(DAYS), draw(LENGTHS)
    return Outage(
        draw(st.sampled_from(kinds)), start, None if length is None else start + timedelta(days=length)
    )


@st.composite
def issued_somewhere(draw):
    """A mode, a day and a timeline that holds the ground of the mode near the day."""
    issued, mode = draw(DAYS), draw(st.sampled_from(OfflineMode))
    before, after = draw(st.integers(0, 10)), draw(LENGTHS)
    kind = {
        OfflineMode.UNAVAILABILITY: OutageKind.MAINTENANCE,
        OfflineMode.EMERGENCY: OutageKind.FAILURE,
    }.get(mode, OutageKind.TOTAL_FAILURE)
    end = None if after is None else issued + timedelta(days=after)
    ground = Outage(kind, issued - timedelta(days=before), end)
    others = []
    for start in draw(st.lists(st.integers(-20, 40), max_size=4)):
        length = draw(LENGTHS)
        day = issued + timedelta(days=start)
        last = None if length is None else day + timedelta(days=length)
        others.append(Outage(draw(st.sampled_from(OutageKind)), day, last))
    needed = [] if mode is OfflineMode.OFFLINE24 else [ground]
    return issued, mode, [*needed, *others]


def day(text):
    return date.fromisoformat(text)


def failure(start, end):
    return Outage(OutageKind.FAILURE, day(start), day(end) if end else None)


def maintenance(start, end):
    return Outage(OutageKind.MAINTENANCE, day(start), day(end) if end else None)


def total_failure(start, end):
    return Outage(OutageKind.TOTAL_FAILURE, day(start), day(end) if end else None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_worked_cases(case):
    timeline = [
        Outage(OutageKind(each["kind"]), day(each["start"]), day(each["end"]) if each["end"] else None)
        for each in case["outages"]
    ]

    deadline = submission_deadline(day(case["issued"]), OfflineMode(case["mode"]), timeline)

    assert deadline.to_json() == case["deadline"], case["why"]


@pytest.mark.parametrize(
    ("mode", "outages_before", "article", "hangs_on"),
    [
        ("offline24", [], "106nda ust. 2", None),
        ("unavailability", [maintenance("2026-12-08", "2026-12-08")], "106nh ust. 2", 0),
        ("emergency", [failure("2026-12-08", "2026-12-09")], "106nf ust. 4", 0),
        ("emergency", [failure("2026-12-08", None)], "106nf ust. 4", 0),
        (
            "emergency",
            [failure("2026-12-08", "2026-12-09"), failure("2026-12-10", "2026-12-11")],
            "106nf ust. 5",
            1,
        ),
        (
            "emergency",
            [failure("2026-12-08", "2026-12-09"), total_failure("2026-12-10", None)],
            "106nf ust. 7",
            1,
        ),
        ("offline24", [failure("2026-12-09", "2026-12-10")], "106nha", 0),
        ("offline24", [total_failure("2026-12-09", None)], "106nha", 0),
        (
            "unavailability",
            [maintenance("2026-12-08", "2026-12-08"), failure("2026-12-09", "2026-12-10")],
            "106nha",
            1,
        ),
        ("total_failure", [total_failure("2026-12-01", None)], "106ng", 0),
        ("total_failure", [], "106ng", None),
    ],
)
def test_every_deadline_names_its_article_and_the_event_it_hangs_on(mode, outages_before, article, hangs_on):
    deadline = submission_deadline(day("2026-12-08"), OfflineMode(mode), outages_before)

    assert deadline.article == Article(article)
    assert deadline.outage == (None if hangs_on is None else outages_before[hangs_on])


@pytest.mark.parametrize(
    ("mode", "timeline"),
    [
        ("emergency", []),
        ("emergency", [failure("2026-12-09", None)]),
        ("emergency", [failure("2026-12-01", "2026-12-07")]),
        ("emergency", [maintenance("2026-12-08", "2026-12-08")]),
        ("emergency", [total_failure("2026-12-08", "2026-12-08")]),
        ("unavailability", []),
        ("unavailability", [failure("2026-12-08", None)]),
        ("unavailability", [maintenance("2026-12-09", "2026-12-09")]),
        ("unavailability", [maintenance("2026-12-07", "2026-12-07")]),
    ],
)
def test_without_an_announced_event_there_is_no_such_mode(mode, timeline):
    with pytest.raises(Refused) as refused:
        submission_deadline(day("2026-12-08"), OfflineMode(mode), timeline)

    assert refused.value.reason == "mode-without-ground"
    assert refused.value.details == {"mode": mode, "issued": "2026-12-08"}


def test_of_two_windows_on_the_day_of_issue_the_one_that_ends_first_counts():
    long, short = maintenance("2026-12-07", "2026-12-10"), maintenance("2026-12-08", "2026-12-08")

    deadlines = {
        submission_deadline(day("2026-12-08"), OfflineMode.UNAVAILABILITY, order).day
        for order in ([long, short], [short, long], [maintenance("2026-12-08", None), short])
    }

    assert deadlines == {day("2026-12-09")}


def test_a_failure_that_ends_sooner_does_not_shorten_the_term():
    timeline = [failure("2026-12-01", "2026-12-20"), failure("2026-12-02", "2026-12-03")]

    deadline = submission_deadline(day("2026-12-02"), OfflineMode.EMERGENCY, timeline)

    assert deadline == Deadline(Duty.SEND, day("2026-12-31"), Article.FURTHER_FAILURE, timeline[0])


def test_an_ended_failure_does_not_bound_a_term_that_is_still_open():
    timeline = [maintenance("2026-12-08", None), failure("2026-12-09", "2026-12-10")]

    deadline = submission_deadline(day("2026-12-08"), OfflineMode.UNAVAILABILITY, timeline)

    assert deadline == Deadline(Duty.NOT_YET_KNOWN, None, Article.UNAVAILABILITY, timeline[0])


def test_a_total_failure_counts_while_the_first_event_is_open_however_late():
    timeline = [failure("2026-12-08", None), total_failure("2027-03-01", None)]

    deadline = submission_deadline(day("2026-12-08"), OfflineMode.EMERGENCY, timeline)

    assert deadline == Deadline(Duty.NONE, None, Article.LIFTED, timeline[1])


def test_an_outage_cannot_end_before_it_was_announced():
    with pytest.raises(InvalidValue) as invalid:
        failure("2026-12-02", "2026-12-01")

    assert invalid.value.reason == "outage-order"
    assert invalid.value.details == {"start": "2026-12-02", "end": "2026-12-01"}


def test_a_lifted_duty_stays_lifted():
    timeline = [total_failure("2026-12-08", "2026-12-08"), failure("2026-12-09", "2026-12-10")]

    assert submission_deadline(day("2026-12-08"), OfflineMode.OFFLINE24, timeline).to_json() == "none"


@given(issued_somewhere())
def test_a_deadline_is_a_workday_later_than_the_day_of_issue(case):
    deadline = submission_deadline(*case)

    assert (deadline.day is not None) is (deadline.duty is Duty.SEND)
    assert deadline.day is None or (is_workday(deadline.day) and deadline.day > case[0])


@given(issued_somewhere(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_told_does_not_matter(case, random):
    issued, mode, timeline = case
    shuffled = list(timeline)
    random.shuffle(shuffled)

    assert submission_deadline(issued, mode, shuffled).to_json() == submission_deadline(*case).to_json()


@given(issued_somewhere(), outages(kinds=(OutageKind.FAILURE,)))
def test_a_further_failure_never_shortens_a_term(case, further):
    issued, mode, timeline = case

    before = submission_deadline(*case)
    after = submission_deadline(issued, mode, [*timeline, further])

    if before.duty is Duty.SEND and after.duty is Duty.SEND:
        assert after.day >= before.day
    if before.duty is Duty.NONE:
        assert after.duty is Duty.NONE


@given(issued_somewhere(), st.integers(1, 60), LENGTHS, st.sampled_from(OutageKind))
def test_what_is_announced_after_the_deadline_heals_nothing(case, days, length, kind):
    issued, mode, timeline = case
    before = submission_deadline(*case)
    if before.day is None:
        return
    start = before.day + timedelta(days=days)
    late = Outage(kind, start, None if length is None else start + timedelta(days=length))

    assert submission_deadline(issued, mode, [*timeline, late]) == before


@given(issued_somewhere(), st.integers(1, 30), st.integers(0, 30), st.sampled_from(OutageKind))
def test_what_was_over_before_the_day_of_issue_is_of_no_account(case, days, length, kind):
    issued, mode, timeline = case
    end = issued - timedelta(days=days)
    past = Outage(kind, end - timedelta(days=length), end)

    assert submission_deadline(issued, mode, [*timeline, past]) == submission_deadline(*case)


@given(DAYS, st.lists(outages(kinds=(OutageKind.MAINTENANCE,)), max_size=3))
def test_maintenance_moves_nothing_that_was_not_issued_in_it(issued, windows):
    deadline = submission_deadline(issued, OfflineMode.OFFLINE24, windows)

    assert deadline == Deadline(Duty.SEND, workday_after(issued), Article.OFFLINE24)


AT_NINE, AT_TEN, AT_NOON = (datetime(2026, 12, 9, hour, tzinfo=UTC) for hour in (9, 10, 12))


def test_maintenance_that_begins_after_a_failure_of_the_same_day_keeps_its_own_term():
    """The failure had ended before the invoice was issued, so it was not announced after issuing (art. 106nha)."""
    day = date(2026, 12, 9)
    outages = [
        Outage(OutageKind.FAILURE, date(2026, 12, 8), day, AT_TEN),
        Outage(OutageKind.MAINTENANCE, day, day),
    ]

    late = submission_deadline(day, OfflineMode.UNAVAILABILITY, outages, AT_NOON)
    early = submission_deadline(day, OfflineMode.UNAVAILABILITY, outages, AT_NINE)

    assert (late.day, late.article) == (date(2026, 12, 10), Article.UNAVAILABILITY)
    assert (early.day, early.article) == (date(2026, 12, 18), Article.OVERTAKEN)


def test_without_the_moment_of_issue_days_alone_decide():
    day = date(2026, 12, 9)
    failure = Outage(OutageKind.FAILURE, date(2026, 12, 8), day, AT_TEN)

    assert submission_deadline(day, OfflineMode.OFFLINE24, [failure]).day == date(2026, 12, 18)


def test_a_failure_that_ended_earlier_that_day_is_still_the_ground_of_what_was_issued_in_it():
    day = date(2026, 12, 9)
    failure = Outage(OutageKind.FAILURE, day, day, AT_TEN)

    assert submission_deadline(day, OfflineMode.EMERGENCY, [failure], AT_NINE).day == date(2026, 12, 18)
    assert submission_deadline(day, OfflineMode.EMERGENCY, [failure], AT_NOON).day == date(2026, 12, 18)
