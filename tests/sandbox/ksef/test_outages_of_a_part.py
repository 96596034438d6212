"""Troubles of a part of KSeF: its log-in, its tokens, its gateway, its judgement of offline invoices."""

from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.sandbox.ksef.caller import NIP, build_invoice
from tests.sandbox.ksef.test_pages import first_link, page

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.wrong_client("an empty body")
@pytest.mark.broken_ksef("the log-in is down")
async def test_while_the_log_in_is_down_a_live_token_works_on(company, ksef):
    ksef.set_state(faults={"login_down": True})

    for path in ("/auth/challenge", "/auth/xades-signature", "/auth/ksef-token", "/auth/token/refresh"):
        assert (await company.call("POST", path)).status_code == 503
    assert (await company.submit(await company.open(), build_invoice()))["status"]["code"] == 200
    assert await company.public_key("SymmetricKeyEncryption")

    ksef.set_state(faults={"login_down": False})

    assert (await company.call("POST", "/auth/challenge", "")).status_code == 200


@pytest.mark.broken_ksef("bad gateway")
async def test_a_gateway_may_stand_alone(company, ksef):
    ksef.set_state("bad_gateway")
    answer = await company.call("POST", "/auth/challenge", "")

    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")


@pytest.mark.broken_ksef("cut")
async def test_a_connection_may_break_before_any_answer(company, ksef):
    ksef.set_state("cut")

    with pytest.raises(httpx.RemoteProtocolError):
        await company.call("POST", "/auth/challenge", "")


@pytest.mark.parametrize("until", ["2027-01-01", "2027-01-01T00:00:00+01:00", "2026-12-31T23:00:00Z"])
async def test_tokens_open_the_door_until_their_day(script, ksef, world, seal, until):
    ksef.set_state(faults={"tokens_until": until})
    token, codes = ksef.add_token(NIP), []
    for minute in (datetime(2026, 12, 31, 23, 59, tzinfo=WARSAW), datetime(2027, 1, 1, 0, 0, tzinfo=WARSAW)):
        world.clock.set(minute)
        codes.append((await script.auth_status(await script.by_token(token)))["status"])

    assert [each["code"] for each in codes] == [200, 450]
    assert "tokenem" in codes[1]["details"][0]
    assert (await script.auth_status(await script.by_certificate(*seal)))["status"]["code"] == 200


async def test_tokens_have_no_last_day_unless_it_is_set(script, ksef, world):
    token = ksef.add_token(NIP)
    world.clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=WARSAW))

    assert (await script.auth_status(await script.by_token(token)))["status"]["code"] == 200


async def test_the_next_offline_invoice_is_refused_and_can_be_repaired(company, ksef):
    ksef.set_state(faults={"reject_next": 1, "reject_detail": "Niedozwolony znak."})
    session = await company.open()
    online = await company.submit(session, build_invoice("FV/1"))
    refused = await company.submit(session, build_invoice("FV/2"), offlineMode=True)
    repair = {"offlineMode": True, "hashOfCorrectedInvoice": refused["invoiceHash"]}
    repaired = await company.submit(session, build_invoice("FV/2", annotations="1"), **repair)

    assert online["status"]["code"] == 200
    assert (refused["status"]["code"], refused["status"]["details"]) == (450, ["Niedozwolony znak."])
    assert repaired["status"]["code"] == 200


@pytest.mark.parametrize("code", [410, 430, 440])
async def test_the_status_of_a_refusal_can_be_chosen(company, ksef, code):
    ksef.set_state(faults={"reject_next": 2, "reject_code": code})
    session = await company.open()
    seen = [
        (await company.submit(session, build_invoice(f"FV/{n}"), offlineMode=True))["status"]["code"]
        for n in (1, 2, 3)
    ]

    assert seen == [code, code, 200]


@pytest.mark.parametrize("faults", [{"reject_code": 200}, {"reject_code": 999}, {"tokens_until": "soon"}])
async def test_a_fault_needs_a_value_that_makes_sense(ksef, faults):
    before = ksef.faults
    with pytest.raises(ValueError, match=r"no invoice is refused|Invalid isoformat"):
        ksef.set_state(faults=faults)

    assert ksef.faults == before


async def test_an_invoice_on_its_way_is_not_in_ksef_yet(company, ksef):
    ksef.set_state(faults={"status_delay": 0.6})
    session, plain = await company.open(), build_invoice()
    sent = await company.send(session, plain, offlineMode=True)

    assert "nie znajduje się w KSeF" in await page(company, first_link(plain))
    await company.final(session, sent)
    assert "Faktura znajduje się w KSeF" in await page(company, first_link(plain))


async def test_a_refused_invoice_is_not_in_ksef_until_it_is_repaired(company, ksef):
    ksef.set_state(faults={"reject_next": 1})
    session, wrong = await company.open(), build_invoice()
    refused = await company.submit(session, wrong, offlineMode=True)
    assert "nie znajduje się w KSeF" in await page(company, first_link(wrong))

    repair = {"offlineMode": True, "hashOfCorrectedInvoice": refused["invoiceHash"]}
    repaired = await company.submit(session, build_invoice(annotations="1"), **repair)

    text = await page(company, first_link(wrong))
    assert "skorygowana technicznie" in text
    assert repaired["ksefNumber"] in text
