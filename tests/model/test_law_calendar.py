"""What changes on which day of the turn of the year, and where law and announcement differ."""

from datetime import date, timedelta

import pytest

from invoicing.model.law_calendar import CALENDAR, Rule, in_force, turning

EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


@pytest.mark.parametrize("rule", [Rule.SMALL_SALES, Rule.TILL_INVOICES, Rule.TOKEN_LOGIN])
def test_reliefs_and_tokens_end_with_2026_by_the_law_in_force(rule):
    assert in_force(rule, EVE)
    assert not in_force(rule, NEW_YEAR)


@pytest.mark.parametrize("rule", [Rule.PENALTIES, Rule.NUMBER_IN_TRANSFER, Rule.NUMBER_IN_SPLIT_PAYMENT])
def test_penalties_and_the_number_in_payments_begin_with_2027_by_the_law_in_force(rule):
    assert not in_force(rule, EVE)
    assert in_force(rule, NEW_YEAR)
    assert in_force(rule, date(2040, 1, 1))


@pytest.mark.parametrize(
    ("rule", "begins"), [(Rule.SMALL_SALES, date(2026, 4, 1)), (Rule.TILL_INVOICES, date(2026, 2, 1))]
)
def test_a_relief_begins_with_the_duty_it_relieves_from(rule, begins):
    assert in_force(rule, begins)
    assert not in_force(rule, begins - timedelta(days=1))


def test_the_ministry_announced_otherwise_of_penalties_and_of_tokens_and_of_nothing_else():
    announced = {rule: entry.announced for rule, entry in CALENDAR.items() if entry.announced}

    assert set(announced) == {Rule.TOKEN_LOGIN, Rule.PENALTIES}
    assert announced[Rule.TOKEN_LOGIN].last == date(2027, 11, 30)
    assert announced[Rule.PENALTIES].first == date(2028, 1, 1)


def test_what_is_announced_is_never_taken_for_law():
    assert in_force(Rule.PENALTIES, date(2027, 6, 1))
    assert not in_force(Rule.TOKEN_LOGIN, date(2027, 6, 1))


def test_all_rules_turn_at_midnight_of_the_new_year_and_none_on_the_days_beside_it():
    assert set(turning(NEW_YEAR)) == set(Rule)
    assert turning(EVE) == ()
    assert turning(date(2027, 1, 2)) == ()
    assert turning(date(2026, 2, 1)) == (Rule.TILL_INVOICES,)


def test_every_rule_names_its_source_its_day_and_when_it_was_checked():
    assert set(CALENDAR) == set(Rule)
    for entry in CALENDAR.values():
        assert entry.law.source
        assert entry.announced is None or entry.announced.source
        assert entry.as_of <= date(2026, 11, 21)
