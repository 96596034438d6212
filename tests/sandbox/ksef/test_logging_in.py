"""Whom the simulator lets in, and with which code it turns the others away."""

import base64
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml import SignatureMethod, XMLSigner
from signxml.algorithms import SignatureConstructionMethod

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
from tests.sandbox.ksef.signing import sign_by_hand

OTHER = "1111111111"
ENVELOPING = SignatureConstructionMethod.enveloping


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


async def test_a_signature_around_the_document_opens_the_door_too(script, seal):
    challenge = (await script.challenge())["challenge"]

    started = await script.send_signed(sign(auth_document(challenge), *seal, ENVELOPING))

    assert (await script.auth_status(started))["status"]["code"] == 200


@pytest.mark.parametrize("kind", ["rsa", "ec"])
async def test_a_signature_in_the_structure_of_the_official_client_opens_the_door(script, kind):
    key = new_key(kind)
    challenge = (await script.challenge())["challenge"]
    signed = sign_by_hand(auth_document(challenge), key, self_signed(key, seal_subject(NIP)))

    assert (await script.auth_status(await script.send_signed(signed)))["status"]["code"] == 200


async def test_a_valid_signature_over_something_else_is_refused(script, seal):
    """Wrapping: the signature inside is genuine, but what it covers is not the request."""
    challenge = (await script.challenge())["challenge"]
    signed = sign_by_hand(auth_document(challenge), *seal, instead='<o:Other xmlns:o="urn:other"/>')

    refused = await script.send_signed(signed)

    assert code(refused) == 9105
    assert "nie obejmuje" in refused.text


async def test_a_signature_without_signed_properties_is_refused(script, seal):
    challenge = (await script.challenge())["challenge"]
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256)
    signed = signer.sign(etree.fromstring(auth_document(challenge)), key=seal[0], cert=[seal[1]])

    assert code(await script.send_signed(etree.tostring(signed))) == 9105


async def test_no_signature_and_two_signatures_are_told_apart(script, seal):
    challenge = (await script.challenge())["challenge"]
    document = auth_document(challenge)
    twice = etree.fromstring(sign(document, *seal))
    twice.append(etree.fromstring(etree.tostring(twice[-1])))

    assert code(await script.send_signed(document)) == 9102
    assert code(await script.send_signed(etree.tostring(twice))) == 9103


@pytest.mark.wrong_client("one of the bodies is empty")
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
