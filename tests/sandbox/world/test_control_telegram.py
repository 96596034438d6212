"""Telegram as a service: limits, an outage, a crowd, and when messages arrived."""

import asyncio

import httpx
import pytest


@pytest.fixture
async def bot(world_api):
    """Calls the Bot API as the app would."""
    telegram = world_api.stage.stand_ins.telegram
    async with httpx.AsyncClient(timeout=20) as http:

        async def send(chat: int, text: str = "Dzień dobry") -> httpx.Response:
            address = f"{telegram.base_url}/bot{telegram.state.token}/sendMessage"
            return await http.post(address, json={"chat_id": chat, "text": text})

        yield send


async def test_a_crowd_has_started_the_bot_and_every_delivery_has_its_time(world_api, bot):
    await world_api.post("/api/telegram", people={"first": 20_001, "count": 50})
    answers = await asyncio.gather(*(bot(person) for person in range(20_001, 20_051)))
    seen = await world_api.get("/api/telegram/deliveries")
    rows = seen["deliveries"]

    assert {each.status_code for each in answers} == {200}
    assert sorted(each["chat"] for each in rows) == list(range(20_001, 20_051))
    assert [each["at"] for each in rows] == sorted(each["at"] for each in rows)
    assert {each["what"] for each in rows} == {"sent"}
    assert seen["refused"] == 0
    assert (await world_api.get("/api/telegram/deliveries", after=seen["last"]))["deliveries"] == []
    assert len((await world_api.get("/api/telegram/deliveries", after=seen["last"] - 2))["deliveries"]) == 2


async def test_thirty_messages_a_second_are_the_most(world_api, bot):
    await world_api.post("/api/telegram", limits=True, people={"first": 20_001, "count": 60})
    answers = [await bot(person) for person in range(20_001, 20_061)]
    refused = [each for each in answers if each.status_code == 429]
    deliveries = await world_api.get("/api/telegram/deliveries")
    times = [each["at"] for each in deliveries["deliveries"]]

    assert refused[0].json()["parameters"]["retry_after"] >= 1
    assert deliveries["refused"] == len(refused) > 0
    assert len(times) == len(answers) - len(refused)
    assert all(later - earlier > 0.9 for earlier, later in zip(times, times[30:], strict=False))


async def test_a_short_burst_in_one_chat_is_tolerated_and_a_long_one_is_not(world_api, bot):
    await world_api.post("/api/telegram", limits=True, people={"first": 20_001, "count": 1})
    statuses = [(await bot(20_001)).status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 429, 429]


async def test_limits_are_off_unless_wanted(world_api, bot):
    await world_api.post("/api/telegram", limits=True, people={"first": 20_001, "count": 1})
    await world_api.post("/api/telegram", limits=False)

    assert {(await bot(20_001)).status_code for _ in range(10)} == {200}


async def test_telegram_itself_may_be_down(world_api, bot):
    await world_api.post("/api/telegram", down=True, people={"first": 20_001, "count": 1})
    during = (await bot(20_001)).status_code
    await world_api.post("/api/telegram", down=False)

    assert (during, (await bot(20_001)).status_code) == (503, 200)


@pytest.mark.parametrize(
    "body",
    [
        {"limits": "yes"},
        {"down": 1},
        {"people": 5},
        {"people": {"first": 1}},
        {"people": {"first": 1, "count": 0}},
        {"people": {"first": 1, "count": 10**9}},
        {"people": {"first": True, "count": 1}},
    ],
)
async def test_a_wrong_wish_gets_one_sentence(world_api, body):
    status, sentence = await world_api.refusal("POST", "/api/telegram", body)

    assert (status, sentence[-1]) == (400, ".")
