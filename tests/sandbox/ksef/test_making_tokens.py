"""KSeF tokens: made once, active a little later, seen and taken back by those whom they concern."""

import pytest

from tests.sandbox.ksef.answers import code, details, reason
from tests.sandbox.ksef.caller import NIP, new_key, person_subject, self_signed, until

WISH = {"permissions": ["InvoiceRead", "InvoiceWrite"], "description": "Program do faktur"}


async def state(script, reference: str) -> dict:
    return await script.json("GET", f"/tokens/{reference}")


async def active(script, wish=WISH) -> dict:
    made = await script.json("POST", "/tokens", json=wish)
    await until(lambda: state(script, made["referenceNumber"]), lambda each: each["status"] == "Active")
    return made


async def as_person(ksef, script, pesel: str, *permissions: str):
    ksef.grant(NIP, "Pesel", pesel, *permissions)
    key = new_key()
    certificate = self_signed(key, person_subject(f"PNOPL-{pesel}"))
    return await script.log_in(await script.by_certificate(key, certificate))


async def test_a_new_token_waits_for_activation_and_then_opens_the_door(owner, script, ksef):
    ksef.set_state(faults={"auth_delay": 30})
    waiting = await owner.json("POST", "/tokens", json=WISH)
    assert (await state(owner, waiting["referenceNumber"]))["status"] == "Pending"
    ksef.set_state(faults={"auth_delay": 0.01})
    refused = await script.auth_status(await script.by_token(waiting["token"]))

    made = await active(owner)
    await script.log_in(await script.by_token(made["token"]))

    assert refused["status"]["details"] == ["Token nieaktywny"]
    assert made["token"].split("|")[:2] == [made["referenceNumber"], f"nip-{NIP}"]
    assert (await state(owner, made["referenceNumber"]))["lastUseDate"] is not None
    status = await script.call("POST", "/sessions/online", json=await script.open_body())
    assert status.status_code == 201


async def test_a_token_gives_no_more_than_it_was_made_with(owner, script):
    made = await active(owner, WISH | {"permissions": ["InvoiceRead"]})
    await script.log_in(await script.by_token(made["token"]))

    assert reason(await script.call("POST", "/sessions/online", json=await script.open_body())) == (
        "missing-permissions"
    )


async def test_nobody_gives_a_token_what_he_does_not_have(script, ksef):
    person = await as_person(ksef, script, "90010112345", "InvoiceRead")

    refused = await person.call("POST", "/tokens", json=WISH)

    assert code(refused) == 26001
    assert "InvoiceWrite" in details(refused)


async def test_tokens_exist_only_for_companies_and_their_units(script, seal):
    vat = f"{NIP}-ATU12345678"
    await script.log_in(await script.by_certificate(*seal, nip=vat, context="NipVatUe"))
    assert code(await script.call("POST", "/tokens", json=WISH)) == 26002

    unit = f"{NIP}-12345"
    await script.log_in(await script.by_certificate(*seal, nip=unit, context="InternalId"))
    made = await active(script)
    assert f"|internalId-{unit}|" in made["token"]

    context = {"contextIdentifier": {"type": "InternalId", "value": unit}}
    await script.log_in(await script.by_token(made["token"], **context))


async def test_who_came_by_token_makes_no_tokens(company):
    assert reason(await company.call("POST", "/tokens", json=WISH)) == "auth-method-not-allowed"


@pytest.mark.wrong_client("descriptions of wrong length, permissions that are none")
@pytest.mark.parametrize(
    "change", [{"description": "abcd"}, {"description": "x" * 257}, {"permissions": ["Everything"]}]
)
async def test_a_wish_out_of_bounds_is_refused(owner, change):
    assert code(await owner.call("POST", "/tokens", json=WISH | change)) == 21405


async def test_a_token_without_permissions_is_refused(owner):
    assert code(await owner.call("POST", "/tokens", json=WISH | {"permissions": []})) == 21405


async def test_the_list_comes_newest_first_in_pages_and_by_filters(owner, world):
    for number in range(12):
        await active(owner, WISH | {"description": f"Program {number:02}"})
        world.clock.advance(1)

    first = await owner.json("GET", "/tokens?pageSize=10")
    rest = await owner.json("GET", "/tokens", headers={"x-continuation-token": first["continuationToken"]})
    seven = await owner.json("GET", "/tokens?description=RAM%2007&status=Active&authorIdentifierType=Nip")

    assert [each["description"] for each in first["tokens"]] == [f"Program {n:02}" for n in range(11, 1, -1)]
    assert [each["description"] for each in rest["tokens"]] == ["Program 01", "Program 00"]
    assert rest["continuationToken"] is None
    assert [each["description"] for each in seven["tokens"]] == ["Program 07"]
    assert (await owner.json("GET", "/tokens?status=Revoked"))["tokens"] == []


@pytest.mark.wrong_client("filters too short, words that are none")
@pytest.mark.parametrize(
    "query", ["description=ab", "status=Lost", "authorIdentifierType=Name", "pageSize=101"]
)
async def test_a_wrong_filter_is_refused(owner, query):
    assert code(await owner.call("GET", f"/tokens?{query}")) == 21405


async def test_a_foreign_continuation_is_refused(owner):
    assert code(await owner.call("GET", "/tokens", headers={"x-continuation-token": "!"})) == 21418


async def test_without_the_right_one_sees_only_ones_own_tokens(owner, script, ksef):
    of_the_firm = await active(owner)
    person = await as_person(ksef, script, "90010112345", "InvoiceRead")
    own = await active(person, WISH | {"permissions": ["InvoiceRead"]})

    seen = await person.json("GET", "/tokens")

    assert [each["referenceNumber"] for each in seen["tokens"]] == [own["referenceNumber"]]
    for verb in ("GET", "DELETE"):
        refused = await person.call(verb, f"/tokens/{of_the_firm['referenceNumber']}")
        assert reason(refused) == "insufficient-resource-access"


async def test_a_token_may_look_at_itself_and_give_itself_up(owner, script):
    made = await active(owner, WISH)
    await script.log_in(await script.by_token(made["token"]))

    assert [each["referenceNumber"] for each in (await script.json("GET", "/tokens"))["tokens"]] == [
        made["referenceNumber"]
    ]
    assert (await script.call("DELETE", f"/tokens/{made['referenceNumber']}")).status_code == 204
    await until(lambda: state(owner, made["referenceNumber"]), lambda each: each["status"] == "Revoked")
    assert code(await script.call("POST", "/auth/token/refresh", script.refresh)) == 21301
    status = await script.auth_status(await script.by_token(made["token"]))
    assert status["status"]["details"] == ["Token unieważniony"]
    assert code(await owner.call("DELETE", f"/tokens/{made['referenceNumber']}")) == 21405


async def test_an_unknown_token_does_not_exist(owner):
    assert code(await owner.call("GET", "/tokens/20261120-EC-0000000000-0000000000-00")) == 21405
