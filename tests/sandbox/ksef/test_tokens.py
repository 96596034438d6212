"""KSeF tokens, and the bearer tokens that a log-in gives: how long they live and what they open."""

import httpx
import pytest

from tests.sandbox.ksef.caller import NIP, b64, new_key, person_subject, seal_subject, self_signed

OTHER = "1111111111"


def code(answer: httpx.Response) -> int:
    assert answer.status_code == 400, answer.text
    return answer.json()["exception"]["exceptionDetailList"][0]["exceptionCode"]


@pytest.fixture
def seal():
    key = new_key()
    return key, self_signed(key, seal_subject(NIP))


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"plain": b"nonsense|1"}, "Nieprawidłowy czas tokena"),
        ({"plain": b"\xff|1"}, "Nieprawidłowe kodowanie tokena"),
        ({"encryptedToken": b64(bytes(256))}, "Nieprawidłowe szyfrowanie tokena"),
        ({"nip": OTHER}, f"Token nie może być użyty w kontekście {OTHER}"),
    ],
)
async def test_a_token_message_that_is_wrong_ends_with_450(script, ksef, changes, detail):
    started = await script.by_token(ksef.add_token(NIP), **changes)

    status = await script.auth_status(started)

    assert (status["status"]["code"], status["status"]["details"]) == (450, [detail])


async def test_an_unknown_and_a_revoked_token_end_with_450(script, ksef):
    token = ksef.add_token(NIP)
    ksef.revoke_token(token)

    revoked = await script.auth_status(await script.by_token(token))
    unknown = await script.auth_status(await script.by_token(token[:-1] + "x"))

    assert revoked["status"]["details"] == ["Token unieważniony"]
    assert unknown["status"]["details"] == ["Nieprawidłowy token"]


async def test_a_withdrawn_key_is_refused_at_once(script, ksef):
    old_id = (await script.public_key("KsefTokenEncryption"))[1]
    ksef.rotate_key("KsefTokenEncryption", emergency=True)

    assert code(await script.by_token(ksef.add_token(NIP), publicKeyId=old_id)) == 21470


async def test_in_a_planned_rotation_the_old_key_still_works(script, ksef):
    challenge = await script.challenge()
    key, key_id = await script.public_key("KsefTokenEncryption")
    ksef.rotate_key("KsefTokenEncryption")
    assert (await script.public_key("KsefTokenEncryption"))[1] != key_id

    started = await script.by_token(ksef.add_token(NIP))

    assert (await script.auth_status(started))["status"]["code"] == 200
    assert challenge["timestampMs"] > 0
    assert key.key_size == 2048


async def test_tokens_are_handed_out_once(script, ksef):
    started = await script.by_token(ksef.add_token(NIP))
    token = started.json()["authenticationToken"]["token"]
    await script.log_in(started)

    assert code(await script.call("POST", "/auth/token/redeem", token)) == 21301


async def test_nothing_is_handed_out_before_the_log_in_succeeded(script, ksef):
    ksef.set_state(faults={"auth_delay": 30})
    started = await script.by_token(ksef.add_token(NIP))
    token = started.json()["authenticationToken"]["token"]

    assert code(await script.call("POST", "/auth/token/redeem", token)) == 21301
    status = await script.json("GET", f"/auth/{started.json()['referenceNumber']}", token)
    assert status["status"]["code"] == 100


async def test_one_log_in_is_not_told_about_another(script, ksef):
    first = (await script.by_token(ksef.add_token(NIP))).json()
    second = (await script.by_token(ksef.add_token(NIP))).json()

    answer = await script.call(
        "GET", f"/auth/{second['referenceNumber']}", first["authenticationToken"]["token"]
    )

    assert code(answer) == 21304


async def test_an_access_token_lives_fifteen_minutes_of_the_worlds_time(company, world):
    assert (await company.call("GET", "/rate-limits")).status_code == 200
    world.clock.advance(901)

    refused = await company.call("GET", "/rate-limits")
    assert refused.status_code == 401
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    fresh = (await company.json("POST", "/auth/token/refresh", company.refresh))["accessToken"]["token"]
    assert (await company.call("GET", "/rate-limits", fresh)).status_code == 200


async def test_after_logging_out_nothing_is_refreshed(company):
    assert (await company.call("DELETE", "/auth/sessions/current")).status_code == 204

    assert code(await company.call("POST", "/auth/token/refresh", company.refresh)) == 21301
    assert (await company.call("GET", "/rate-limits")).status_code == 200


@pytest.mark.wrong_client("no token, and an empty body")
@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
async def test_without_a_right_token_nothing_opens(script, token):
    assert (await script.call("POST", "/sessions/online", token, json={})).status_code == 401


async def test_a_token_opens_only_what_it_is_for(company):
    assert (await company.call("GET", "/rate-limits", company.refresh)).status_code == 401
    assert (await company.call("POST", "/auth/token/refresh", company.access)).status_code == 401


async def test_reading_rights_do_not_send(script, ksef):
    ksef.grant(NIP, "Pesel", "90010112345", "InvoiceRead")
    key = new_key()
    await script.log_in(
        await script.by_certificate(key, self_signed(key, person_subject("PNOPL-90010112345")))
    )

    refused = await script.call("POST", "/sessions/online", json=await script.open_body())

    assert refused.status_code == 403
    assert refused.json()["reasonCode"] == "missing-permissions"
    assert refused.json()["security"]["presentPermissions"] == ["InvoiceRead"]


async def test_an_address_outside_of_the_policy_is_refused(script, seal):
    elsewhere = "<AuthorizationPolicy><AllowedIps><Ip4Address>10.0.0.1</Ip4Address></AllowedIps></AuthorizationPolicy>"
    started = await script.by_certificate(*seal, policy=elsewhere)

    token = started.json()["authenticationToken"]["token"]
    refused = await script.call("GET", f"/auth/{started.json()['referenceNumber']}", token)

    assert (refused.status_code, refused.json()["reasonCode"]) == (403, "ip-not-allowed")


async def test_both_formats_of_an_error_carry_the_same_code(script):
    script.headers = {"X-Error-Format": "problem-details"}
    answer = await script.send_signed(b"<a")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["errors"][0]["code"] == 21001
