"""Whom the simulator lets in, and with which code it turns the others away."""

import base64
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tests.sandbox.ksef.caller import (
    NIP,
    NOON,
    Script,
    auth_document,
    b64,
    new_key,
    person_subject,
    seal_subject,
    self_signed,
    sign,
)

OTHER = "1111111111"
PROBLEM = {"X-Error-Format": "problem-details"}


def code(answer: httpx.Response) -> int:
    assert answer.status_code == 400, answer.text
    return answer.json()["exception"]["exceptionDetailList"][0]["exceptionCode"]


@pytest.fixture
def seal():
    key = new_key()
    return key, self_signed(key, seal_subject(NIP))


async def test_both_public_keys_carry_ids_that_can_be_recomputed(script):
    rows = (await script.call("GET", "/security/public-key-certificates", "")).json()

    assert {usage for row in rows for usage in row["usage"]} == {
        "KsefTokenEncryption",
        "SymmetricKeyEncryption",
    }
    for row in rows:
        key, key_id = await script.public_key(row["usage"][0])
        assert key.key_size == 2048
        assert key_id == row["publicKeyId"]
        assert len(base64.b64decode(row["certificateId"])) == 32


async def test_a_challenge_works_once(script, seal):
    challenge = (await script.challenge())["challenge"]
    signed = sign(auth_document(challenge), *seal)
    assert (await script.send_signed(signed)).status_code == 202

    assert code(await script.send_signed(signed)) == 21111


async def test_a_challenge_dies_after_ten_minutes(script, seal, world):
    challenge = (await script.challenge())["challenge"]
    world.clock.advance(601)

    assert code(await script.send_signed(sign(auth_document(challenge), *seal))) == 21111


async def test_an_invented_challenge_opens_nothing(script, seal):
    signed = sign(auth_document("20261120-CR-0000000000-0000000000-00"), *seal)

    assert code(await script.send_signed(signed)) == 21111


async def test_a_document_changed_after_signing_is_refused(script, seal):
    challenge = (await script.challenge())["challenge"]
    signed = sign(auth_document(challenge), *seal)

    assert code(await script.send_signed(signed.replace(NIP.encode(), OTHER.encode(), 1))) == 9105


async def test_a_foreign_certificate_beside_the_signature_is_refused(script, seal):
    challenge = (await script.challenge())["challenge"]
    signed = sign(auth_document(challenge), *seal)
    thief = self_signed(new_key(), seal_subject(NIP))
    root = etree.fromstring(signed)
    place = root.find(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate")
    place.text = b64(thief.public_bytes(Encoding.DER))

    assert code(await script.send_signed(etree.tostring(root))) == 9105


async def test_a_reference_taken_out_of_the_signature_breaks_it(script, seal):
    challenge = (await script.challenge())["challenge"]
    signed = etree.fromstring(sign(auth_document(challenge), *seal))
    reference = signed.find(".//{http://www.w3.org/2000/09/xmldsig#}Reference")
    reference.getparent().remove(reference)

    assert code(await script.send_signed(etree.tostring(signed))) == 9105


async def test_no_signature_and_two_signatures_are_told_apart(script, seal):
    challenge = (await script.challenge())["challenge"]
    document = auth_document(challenge)
    twice = etree.fromstring(sign(document, *seal))
    twice.append(etree.fromstring(etree.tostring(twice[-1])))

    assert code(await script.send_signed(document)) == 9102
    assert code(await script.send_signed(etree.tostring(twice))) == 9103


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", 21001),
        (b"<a", 21001),
        (b"<a/>", 9101),
        (b'<!DOCTYPE a><AuthTokenRequest xmlns="http://ksef.mf.gov.pl/auth/token/2.1"/>', 9101),
        (b"<a>\xff</a>", 21217),
    ],
)
async def test_what_is_no_auth_request_has_its_own_code(script, body, expected):
    assert code(await script.send_signed(body)) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"challenge": "nonsense"},
        {"nip": "0990001137"},
        {"subject": "somebody"},
        {"context": "Pesel"},
        {"policy": "<More/>"},
    ],
)
async def test_a_signed_document_of_the_wrong_shape_breaks_the_schema(script, seal, wrong):
    given = (await script.challenge())["challenge"]
    signed = sign(auth_document(**({"challenge": given} | wrong)), *seal)

    assert code(await script.send_signed(signed)) == 21401


@pytest.mark.parametrize(
    "subject",
    [
        seal_subject(NIP)[:2] + seal_subject(NIP)[3:],
        [each for each in seal_subject(NIP) if each[1] != "PL"],
        seal_subject(NIP) + person_subject("TINPL-1")[1:2],
        person_subject("12345"),
        person_subject(f"TINPL-{NIP}")[:2],
    ],
)
async def test_a_certificate_subject_against_the_rules_is_refused(script, subject):
    key = new_key()

    assert code(await script.by_certificate(key, self_signed(key, subject))) == 21115


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(public_exponent=65537, key_size=1024), ec.generate_private_key(ec.SECP192R1())],
)
async def test_a_weak_key_is_refused(script, key):
    assert code(await script.by_certificate(key, self_signed(key, seal_subject(NIP)))) == 21115


async def test_naming_a_seal_by_its_fingerprint_is_a_conflict(script, seal):
    assert code(await script.by_certificate(*seal, subject="certificateFingerprint")) == 21406


async def test_a_seal_cannot_act_as_a_peppol_provider(script, seal):
    assert code(await script.by_certificate(*seal, nip="PPL000001", context="PeppolId")) == 21117


async def test_a_stranger_to_the_context_ends_with_415(script, seal):
    status = await script.auth_status(await script.by_certificate(*seal, nip=OTHER))

    assert status["status"]["code"] == 415
    assert status["status"]["details"] == ["Brak przypisanych uprawnień"]


async def test_an_expired_certificate_ends_with_460(script):
    key = new_key()
    old = self_signed(key, seal_subject(NIP), start=NOON - timedelta(days=30), days=20)

    status = await script.auth_status(await script.by_certificate(key, old))

    assert status["status"]["code"] == 460


async def test_a_self_signed_certificate_is_no_chain(script, seal):
    challenge = (await script.challenge())["challenge"]
    signed = sign(auth_document(challenge), *seal)

    status = await script.auth_status(await script.send_signed(signed, "?verifyCertificateChain=true"))

    assert status["status"]["code"] == 460


async def test_the_production_profile_trusts_only_its_own_certificates(prod, seal):
    async with httpx.AsyncClient(base_url=prod.base_url, timeout=20) as http:
        script, key = Script(http), new_key()
        own = prod.issue_certificate(NIP, "Authentication", key.public_key())
        offline = prod.issue_certificate(NIP, "Offline", key.public_key())

        assert (await script.auth_status(await script.by_certificate(*seal)))["status"]["code"] == 460
        assert (await script.auth_status(await script.by_certificate(key, offline)))["status"]["code"] == 460
        assert (await script.auth_status(await script.by_certificate(key, own)))["status"]["code"] == 200
        prod.revoke_certificate(f"{own.serial_number:016X}")
        assert (await script.auth_status(await script.by_certificate(key, own)))["status"]["code"] == 460


async def test_a_blocked_context_ends_with_480(script, ksef, seal):
    ksef.block(NIP)

    assert (await script.auth_status(await script.by_certificate(*seal)))["status"]["code"] == 480


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
    script.headers = PROBLEM
    answer = await script.send_signed(b"<a")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["errors"][0]["code"] == 21001
