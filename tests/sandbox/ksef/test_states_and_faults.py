"""What the sandbox can do to KSeF, as a client meets it."""

import asyncio

import httpx
import pytest
from aiohttp import web

from sandbox.ksef import KsefApi
from tests.sandbox.ksef.caller import NIP, Script, build_invoice, until


@pytest.mark.wrong_client("an empty body")
@pytest.mark.broken_ksef("closed")
@pytest.mark.parametrize("state", ["failure", "maintenance", "total_failure"])
async def test_a_closed_service_answers_503_to_everything_and_comes_back(company, ksef, state):
    ksef.set_state(state)

    assert (await company.call("POST", "/auth/challenge", "")).status_code == 503
    assert (await company.call("POST", "/sessions/online", json={})).status_code == 503
    ksef.set_state("up")
    assert (await company.call("GET", "/rate-limits")).status_code == 200


@pytest.mark.broken_ksef("silent")
async def test_a_silent_service_says_nothing_until_it_changes(company, ksef):
    ksef.set_state("silent")
    with pytest.raises(httpx.ReadTimeout):
        await company.call("POST", "/auth/challenge", "", timeout=0.2)
    await until(lambda: _answer(ksef.waiting), lambda count: count == 0)
    waiting = asyncio.ensure_future(company.call("POST", "/auth/challenge", ""))
    await until(lambda: _answer(ksef.waiting), lambda count: count == 1)

    ksef.set_state("up")

    assert (await company.call("POST", "/auth/challenge", "")).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        await waiting


@pytest.mark.broken_ksef("silent")
async def test_a_silent_service_lets_go_when_it_is_stopped(world):
    api = KsefApi(world)
    runner = web.AppRunner(api.app(), shutdown_timeout=30)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    api.set_state("silent")
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=20) as http:
        asking = asyncio.ensure_future(http.post("/v2/auth/challenge"))
        await until(lambda: _answer(api.waiting), lambda count: count == 1)

        await asyncio.wait_for(runner.cleanup(), 10)

        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError, httpx.ConnectError)):
            await asking


async def _answer(value):
    return value


@pytest.mark.broken_ksef("the caller has gone when the answer comes")
async def test_a_slow_service_answers_after_all(company, ksef):
    ksef.set_state("slow", {"slow_seconds": 0.3})

    with pytest.raises(httpx.ReadTimeout):
        await company.call("GET", "/rate-limits", timeout=0.05)
    assert (await company.call("GET", "/rate-limits")).status_code == 200


