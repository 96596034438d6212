"""What the lighthouse announces."""

from datetime import timedelta

import pytest

from tests.sandbox.ksef.caller import NOON


async def status(lighthouse) -> dict:
    return (await lighthouse.http.get("/status")).json()


async def messages(lighthouse) -> list[dict]:
    return (await lighthouse.http.get("/messages")).json()


async def test_in_calm_weather_there_is_nothing_to_announce(lighthouse):
    assert await status(lighthouse) == {"status": "AVAILABLE", "messages": []}


@pytest.mark.parametrize(("state", "word"), [("failure", "FAILURE"), ("total_failure", "TOTAL_FAILURE")])
async def test_a_failure_is_announced_at_its_start_and_at_its_end(lighthouse, world, state, word):
    lighthouse.follow(state)
    during = await status(lighthouse)
    world.clock.advance(3600)
    lighthouse.follow("up")

    assert during["status"] == word
    assert (await status(lighthouse))["status"] == "AVAILABLE"
    start, end = await messages(lighthouse)
    assert (start["type"], end["type"]) == ("FAILURE_START", "FAILURE_END")
    assert start["category"] == end["category"] == word
    assert start["eventId"] == end["eventId"]
    assert (start["version"], end["version"]) == (1, 2)
    assert start["end"] is None
    assert end["start"] == start["start"] < end["end"] <= end["published"]
    assert all(each[name] for each in (start, end) for name in ("id", "title", "text"))


async def test_maintenance_has_an_end_from_the_beginning_and_may_end_earlier(lighthouse, world):
    lighthouse.follow("maintenance")
    world.clock.advance(60)
    lighthouse.follow("up")

    planned, earlier = await messages(lighthouse)
    assert planned["type"] == earlier["type"] == "MAINTENANCE_ANNOUNCEMENT"
    assert earlier["version"] == 2
    assert earlier["end"] < planned["end"]


async def test_maintenance_can_be_announced_ahead(lighthouse, world):
    start = NOON + timedelta(hours=5)
    lighthouse.announce("maintenance", start, start + timedelta(hours=1))

    before = await status(lighthouse)
    world.clock.advance(5.5 * 3600)
    during = await status(lighthouse)
    world.clock.advance(3600)
    after = await status(lighthouse)

    assert [each["status"] for each in (before, during, after)] == ["AVAILABLE", "MAINTENANCE", "AVAILABLE"]
    assert before["messages"][0]["start"] == start.isoformat()
    assert after["messages"] == []


async def test_troubles_that_nobody_announced_stay_unannounced(lighthouse):
    for state in ("silent", "slow", "rejecting", "up"):
        lighthouse.follow(state)

    assert await messages(lighthouse) == []


async def test_one_failure_after_another_are_two_events(lighthouse):
    lighthouse.follow("failure")
    lighthouse.follow("failure")
    lighthouse.follow("total_failure")

    every = await messages(lighthouse)
    assert [each["type"] for each in every] == ["FAILURE_START", "FAILURE_END", "FAILURE_START"]
    assert len({each["eventId"] for each in every}) == 2
    assert (await status(lighthouse))["status"] == "TOTAL_FAILURE"


async def test_a_dark_lighthouse_answers_nothing_but_goes_on_announcing(lighthouse):
    lighthouse.down()
    lighthouse.follow("failure")
    assert (await lighthouse.http.get("/status")).status_code == 503

    lighthouse.up()

    assert (await status(lighthouse))["status"] == "FAILURE"
