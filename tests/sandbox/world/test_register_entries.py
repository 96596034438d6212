"""The tax-payer register can be written anew, as the tax office does."""

import httpx
import pytest

NIP, ACCOUNT = "9990001137", "96999000120000000000000001"


async def asked(world_api, path: str) -> dict:
    state = await world_api.get("/api/state")
    async with httpx.AsyncClient() as http:
        answer = await http.get(
            f"{state['urls']['register']}/api/{path}", params={"date": state["clock"][:10]}
        )
    return answer.json()["result"]


async def test_a_status_and_the_accounts_change_until_the_world_begins_anew(world_api):
    await world_api.post("/api/register", nip=NIP, status="Zwolniony")
    await world_api.post("/api/register", nip=NIP, accounts=[])

    assert (await asked(world_api, f"search/nip/{NIP}"))["subject"]["statusVat"] == "Zwolniony"
    assert (await asked(world_api, f"check/nip/{NIP}/bank-account/{ACCOUNT}"))["accountAssigned"] == "NIE"

    await world_api.post("/api/register", nip=NIP, status="Czynny", accounts=[ACCOUNT])
    assert (await asked(world_api, f"search/nip/{NIP}"))["subject"]["statusVat"] == "Czynny"


@pytest.mark.parametrize(
    "body",
    [{"nip": NIP, "status": "Zamożny"}, {"nip": "9990002007"}, {"nip": "1"}, {"nip": NIP, "accounts": "x"}],
)
async def test_an_entry_that_cannot_be_is_refused(world_api, body):
    status, _ = await world_api.refusal("POST", "/api/register", body)

    assert status == 400
