"""The Union's look-up of VAT numbers, as its own description has it."""

import httpx
import pytest

ASKING = {"requesterMemberStateCode": "PL", "requesterNumber": "9990001137"}


@pytest.fixture
async def ask(world_api):
    url = (await world_api.get("/api/state"))["urls"]["vies"]
    async with httpx.AsyncClient(base_url=url) as http:

        async def call(state, number, service="check-vat-number", **more):
            body = {"countryCode": state, "vatNumber": number, **more}
            answer = await http.post(f"/{service}", json=body)
            return answer.status_code, answer.json()

        yield call


def error(body) -> str:
    assert body["actionSucceed"] is False
    assert "valid" not in body
    return body["errorWrappers"][0]["error"]


async def test_whoever_says_who_asks_gets_a_number_of_consultation(ask):
    status, named = await ask("CZ", "12345678", **ASKING)
    _, nameless = await ask("CZ", "12345678")

    assert (status, named["valid"], named["vatNumber"]) == (200, True, "12345678")
    assert len(named["requestIdentifier"]) == 16
    assert named["requestDate"].endswith("Z")
    assert nameless["requestIdentifier"] == ""


async def test_some_states_disclose_neither_name_nor_address(ask):
    _, czech = await ask("CZ", "12345678")
    _, german = await ask("DE", "123456788")

    assert "\n" in czech["address"]
    assert (german["valid"], german["name"], german["address"]) == (True, "---", "---")


async def test_numbers_can_be_invalid_by_themselves_and_by_order(world_api, ask):
    assert (await ask("CZ", "12345000"))[1]["valid"] is False
    await world_api.post("/api/vies", invalid=["CZ12345678"])

    assert (await ask("CZ", "12345678"))[1]["valid"] is False


async def test_a_closed_state_says_so_with_status_200_and_the_others_work_on(world_api, ask):
    await world_api.post("/api/vies", states={"CZ": "MS_UNAVAILABLE"})
    status, body = await ask("CZ", "12345678")

    assert (status, error(body)) == (200, "MS_UNAVAILABLE")
    assert (await ask("DE", "123456788"))[1]["valid"]


@pytest.mark.parametrize(("state", "number"), [("GB", "123456789"), ("CZ", ""), ("GR", "123456789")])
async def test_what_is_no_number_of_the_union_is_bad_input(ask, state, number):
    status, body = await ask(state, number)

    assert (status, error(body)) == (400, "INVALID_INPUT")


async def test_half_a_requester_and_a_stranger_are_refused(world_api, ask):
    assert error((await ask("CZ", "12345678", requesterNumber="9990001137"))[1]) == "INVALID_REQUESTER_INFO"
    await world_api.post("/api/vies", strangers=["9990001137"])

    assert error((await ask("CZ", "12345678", **ASKING))[1]) == "INVALID_REQUESTER_INFO"
    assert (await ask("CZ", "12345678"))[1]["valid"]


@pytest.mark.parametrize(
    ("number", "code"),
    [("300", "SERVICE_UNAVAILABLE"), ("401", "IP_BLOCKED"), ("601", "MS_MAX_CONCURRENT_REQ_TIME")],
)
async def test_the_test_service_answers_by_number(ask, number, code):
    assert error((await ask("CZ", number, "check-vat-test-service"))[1]) == code
    assert (await ask("CZ", "100", "check-vat-test-service"))[1]["valid"] is True
    assert (await ask("CZ", "200", "check-vat-test-service"))[1]["valid"] is False


async def test_orders_that_make_no_sense_are_refused_in_a_sentence(world_api):
    assert (await world_api.refusal("POST", "/api/vies", {"mode": "sleepy"}))[0] == 400
    assert (await world_api.refusal("POST", "/api/vies", {"states": {"CZ": "NO"}}))[0] == 400
    assert (await world_api.refusal("POST", "/api/vies", {"invalid": "CZ1"}))[0] == 400
