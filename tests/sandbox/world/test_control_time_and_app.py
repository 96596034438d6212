"""The clock, the app's process, and a new beginning."""

import asyncio
import json
import os
import signal
from datetime import datetime, timedelta

import httpx
import pytest

from sandbox.control.time_and_app import HEARD_WITHIN


async def test_the_clock_is_set_and_turned(world_api):
    await world_api.post("/api/clock", set="2026-11-20T10:00:00+01:00")
    turned = await world_api.post("/api/clock", advance=86400)

    assert datetime.fromisoformat(turned["clock"]).date().isoformat() == "2026-11-21"


async def test_the_clock_goes_back_to_now(world_api):
    await world_api.post("/api/clock", set="2030-01-01T00:00:00")
    back = await world_api.post("/api/clock", now=True)

    now = datetime.now().astimezone()
    assert abs(datetime.fromisoformat(back["clock"]) - now) < timedelta(minutes=1)


async def test_whoever_follows_the_clock_hears_of_a_change_at_once(world_api):
    known = (await world_api.get("/api/clock"))["version"]
    following = asyncio.create_task(world_api.get("/api/clock", after=known, wait=60))

    await world_api.post("/api/clock", advance=60)

    heard = await following
    assert heard["version"] > known
    assert heard["ahead"] == 60  # which is as true when it is read late


@pytest.fixture
async def follower(world_api):
    """Somebody with a connection of their own, who knows what the clock showed first."""
    async with httpx.AsyncClient(base_url=world_api.stage.page) as http:
        await http.get("/api/clock", params={"after": -1})
        yield http


async def test_who_turned_the_clock_hears_back_when_all_who_follow_it_know(world_api, follower):
    before = (await world_api.get("/api/clock"))["version"]
    turning = asyncio.create_task(world_api.post("/api/clock", advance=60))
    while (version := (await world_api.get("/api/clock"))["version"]) == before:
        pass
    for _ in range(3):
        await world_api.get("/api/state")
    early = turning.done()

    await follower.get("/api/clock", params={"after": version})

    assert not early
    assert "clock" in await turning


async def test_nobody_waits_for_a_follower_that_has_gone(world_api, follower):
    await follower.aclose()
    async with asyncio.timeout(HEARD_WITHIN):
        assert "clock" in await world_api.post("/api/clock", advance=60)


async def test_the_state_has_all_its_parts(api):
    state = await api.get("/api/state")

    assert set(state) >= {"clock", "ksef", "users", "counts", "app", "urls"}
    assert {"id": 1001, "name": "Ola Latarnik", "company": "Latarnia Morska sp. z o.o."} in state["users"]
    assert {"id": 1002, "name": "Nieznajomy", "company": None} in state["users"]
    assert set(state["urls"]) == {
        "bot_api", "smtp", "imap", "ksef", "lighthouse", "register", "rates", "vies", "names", "network", "page",
    }  # fmt: skip
    assert state["app"]["running"] is True
    assert state["app"]["pid"] == api.stage.app.pid


async def test_the_app_is_killed_and_started_again_with_its_data(api):
    first = (await api.get("/api/state"))["app"]["pid"]

    killed = await api.post("/api/app", action="kill")
    state = await api.get("/api/state")
    started = await api.post("/api/app", action="start")
    again = await api.post("/api/app", action="start")

    assert killed == {"pid": None}
    assert state["app"]["running"] is False
    assert started["pid"] not in {None, first}
    assert again == started
    assert (api.stage.folder.app / "latarnik.sqlite3").read_text() == "company\n"
    assert await api.post("/api/app", action="stop") == {"pid": None}


async def test_an_app_that_ends_by_itself_is_seen(world_api, app_of_mood):
    await world_api.stage.start_app()
    seen = world_api.stage.world.events.last

    os.kill(world_api.stage.app.pid, signal.SIGKILL)
    (event,) = await world_api.stage.world.events.after(seen, 20)

    assert (event.kind, event.data) == ("app", {"what": "ended", "status": -9})
    assert (await world_api.get("/api/state"))["app"]["running"] is False


async def test_a_reset_leaves_an_empty_world_with_the_demo_set_up_anew(api):
    await api.post("/api/chats/1001/messages", text="stare")
    await api.post("/api/mail", **{"from": "a@b.example", "to": "c@d.example"}, subject="stary", text="list")
    await api.post("/api/ksef", state="failure", lighthouse="down")
    await api.post("/api/clock", advance=864000)
    first = (await api.get("/api/state"))["app"]["pid"]

    assert await api.post("/api/reset") == {}

    state = await api.get("/api/state")
    texts = [message["text"] for message in await api.get("/api/chats/1001/messages")]
    assert texts == ["/start zaproszenie", "Słyszę: /start zaproszenie"]
    assert state["counts"]["letters"] == 0
    assert (state["ksef"]["state"], state["ksef"]["lighthouse"]) == ("up", "follow")
    assert state["app"]["pid"] not in {None, first}
    assert (api.stage.folder.app / "latarnik.sqlite3").read_text() == "company\n"
    assert abs(datetime.fromisoformat(state["clock"]) - datetime.now().astimezone()) < timedelta(minutes=1)


async def test_the_page_hears_what_happens(world_api):
    async with world_api.http.stream("GET", "/api/events", params={"after": 0}) as stream:
        assert stream.headers["content-type"] == "text/event-stream"
        await world_api.post("/api/clock", advance=5)
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                assert json.loads(line[5:])["kind"] == "clock"
                break


async def test_other_web_sites_may_not_use_the_sandbox(world_api):
    foreign = await world_api.http.post("/api/reset", headers={"Origin": "https://evil.example"})
    rebound = await world_api.http.get("/api/state", headers={"Host": "evil.example"})

    assert (foreign.status_code, rebound.status_code) == (403, 403)


async def test_the_page_is_served_and_nothing_beside_it(world_api):
    page = await world_api.http.get("/")
    outside = await world_api.http.get("/..%2fworld.py")

    assert page.headers["content-type"].startswith("text/html")
    assert outside.status_code == 404
