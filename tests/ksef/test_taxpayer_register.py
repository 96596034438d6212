"""The register of VAT tax-payers: found, not found, and no answer are three different things."""

import asyncio
from datetime import date

import httpx
import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.party import Address, Nip
from ksef.registers import TaxpayerRegisterClient

NIP = Nip("9990001137")
TODAY = date(2026, 11, 20)
SUBJECT = {
    "name": "LATARNIA MORSKA SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
    "nip": "9990001137",
    "statusVat": "Czynny",
    "residenceAddress": None,
    "workingAddress": "PORTOWA 1/2, 00-999 PRZYKŁADOWO",
    "accountNumbers": ["96999000120000000000000001"],
    "hasVirtualAccounts": False,
}


def result(subject) -> dict:
    return {
        "result": {"subject": subject, "requestDateTime": "20-11-2026 12:00:00", "requestId": "aB3dE-99k0001"}
    }


def found(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=result(SUBJECT))


@pytest.fixture
def asking(answering, clock):
    def ask(answer):
        far_end = answering(answer)
        return far_end, TaxpayerRegisterClient(far_end.client(), "https://register.example/", clock)

    return ask


async def test_an_entry_brings_name_address_status_accounts_and_the_proof(asking):
    far_end, register = asking(found)

    entry = await register.find(NIP, TODAY)

    assert entry is not None
    assert entry.name == SUBJECT["name"]
    assert entry.address == Address("PORTOWA 1/2", "00-999 PRZYKŁADOWO")
    assert (entry.vat_status, entry.accounts) == ("Czynny", ("96999000120000000000000001",))
    assert entry.request_id == "aB3dE-99k0001"
    [request] = far_end.asked
    assert str(request.url) == "https://register.example/api/search/nip/9990001137?date=2026-11-20"


@pytest.mark.parametrize(
    ("working", "residence", "address"),
    [
        (None, "ŁĄKOWA 7, 00-998 GĘŚLE", Address("ŁĄKOWA 7", "00-998 GĘŚLE")),
        ("WIELKA WIEŚ 3", None, Address("WIELKA WIEŚ 3")),
        ("RYNEK 1, LOK. 2, 30-001 KRAKÓW", None, Address("RYNEK 1, LOK. 2", "30-001 KRAKÓW")),
        (None, None, None),
        ("", None, None),
    ],
)
async def test_addresses_come_in_several_shapes(asking, working, residence, address):
    subject = SUBJECT | {"workingAddress": working, "residenceAddress": residence, "accountNumbers": None}
    _, register = asking(lambda request: httpx.Response(200, json=result(subject)))

    entry = await register.find(NIP, TODAY)

    assert entry is not None
    assert (entry.address, entry.accounts) == (address, ())


async def test_nobody_of_that_number_is_an_answer(asking):
    _, register = asking(lambda request: httpx.Response(200, json=result(None)))

    assert await register.find(NIP, TODAY) is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(500, json={"code": "WL-100", "message": "..."}), "register-refused"),
        (httpx.Response(400, json={"code": "WL-103", "message": "..."}), "register-refused"),
        (httpx.Response(404, json={"code": "WL-190", "message": "..."}), "register-refused"),
        (httpx.Response(400, json={"code": "WL-196", "message": "..."}), "register-updating"),
        (httpx.Response(400, json={"code": "WL-195", "message": "..."}), "register-updating"),
        (httpx.Response(429, json={"code": "WL-191", "message": "..."}), "register-limit"),
        (httpx.Response(503, text="<html>"), "register-refused"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.example"}), "register-refused"),
        (httpx.Response(200, text="<html>przerwa</html>"), "register-unreadable"),
        (httpx.Response(200, json={"result": {}}), "register-unreadable"),
        (httpx.Response(200, json=result(SUBJECT | {"nip": "1111111111"})), "register-unreadable"),
        (httpx.Response(200, json=result(SUBJECT | {"name": None})), "register-unreadable"),
    ],
)
async def test_whatever_else_comes_is_no_answer(asking, answer, reason):
    _, register = asking(lambda request: answer)

    with pytest.raises(Unavailable) as failure:
        await register.find(NIP, TODAY)

    assert failure.value.reason == reason


async def test_a_register_that_was_just_updated_is_asked_again_at_once(asking):
    answers = [
        httpx.Response(400, json={"code": "WL-195", "message": "..."}),
        httpx.Response(200, json=result(None)),
    ]
    far_end, register = asking(lambda request: answers.pop(0))

    assert await register.find(NIP, TODAY) is None
    assert len(far_end.asked) == 2


async def test_a_connection_that_fails_is_tried_once_more(asking):
    failures = [httpx.ConnectError("no route")]

    def answer(request: httpx.Request) -> httpx.Response:
        if failures:
            raise failures.pop()
        return found(request)

    far_end, register = asking(answer)

    assert await register.find(NIP, TODAY)
    assert len(far_end.asked) == 2


async def test_silence_is_not_tried_again(asking):
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silence", request=request)

    far_end, register = asking(silent)

    with pytest.raises(Unavailable, match="register-silent"):
        await register.find(NIP, TODAY)
    assert len(far_end.asked) == 1


async def test_one_question_a_day_is_enough(asking):
    far_end, register = asking(found)

    await register.find(NIP, TODAY)
    await register.find(NIP, TODAY)
    await register.find(NIP, date(2026, 11, 21))

    assert len(far_end.asked) == 2


async def test_a_failure_is_not_remembered_as_an_answer(asking):
    answers = [httpx.Response(503), httpx.Response(200, json=result(SUBJECT))]
    _, register = asking(lambda request: answers.pop(0))

    with pytest.raises(Unavailable):
        await register.find(NIP, TODAY)

    assert await register.find(NIP, TODAY)


async def test_the_register_is_asked_by_one_at_a_time(asking):
    far_end, register = asking(lambda request: httpx.Response(200, json=result(None)))

    await asyncio.gather(*(register.find(Nip(f"{n:010d}"), TODAY) for n in range(10)))

    assert (len(far_end.asked), far_end.most_at_once) == (10, 1)


async def test_after_the_daily_limit_nobody_asks_until_midnight(asking, clock):
    answers = [
        httpx.Response(429, json={"code": "WL-191", "message": "..."}),
        httpx.Response(200, json=result(None)),
    ]
    far_end, register = asking(lambda request: answers.pop(0))

    for _ in range(3):
        with pytest.raises(Unavailable) as failure:
            await register.find(NIP, TODAY)
        assert failure.value.retry_after == 12 * 3600
    assert len(far_end.asked) == 1

    clock.advance(hours=13)
    assert await register.find(NIP, clock.today()) is None
