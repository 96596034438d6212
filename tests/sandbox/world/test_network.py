"""The network at large, and what is seen when it is our own line that is dead."""

import httpx
import pytest

PUBLIC = ("ksef", "lighthouse", "register", "rates", "vies", "network")


async def reached(http, url: str, path: str = "") -> bool:
    try:
        await http.get(f"{url}{path}")
    except httpx.TransportError:
        return False
    return True


async def test_somebody_out_there_answers_anything_with_nothing(world_api):
    url = (await world_api.get("/api/state"))["urls"]["network"]
    async with httpx.AsyncClient() as http:
        answers = [
            await http.get(url),
            await http.head(f"{url}/generate_204"),
            await http.post(f"{url}/a/b?c=d"),
        ]

    assert [each.status_code for each in answers] == [204, 204, 204]


async def test_without_the_network_no_public_service_is_reached_but_the_bot_is(world_api):
    urls = (await world_api.get("/api/state"))["urls"]
    await world_api.post("/api/network", up=False)
    async with httpx.AsyncClient() as http:
        without = {name: await reached(http, urls[name]) for name in PUBLIC}
        bot = await reached(http, urls["bot_api"])
        shown = (await world_api.get("/api/state"))["network"]
        await world_api.post("/api/network", up=True)
        again = {name: await reached(http, urls[name]) for name in PUBLIC}

    assert without == dict.fromkeys(PUBLIC, False)
    assert bot
    assert shown == {"up": False}
    assert again == dict.fromkeys(PUBLIC, True)


@pytest.mark.parametrize("body", [{}, {"up": "yes"}, {"up": 1}])
async def test_the_network_is_up_or_down_and_nothing_between(world_api, body):
    assert await world_api.refusal("POST", "/api/network", body) == (400, "`up` must be true or false.")


async def test_a_new_world_has_its_network(api):
    await api.post("/api/network", up=False)

    await api.post("/api/reset")

    assert (await api.get("/api/state"))["network"] == {"up": True}
