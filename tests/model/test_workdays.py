"""The Polish calendar of working days."""

from datetime import date, timedelta

import holidays as peer
import pytest
from dateutil.easter import easter as peer_easter
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.workdays import HOLIDAYS, easter, holidays, is_workday, workday_after

DAYS = st.dates(date(2011, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize("year", range(2025, 2036))
def test_our_holidays_are_those_of_another_calendar(year):
    theirs = set(peer.country_holidays("PL", years=year))

    assert holidays(year) == theirs


@pytest.mark.parametrize("year", [1951, 1960, 1989, 1990, 2010, 2011, 2024])
def test_holidays_of_the_past_are_kept_as_they_were(year):
    ours = {rule for rule in HOLIDAYS if rule.since <= year}

    assert len(holidays(year)) == len(ours)
    assert (date(year, 12, 24) in holidays(year)) is False
    assert (date(year, 1, 6) in holidays(year)) is (year >= 2011)
    assert (date(year, 5, 3) in holidays(year)) is (year >= 1990)
    assert (date(year, 8, 15) in holidays(year)) is (year >= 1989)
    assert (date(year, 11, 11) in holidays(year)) is (year >= 1989)
    assert date(year, 5, 1) in holidays(year)


def test_there_are_fourteen_holidays_since_christmas_eve_is_one():
    assert len(HOLIDAYS) == 14
    assert [len(holidays(year)) for year in (2024, 2025)] == [13, 14]


def test_easter_agrees_with_another_rule_for_centuries():
    years = range(1583, 4100)

    assert [easter(year) for year in years] == [peer_easter(year) for year in years]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2027-03-26", True),  # Good Friday
        ("2025-05-02", True),
        ("2026-12-31", True),
        ("2025-12-24", False),
        ("2024-12-24", True),
        ("2025-07-19", False),  # a Saturday
        ("2025-07-20", False),  # a Sunday
        ("2025-07-21", True),
        ("2027-05-27", False),  # Corpus Christi
        ("2027-05-28", True),
    ],
)
def test_these_days_are_often_mistaken(day, works):
    assert is_workday(date.fromisoformat(day)) is works


@given(DAYS, st.integers(1, 12))
def test_the_nth_workday_is_a_workday_with_so_many_workdays_up_to_it(day, count):
    last = workday_after(day, count)
    between = [day + timedelta(days=step) for step in range(1, (last - day).days + 1)]

    assert is_workday(last)
    assert sum(map(is_workday, between)) == count


@given(DAYS)
def test_one_workday_is_meant_when_no_count_is_given(day):
    assert workday_after(day) == workday_after(day, 1)