@pytest.mark.broken_ksef("the answer is lost")
async def test_a_lost_answer_shows_as_a_duplicate_when_sent_again(company, ksef):
    session = await company.open()
    ksef.set_state(faults={"drop_after_send": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        await company.send(session, build_invoice())

    again = await company.submit(session, build_invoice())

    assert again["status"]["code"] == 440
    first, second = ksef.invoices()
    assert first["ksef_number"] == again["status"]["extensions"]["originalKsefNumber"]
    assert (first["status"], second["status"]) == (200, 440)


@pytest.mark.broken_ksef("500 after acceptance")
async def test_a_500_after_acceptance_hides_an_accepted_invoice(company, ksef):
    session = await company.open()
    ksef.set_state(faults={"error_after_accept": 1})

    assert (await company.send(session, build_invoice())).status_code == 500
    assert (await company.submit(session, build_invoice()))["status"]["code"] == 440


async def test_a_cancelled_invoice_is_accepted_the_second_time(company, ksef):
    ksef.set_state(faults={"cancel_550": 1})
    session = await company.open()

    assert (await company.submit(session, build_invoice()))["status"]["code"] == 550
    assert (await company.submit(session, build_invoice()))["status"]["code"] == 200


async def test_an_access_token_can_be_forgotten_once(company, ksef):
    ksef.set_state(faults={"forget_token": 1})

    assert (await company.call("GET", "/rate-limits")).status_code == 401
    assert (await company.call("GET", "/rate-limits")).status_code == 200


async def test_warnings_come_in_a_header(company, ksef):
    ordered = await company.call("GET", "/rate-limits", headers={"X-Test-System-Warning": "[t]: mine"})
    ksef.set_state(faults={"system_warning": "[xml-002]: Faktura zawiera niedozwolone znaki"})

    assert ordered.headers["X-System-Warning"] == "[t]: mine"
    answer = await company.call("GET", "/rate-limits")
    assert answer.headers["X-System-Warning"] == "[xml-002]: Faktura zawiera niedozwolone znaki"


async def test_unknown_states_and_faults_are_mistakes(ksef):
    with pytest.raises(ValueError, match="no such state: broken"):
        ksef.set_state("broken")
    with pytest.raises(ValueError, match="no such fault: drop"):
        ksef.set_state(faults={"drop": 1})


async def test_a_fault_goes_back_to_its_default(ksef):
    ksef.set_state(faults={"drop_after_send": True})
    ksef.set_state(faults={"drop_after_send": None})

    assert ksef.faults["drop_after_send"] == 0


async def test_limits_hold_in_production_and_tell_how_long_to_wait(prod, world):
    async with httpx.AsyncClient(base_url=prod.base_url, timeout=20) as http:
        script = Script(http)
        await script.log_in(await script.by_token(prod.add_token(NIP)))
        answers = [await script.call("GET", "/limits/context") for _ in range(11)]

        assert [each.status_code for each in answers] == [200] * 10 + [429]
        assert int(answers[-1].headers["Retry-After"]) >= 1
        assert answers[-1].json()["status"]["details"][0].startswith("Przekroczono limit 10 żądań na sekundę")
        problem = await script.call("GET", "/limits/context", headers={"X-Error-Format": "problem-details"})
        assert problem.headers["Content-Type"].startswith("application/problem+json")
        assert int(problem.headers["Retry-After"]) > int(answers[-1].headers["Retry-After"])
        assert (await script.call("GET", "/rate-limits")).status_code == 200
        world.clock.advance(5)
        assert (await script.call("GET", "/limits/context")).status_code == 200


async def test_metadata_may_be_asked_for_twenty_times_an_hour(company, ksef, world):
    ksef.set_state(faults={"rate_limits": True})
    body = {"subjectType": "Subject1", "dateRange": {"dateType": "Issue", "from": "2026-11-01T00:00:00Z"}}
    statuses = []
    for _ in range(21):
        world.clock.advance(30)
        statuses.append((await company.call("POST", "/invoices/query/metadata", json=body)).status_code)

    assert statuses == [200] * 20 + [429]


async def test_the_test_profile_does_not_limit_until_told(company):
    statuses = {(await company.call("GET", "/limits/context")).status_code for _ in range(40)}

    assert statuses == {200}


async def test_the_limits_are_told(company):
    rates = await company.json("GET", "/rate-limits")
    sizes = await company.json("GET", "/limits/context")

    assert len(rates) == 17
    assert rates["invoiceSend"] == {"perSecond": 10, "perMinute": 30, "perHour": 180}
    assert rates["anonymous"]["perHour"] == -1
    assert sizes["onlineSession"]["maxInvoices"] == 10_000
    assert sizes["collectiveIdentifier"] == {"maxInvoices": 500}


@pytest.mark.wrong_client("a path that does not exist")
async def test_an_unknown_path_is_simply_not_found(company):
    assert (await company.call("GET", "/no/such/path")).status_code == 404


async def test_the_pages_of_the_codes_stand_apart_from_the_api(script, ksef):
    ksef.set_state("failure")

    assert "nie znajduje się" in (await script.http.get(f"/invoice/{NIP}/20-11-2026/{'A' * 43}")).text


async def test_after_a_reset_nothing_is_known_any_more(company, ksef):
    await company.submit(await company.open(), build_invoice())
    ksef.set_state("failure", {"drop_after_send": True})

    ksef.reset()

    assert (ksef.state, ksef.faults["drop_after_send"], ksef.invoices()) == ("up", 0, [])
    assert (await company.call("GET", "/rate-limits")).status_code == 401
    await company.log_in(await company.by_token(ksef.add_token(NIP)))
    assert (await company.submit(await company.open(), build_invoice()))["status"]["code"] == 200
