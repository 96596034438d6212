"""Writing announcements by the control API, as the Ministry might: also late, twice, wrong and taken back."""

import asyncio

import httpx
import pytest

FRIDAY = "2026-11-20T12:00:00+01:00"
DAY = 86_400


class Ministry:
    """The lighthouse from both sides."""

    def __init__(self, api, url: str, http: httpx.AsyncClient) -> None:
        self.api, self.url, self.http = api, url, http

    async def does(self, action: str, **more):
        return await self.api.post("/api/lighthouse", action=action, **more)

    async def status(self):
        return (await self.http.get(f"{self.url}/status")).json()

    async def messages(self):
        return (await self.http.get(f"{self.url}/messages")).json()

    async def pass_time(self, seconds: float) -> None:
        await self.api.post("/api/clock", advance=seconds)


@pytest.fixture
async def ministry(world_api):
    await world_api.post("/api/clock", set=FRIDAY)
    url = (await world_api.get("/api/state"))["urls"]["lighthouse"]
    async with httpx.AsyncClient(timeout=20) as http:
        yield Ministry(world_api, url, http)


async def test_an_announcement_has_its_own_dates_and_words(ministry):
    made = await ministry.does(
        "announce",
        kind="failure",
        start="2026-11-20T08:15:00+01:00",
        published="2026-11-20T09:00:00+01:00",
        title="Awaria",
        text="Nie działa wysyłka.",
    )

    (message,) = await ministry.messages()
    assert message["eventId"] == made["event"]
    assert (message["title"], message["text"]) == ("Awaria", "Nie działa wysyłka.")
    assert message["start"] == "2026-11-20T08:15:00+01:00"
    assert message["published"] == "2026-11-20T09:00:00+01:00"
    assert (await ministry.status())["status"] == "FAILURE"


async def test_a_whole_weekend_is_announced_beforehand_and_heard_in_its_time(ministry):
    await ministry.does(
        "announce",
        kind="failure",
        start="2026-11-20T14:00+01:00",
        end="2026-11-22T18:00+01:00",
        published="2026-11-20T14:20+01:00",
    )
    heard = []
    for hours in (0, 2.2, 0.5, 48, 4):
        await ministry.pass_time(hours * 3600)
        heard.append(
            ((await ministry.status())["status"], [each["type"] for each in await ministry.messages()])
        )

    assert heard == [
        ("AVAILABLE", []),
        ("AVAILABLE", []),
        ("FAILURE", ["FAILURE_START"]),
        ("FAILURE", ["FAILURE_START"]),
        ("AVAILABLE", ["FAILURE_START", "FAILURE_END"]),
    ]


async def test_a_later_version_moves_the_window(ministry):
    made = await ministry.does(
        "announce", kind="maintenance", start="2026-11-20T20:00+01:00", end="2026-11-20T22:00+01:00"
    )
    moved = await ministry.does("update", event=made["event"], end="2026-11-21T02:00+01:00", text="Dłużej.")

    assert moved == {"version": 2}
    assert [each["version"] for each in await ministry.messages()] == [1, 2]
    (current,) = (await ministry.status())["messages"]
    assert (current["end"], current["text"], current["title"]) == (
        "2026-11-21T02:00:00+01:00",
        "Dłużej.",
        "Niedostępność KSeF",
    )
    await ministry.pass_time(13 * 3600)
    assert (await ministry.status())["status"] == "MAINTENANCE"


async def test_an_end_is_stated_or_only_published(ministry):
    stated = (await ministry.does("announce", kind="failure"))["event"]
    unstated = (await ministry.does("announce", kind="total_failure"))["event"]
    await ministry.pass_time(3600)
    await ministry.does("end", event=stated, end="2026-11-20T12:30:00+01:00")
    await ministry.does("end", event=unstated, end=None)

    first, second = [each for each in await ministry.messages() if each["type"] == "FAILURE_END"]
    assert first["end"] == "2026-11-20T12:30:00+01:00"
    assert second["end"] is None
    assert (await ministry.status())["status"] == "AVAILABLE"


async def test_a_withdrawn_event_is_gone_from_both_lists(ministry):
    kept = (await ministry.does("announce", kind="failure"))["event"]
    gone = (await ministry.does("announce", kind="total_failure", follow_ksef=True))["event"]

    await ministry.does("withdraw", event=gone)

    assert [each["eventId"] for each in await ministry.messages()] == [kept]
    assert [each["eventId"] for each in (await ministry.status())["messages"]] == [kept]
    assert (await ministry.status())["status"] == "FAILURE"
    assert (await ministry.api.get("/api/lighthouse"))["closes_ksef"] is None


async def test_a_message_is_listed_twice(ministry):
    event = (await ministry.does("announce", kind="failure"))["event"]
    await ministry.does("repeat", event=event)

    first, second = await ministry.messages()
    assert first == second


async def test_an_older_version_is_listed_after_the_newer_or_published_after_it(ministry):
    event = (await ministry.does("announce", kind="failure"))["event"]
    await ministry.does("end", event=event, version=7)
    await ministry.does("settings", order="newest_first")
    assert [each["version"] for each in await ministry.messages()] == [7, 1]

    await ministry.does("settings", order="oldest_first")
    await ministry.does("update", event=event, version=3, end="2026-11-25T00:00+01:00")

    assert [each["version"] for each in await ministry.messages()] == [1, 7, 3]
    assert (await ministry.status())["status"] == "AVAILABLE"


