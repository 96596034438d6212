"""Is this account one of that tax-payer's? Yes, no, and no answer are three different things."""

from datetime import date, timedelta

import httpx
import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.party import Nip
from ksef.registers import TaxpayerRegisterClient
from sandbox.serving import Served
from sandbox.taxpayer_register import TaxpayerRegister
from sandbox.world import World

NIP, ACCOUNT, OTHER = Nip("9990001137"), "96999000120000000000000001", "61109010140000071219812874"
TODAY = date(2026, 11, 20)


def says(word) -> httpx.Response:
    return httpx.Response(200, json={"result": {"accountAssigned": word, "requestId": "aB3dE-99k0001"}})


@pytest.fixture
def asking(answering, clock):
    def ask(answer):
        far_end = answering(answer)
        return far_end, TaxpayerRegisterClient(far_end.client(), "https://register.example/", clock)

    return ask


@pytest.mark.parametrize(("word", "is_theirs"), [("TAK", True), ("NIE", False)])
async def test_the_register_says_yes_or_no_and_is_asked_once_a_day(asking, word, is_theirs):
    far_end, register = asking(lambda _: says(word))

    answers = [await register.assigned(NIP, ACCOUNT, TODAY) for _ in range(3)]
    tomorrow = await register.assigned(NIP, ACCOUNT, TODAY + timedelta(days=1))

    assert answers == [is_theirs] * 3
    assert tomorrow is is_theirs
    paths = [request.url.path for request in far_end.asked]
    assert paths == [f"/api/check/nip/{NIP}/bank-account/{ACCOUNT}"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        says("MOŻE"),
        says(None),
        httpx.Response(200, text="<html>"),
        httpx.Response(500, json={"code": "WL-100"}),
        httpx.Response(429, json={"code": "WL-191"}),
    ],
)
async def test_anything_else_is_no_answer(asking, answer):
    _, register = asking(lambda _: answer)

    with pytest.raises(Unavailable):
        await register.assigned(NIP, ACCOUNT, TODAY)


async def test_the_stand_in_knows_accounts_as_the_register_does(clock):
    served = Served(TaxpayerRegister(World()).app())
    base = await served.start()
    try:
        async with httpx.AsyncClient(trust_env=False) as http:
            register = TaxpayerRegisterClient(http, base, clock)
            theirs = await register.assigned(NIP, ACCOUNT, TODAY)
            nobodys = await register.assigned(NIP, OTHER, TODAY)
    finally:
        await served.stop()

    assert (theirs, nobodys) == (True, False)
