"""Log-ins as sessions: seen in a list, ended one by one, told about for seven days; contexts of all kinds."""

import httpx
import pytest

from tests.sandbox.ksef.answers import code
from tests.sandbox.ksef.caller import (
    NIP,
    Script,
    auth_document,
    build_invoice,
    new_key,
    person_subject,
    self_signed,
    sign,
)

OTHER = "1111111111"


async def reference(script) -> str:
    listed = (await script.json("GET", "/auth/sessions"))["items"]
    return next(each["referenceNumber"] for each in listed if each["isCurrent"])


async def test_the_list_shows_active_sessions_newest_first_in_pages(script, ksef, world):
    for _ in range(11):
        await script.log_in(await script.by_token(ksef.add_token(NIP)))
        world.clock.advance(1)
    await script.by_token(ksef.add_token(NIP))

    first = await script.json("GET", "/auth/sessions?pageSize=10")
    token = {"x-continuation-token": first["continuationToken"]}
    rest = await script.json("GET", "/auth/sessions", headers=token)

    started = [each["startDate"] for each in first["items"] + rest["items"]]
    assert (len(first["items"]), len(rest["items"]), rest["continuationToken"]) == (10, 1, None)
    assert started == sorted(started, reverse=True)
    assert [each["isCurrent"] for each in first["items"]] == [True] + [False] * 9
    assert {each["isTokenRedeemed"] for each in first["items"]} == {True}


async def test_ending_a_session_kills_its_refreshing_but_not_its_access(owner, company):
    gone = await reference(company)

    assert (await owner.call("DELETE", f"/auth/sessions/{gone}")).status_code == 204

    assert code(await company.call("POST", "/auth/token/refresh", company.refresh)) == 21301
    left = await company.json("GET", "/auth/sessions")
    assert gone not in {each["referenceNumber"] for each in left["items"]}


async def test_the_session_of_another_company_cannot_be_ended(owner, script, ksef):
    await script.log_in(await script.by_token(ksef.add_token(OTHER), nip=OTHER))

    assert code(await script.call("DELETE", f"/auth/sessions/{await reference(owner)}")) == 21405
    assert (await owner.call("POST", "/auth/token/refresh", owner.refresh)).status_code == 200


async def test_one_may_go_with_the_refresh_token_alone(owner):
    assert (await owner.call("DELETE", "/auth/sessions/current", owner.refresh)).status_code == 204

    assert code(await owner.call("POST", "/auth/token/refresh", owner.refresh)) == 21301


async def test_a_log_in_is_told_about_for_seven_days(script, ksef, world):
    started = (await script.by_token(ksef.add_token(NIP))).json()
    path, token = f"/auth/{started['referenceNumber']}", started["authenticationToken"]["token"]

    world.clock.advance(46 * 60)
    expired = await script.call("GET", path, token)
    world.clock.advance(7 * 86_400)
    gone = await script.call("GET", path, token)

    assert (expired.status_code, gone.status_code) == (401, 410)
    assert gone.json()["detail"] == "Operacja wygasła i nie jest już dostępna."


@pytest.mark.parametrize("space", ["2.0", "2.1"])
@pytest.mark.parametrize(
    ("kind", "value"),
    [("Nip", NIP), ("InternalId", f"{NIP}-12345"), ("NipVatUe", f"{NIP}-ATU12345678")],
)
async def test_a_seal_opens_every_kind_of_its_own_context(script, seal, space, kind, value):
    document = auth_document((await script.challenge())["challenge"], value, context=kind)
    document = document.replace(b"/token/2.1", f"/token/{space}".encode())

    await script.log_in(await script.send_signed(sign(document, *seal)))

    sent = await script.submit(await script.open(), build_invoice())
    assert sent["status"]["code"] == 200


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Nip", "123"),
        ("InternalId", NIP),
        ("InternalId", f"{NIP}-1234"),
        ("NipVatUe", f"{NIP}-PL5260250274"),
        ("NipVatUe", f"{NIP}-ATX12345678"),
        ("Pesel", "90010112345"),
    ],
)
async def test_a_context_of_the_wrong_shape_breaks_the_schema(script, seal, kind, value):
    assert code(await script.by_certificate(*seal, nip=value, context=kind)) == 21401


async def test_a_foreign_unit_is_a_foreign_context(script, seal):
    started = await script.by_certificate(*seal, nip=f"{OTHER}-12345", context="InternalId")

    assert (await script.auth_status(started))["status"]["code"] == 415


async def test_a_request_in_another_namespace_is_no_request(script, seal):
    document = auth_document((await script.challenge())["challenge"]).replace(b"/token/2.1", b"/token/3.0")

    assert code(await script.send_signed(sign(document, *seal))) == 9105


DEAD = {"nip": OTHER, "pesel": "90010112345", "isBailiff": False, "description": "Zmarły właściciel"}


async def test_with_the_key_of_a_deceased_person_nothing_opens(script, ksef):
    made = await script.call("POST", "/testdata/person", "", json=DEAD | {"isDeceased": True})
    key = new_key()
    certificate = self_signed(key, person_subject("PNOPL-90010112345"))

    started = await script.by_certificate(key, certificate, nip=OTHER)
    status = await script.auth_status(started)

    assert made.status_code == 200
    assert (status["status"]["code"], status["status"]["details"]) == (
        470,
        ["Próba wykorzystania metod autoryzacyjnych osoby zmarłej"],
    )
    token = started.json()["authenticationToken"]["token"]
    assert code(await script.call("POST", "/auth/token/redeem", token)) == 21308


async def test_the_pesel_behind_a_firm_owns_it(script):
    assert (await script.call("POST", "/testdata/person", "", json=DEAD)).status_code == 200
    key = new_key()
    started = await script.by_certificate(
        key, self_signed(key, person_subject("PNOPL-90010112345")), nip=OTHER
    )

    await script.log_in(started)

    assert (await script.call("POST", "/sessions/online", json=await script.open_body())).status_code == 201


async def test_two_log_ins_of_one_company_live_beside_each_other(ksef, owner, company):
    assert await reference(owner) != await reference(company)
    assert (await owner.call("DELETE", "/auth/sessions/current")).status_code == 204
    assert (await company.call("POST", "/auth/token/refresh", company.refresh)).status_code == 200


async def test_both_systems_know_their_own_callers(prod, ksef, seal):
    """What opens one simulator means nothing to another."""
    async with (
        httpx.AsyncClient(base_url=ksef.base_url) as here,
        httpx.AsyncClient(base_url=prod.base_url) as there,
    ):
        script = Script(here)
        await script.log_in(await script.by_certificate(*seal))

        assert (await Script(there, script.access).call("GET", "/rate-limits")).status_code == 401
