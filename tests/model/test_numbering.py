"""Numbers of invoices."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import InvalidValue
from invoicing.model.numbering import Restart, Series, check_apart

DAY = date(2026, 11, 20)
PATTERNS = [
    "FV/{year}/{month}/{number}",
    "{number:04}/{month}/{year}",
    "{year:2}{month}-{number:3}",
    "F{year}-{number:05}",
    "{number}/{year:2}",
    "FV {number}",
]


def reason(call, *arguments, **named):
    with pytest.raises(InvalidValue) as invalid:
        call(*arguments, **named)
    return invalid.value.reason, invalid.value.details


@pytest.mark.parametrize(
    ("pattern", "number", "period", "restart"),
    [
        ("FV/{year}/{month}/{number}", "FV/2026/01/7", "2026-01", "monthly"),
        ("{number:04}/{month}/{year}", "0007/01/2026", "2026-01", "monthly"),
        ("{year:2}{month}-{number:3}", "2601-007", "2026-01", "monthly"),
        ("F{year}-{number:05}", "F2026-00007", "2026", "yearly"),
        ("{number}/{year:2}", "7/26", "2026", "yearly"),
        ("FV {number}", "FV 7", "", "never"),
        ("{number:1}", "7", "", "never"),
        ("{number:9}", "000000007", "", "never"),
    ],
)
def test_the_pattern_says_how_a_number_looks_and_when_it_restarts(pattern, number, period, restart):
    series = Series(pattern)

    assert series.number(7, date(2026, 1, 31)) == number
    assert series.period(date(2026, 1, 31)) == period
    assert series.restart is Restart(restart)


def test_a_number_longer_than_its_width_is_not_cut():
    assert Series("{number:02}").number(123, DAY) == "123"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("FV", "series-number"),
        ("FV/{year}", "series-number"),
        ("{number}/{number}", "series-number"),
        ("{number}/{numer}", "series-field"),
        ("{number}/{day}", "series-field"),
        ("{number:0}", "series-field"),
        ("{number:10}", "series-field"),
        ("{number}/{year:4}", "series-field"),
        ("{number}{}", "series-field"),
        ("{number}/{month}", "series-month-without-year"),
        ("{number}/{year", "series-braces"),
        ("{number}}", "series-braces"),
        ("{{number}}", "series-braces"),
    ],
)
def test_a_pattern_that_would_not_do_is_refused(pattern, why):
    assert reason(Series, pattern) == (why, {"pattern": pattern})


def test_the_longest_number_of_a_series_fits_the_field():
    assert Series("F" * 246 + "{number}").number(1, DAY) == "F" * 246 + "1"
    assert reason(Series, "F" * 247 + "{number}") == ("text-too-long", {"field": "series", "limit": "256"})
    assert reason(Series, "F\n{number}")[0] == "text-control-character"


def test_a_series_goes_on_from_another_program_in_its_first_period_only():
    series = Series("FV/{year}/{month}/{number}", start=17, begins=date(2026, 11, 3))

    assert [series.number(count, DAY) for count in (1, 2)] == ["FV/2026/11/17", "FV/2026/11/18"]
    assert series.number(1, date(2026, 12, 1)) == "FV/2026/12/1"
    assert series.number(1, date(2027, 11, 20)) == "FV/2027/11/1"


def test_without_a_first_period_every_period_starts_at_the_start():
    series = Series("{number}/{year}", start=1001)

    assert [series.number(1, date(year, 5, 1)) for year in (2026, 2027)] == ["1001/2026", "1001/2027"]


def test_a_series_that_never_restarts_goes_on_for_ever():
    series = Series("F{number}", start=50, begins=date(2026, 1, 1))

    assert series.number(3, date(2031, 1, 1)) == "F52"


@pytest.mark.parametrize("start", [0, -1])
def test_numbers_start_at_one_or_later(start):
    assert reason(Series, "{number}", start) == ("series-start", {"pattern": "{number}", "start": str(start)})


def test_series_that_could_give_the_same_number_are_refused():
    clash = [Series("A/{number}/{year}"), Series("B/{number}"), Series("A/{year}/{number}")]

    assert reason(check_apart, clash) == (
        "series-collide",
        {"pattern": "A/{year}/{number}", "other": "A/{number}/{year}"},
    )
    assert reason(check_apart, [Series("A1{number}"), Series("A{number}")])[0] == "series-collide"


def test_series_with_different_letters_live_together():
    check_apart([Series("FV/{number}/{year}"), Series("FE/{number}/{year}"), Series("FV-{number}/{year}")])


@given(
    st.sampled_from(PATTERNS),
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.integers(1, 20_000)),
        min_size=2,
        max_size=6,
        unique=True,
    ),
)
def test_a_series_never_gives_a_number_twice(pattern, issued):
    series = Series(pattern)

    for (day, count), (other_day, other_count) in combinations(issued, 2):
        same = series.period(day) == series.period(other_day) and count == other_count
        assert (series.number(count, day) == series.number(other_count, other_day)) is same
