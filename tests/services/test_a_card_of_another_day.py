"""Whoever taps a card of another day sees the new dates first: another day may be another month of VAT."""

from datetime import date

from tests.services.house import SENTENCE


async def test_a_tap_on_another_day_issues_nothing_and_shows_the_card_anew(house):
    await house.say(SENTENCE)
    house.clock.advance(days=40)

    await house.tap("issue")

    fresh = house.last()
    assert await house.invoices() == []
    assert fresh.code == "draft-card"
    assert fresh.data["issue_date"] == "2026-12-30"
    assert fresh.data["due_date"] == "2027-01-13"  # fourteen days nobody said, counted from today


async def test_the_tap_on_the_fresh_card_issues_it_under_the_new_date(house):
    await house.say(SENTENCE)
    house.clock.advance(days=40)
    await house.tap("issue")

    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert invoice.invoice.issue_date == date(2026, 12, 30)
    assert invoice.invoice.due_date == date(2027, 1, 13)


async def test_a_said_term_stays_while_it_has_not_passed(house):
    await house.say(f"{SENTENCE}, termin 21 dni")
    house.clock.advance(days=1)

    await house.tap("issue")

    assert house.last().data["due_date"] == "2026-12-11"
    assert "due_date" not in house.last().data["guessed"]
