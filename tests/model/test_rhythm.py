"""Days that come again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import InvalidValue
from invoicing.model.rhythm import Every, Rhythm

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def test_the_31st_is_the_last_day_of_every_month_and_comes_back_after_a_short_one():
    monthly = Rhythm(Every.MONTHLY, date(2027, 1, 31), 31)
    assert [monthly.nth(turn).isoformat() for turn in range(4)] == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30",
    ]  # fmt: skip


def test_a_leap_day_comes_on_the_28th_of_other_years():
    assert Rhythm(Every.YEARLY, date(2028, 2, 29), 29).nth(1) == date(2029, 2, 28)


def test_quarters_are_three_months_apart_over_the_turn_of_the_year():
    assert Rhythm(Every.QUARTERLY, date(2026, 11, 1), 1).after(date(2026, 11, 1)) == date(2027, 2, 1)


def test_weeks_keep_their_weekday_when_clocks_change():
    weekly = Rhythm(Every.WEEKLY, date(2026, 10, 19), 19)
    assert [weekly.nth(turn).weekday() for turn in range(4)] == [0, 0, 0, 0]


@given(st.sampled_from(Every), DAYS, st.integers(1, 31), DAYS)
def test_the_next_day_is_later_and_none_lies_between(every, first, day, today):
    rhythm = Rhythm(every, first, day)
    following = rhythm.after(today)
    assert following > today
    turn = next(turn for turn in range(5000) if rhythm.nth(turn) == following)
    assert turn == 0 or rhythm.nth(turn - 1) <= today


@pytest.mark.parametrize("day", [0, 32, -1])
def test_no_month_has_such_a_day(day):
    with pytest.raises(InvalidValue) as refused:
        Rhythm(Every.MONTHLY, date(2026, 11, 1), day)
    assert refused.value.reason == "rhythm-day"