@pytest.mark.parametrize(
    "odd",
    [
        {"id": "x", "eventId": 9, "category": "ECLIPSE", "type": "ECLIPSE_START", "version": "two"},
        {"id": "x", "eventId": 9, "category": "FAILURE", "start": "2026-11-20", "end": "2026-11-19"},
        {},
        None,
        "Awaria",
    ],
)
async def test_any_message_at_all_can_be_listed(ministry, odd):
    await ministry.does("raw", message=odd)

    assert await ministry.messages() == [odd]
    assert (await ministry.status())["messages"] == [odd]


async def test_the_status_can_be_a_word_nobody_knows(ministry):
    await ministry.does("settings", status="PARTLY_CLOUDY")
    assert (await ministry.status())["status"] == "PARTLY_CLOUDY"

    await ministry.does("settings", status=None)

    assert (await ministry.status())["status"] == "AVAILABLE"


@pytest.mark.parametrize(
    ("answers", "status", "messages"),
    [("null", {"status": "AVAILABLE", "messages": None}, None), ("absent", {"status": "AVAILABLE"}, {})],
)
async def test_messages_may_be_null_or_missing(ministry, answers, status, messages):
    await ministry.does("settings", answers=answers)

    assert (await ministry.status(), await ministry.messages()) == (status, messages)


@pytest.mark.parametrize(
    ("answers", "code", "kind"), [("garbage", 200, "json"), ("html", 200, "html"), ("error", 500, "plain")]
)
async def test_answers_may_be_unreadable(ministry, answers, code, kind):
    await ministry.does("settings", answers=answers)

    answer = await ministry.http.get(f"{ministry.url}/status")

    assert answer.status_code == code
    assert kind in answer.headers["Content-Type"]
    with pytest.raises(ValueError, match=r"."):
        answer.json()


async def test_a_call_that_hangs_is_let_go_when_the_mode_changes(ministry):
    await ministry.does("settings", answers="hang")
    with pytest.raises(httpx.ReadTimeout):
        await ministry.http.get(f"{ministry.url}/status", timeout=0.2)
    waiting = asyncio.ensure_future(ministry.status())

    await ministry.does("settings", answers="down")
    with pytest.raises(httpx.RemoteProtocolError):
        await waiting
    await ministry.does("settings", answers="up")

    assert (await ministry.status())["status"] == "AVAILABLE"


async def test_messages_disappear_thirty_days_after_their_publishing(ministry):
    await ministry.does("announce", kind="failure")
    await ministry.pass_time(DAY)
    await ministry.does("end", event=1)
    await ministry.pass_time(29.5 * DAY)

    assert [each["type"] for each in await ministry.messages()] == ["FAILURE_END"]
    await ministry.pass_time(DAY)
    assert await ministry.messages() == []


@pytest.mark.broken_ksef("closed")
async def test_an_announced_window_closes_ksef_by_itself_while_it_lasts(ministry):
    ksef = (await ministry.api.get("/api/state"))["urls"]["ksef"]
    window = {"start": "2026-11-21T02:00+01:00", "end": "2026-11-21T04:00+01:00"}
    await ministry.does("announce", kind="maintenance", follow_ksef=True, **window)
    seen = []
    for hours in (0, 15, 2):
        await ministry.pass_time(hours * 3600)
        answer = await ministry.http.post(f"{ksef}/auth/challenge")
        state = (await ministry.api.get("/api/state"))["ksef"]
        seen.append((answer.status_code, state["state"], state["present"], state["announced"]))

    assert seen == [
        (200, "up", "up", "AVAILABLE"),
        (503, "up", "maintenance", "MAINTENANCE"),
        (200, "up", "up", "AVAILABLE"),
    ]


async def test_an_event_may_end_before_it_starts(ministry):
    await ministry.does(
        "announce", kind="maintenance", start="2026-11-20T22:00+01:00", end="2026-11-20T20:00+01:00"
    )

    (message,) = await ministry.messages()
    assert message["end"] < message["start"]
    assert (await ministry.status())["status"] == "AVAILABLE"


async def test_the_lighthouse_shows_its_book(ministry):
    await ministry.does("announce", kind="failure", start=FRIDAY, follow_ksef=True)
    book = await ministry.api.get("/api/lighthouse")

    (event,) = book["events"]
    assert (event["event"], event["kind"], event["start"], event["end"]) == (1, "failure", FRIDAY, None)
    assert (book["closes_ksef"], book["mode"], book["answers"], book["order"]) == (
        "failure",
        "follow",
        "up",
        "oldest_first",
    )
    assert book["messages"] == event["messages"]
    assert not event["over"]
    await ministry.does("end", event=1)
    assert (await ministry.api.get("/api/lighthouse"))["events"][0]["over"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "sing"},
        {"action": "announce", "kind": "eclipse"},
        {"action": "announce", "kind": "maintenance"},
        {"action": "announce", "kind": "failure", "start": "soon"},
        {"action": "announce", "kind": "failure", "follow_ksef": "yes"},
        {"action": "announce", "kind": "failure", "version": "2"},
        {"action": "end", "event": 99},
        {"action": "end"},
        {"action": "update", "event": True},
        {"action": "raw"},
        {"action": "settings", "answers": "poetry"},
        {"action": "settings", "order": "by_heart"},
    ],
)
async def test_a_wrong_wish_gets_one_sentence(world_api, body):
    status, sentence = await world_api.refusal("POST", "/api/lighthouse", body)

    assert (status, sentence[-1]) == (400, ".")
