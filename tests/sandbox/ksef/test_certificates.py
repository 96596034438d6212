"""KSeF certificates: asked for with a signed request, issued a little later, fetched, found, revoked."""

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import KeyUsage

from tests.sandbox.ksef.answers import code, reason
from tests.sandbox.ksef.caller import NIP, Script, new_key, person_subject, seal_subject, self_signed, until
from tests.sandbox.ksef.enrolling import Enrolling, csr

OTHER = "1111111111"


def serial(certificate) -> str:
    return f"{certificate.serial_number:016X}"


@pytest.fixture
def enrolling(owner) -> Enrolling:
    return Enrolling(owner)


@pytest.fixture
async def stranger(ksef):
    """Another company, logged in by its own seal."""
    key = new_key()
    async with httpx.AsyncClient(base_url=ksef.base_url, timeout=20) as http:
        script = Script(http)
        started = await script.by_certificate(key, self_signed(key, seal_subject(OTHER)), nip=OTHER)
        yield await script.log_in(started)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
async def test_a_certificate_for_logging_in_logs_in_and_signs_no_links(enrolling, script, kind):
    key = new_key(kind)

    certificate = await enrolling.obtain(key, "Authentication")

    usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, False)
    assert certificate.public_key() == key.public_key()
    started = await script.by_certificate(key, certificate)
    status = await script.auth_status(started)
    assert status["authenticationMethodInfo"]["code"] == "xades.ksef-certificate"
    await script.log_in(started)


async def test_an_offline_certificate_cannot_log_in(enrolling, script):
    key = new_key()
    certificate = await enrolling.obtain(key, "Offline")

    status = await script.auth_status(await script.by_certificate(key, certificate))

    usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (False, True)
    assert (status["status"]["code"], status["status"]["details"]) == (460, ["Niepoprawny certyfikat"])


async def test_the_request_is_accepted_before_it_is_served(enrolling, ksef):
    ksef.set_state(faults={"auth_delay": 30})
    asked = await enrolling.ask(csr(await enrolling.data(), new_key()))

    status = await enrolling.script.json(
        "GET", f"/certificates/enrollments/{asked.json()['referenceNumber']}"
    )

    assert status["status"] == {"code": 100, "description": "Wniosek przyjęty do realizacji"}
    assert "certificateSerialNumber" not in status


async def test_the_data_are_those_of_the_certificate_one_came_with(enrolling, script, ksef):
    assert await enrolling.data() == {
        "commonName": "Firma",
        "countryName": "PL",
        "organizationName": "Firma",
        "organizationIdentifier": f"VATPL-{NIP}",
    }
    ksef.grant(NIP, "Pesel", "90010112345", "InvoiceRead")
    key = new_key()
    person = await script.log_in(
        await script.by_certificate(key, self_signed(key, person_subject("PNOPL-90010112345")))
    )
    assert (await Enrolling(person).data())["serialNumber"] == "PNOPL-90010112345"


async def test_who_came_by_token_cannot_ask_for_certificates(company):
    key = new_key()
    data = {"commonName": "Firma", "countryName": "PL"}

    assert code(await company.call("GET", "/certificates/enrollments/data")) == 25001
    assert code(await Enrolling(company).ask(csr(data, key))) == 25002
    revoking = await company.call("POST", "/certificates/0123456789ABCDEF/revoke")
    assert reason(revoking) == "auth-method-not-allowed"


@pytest.mark.parametrize(
    "change", [{"commonName": "Inna firma"}, {"organizationName": ""}, {"surname": "Latarnik"}]
)
async def test_the_request_must_say_exactly_what_was_given(enrolling, change):
    data = await enrolling.data() | change

    assert code(await enrolling.ask(csr(data, new_key()))) == 25003


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=3072),
        rsa.generate_private_key(public_exponent=65537, key_size=1024),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP256K1()),
    ],
    ids=["rsa-3072", "rsa-1024", "p-384", "secp256k1"],
)
async def test_only_two_kinds_of_keys_are_certified(enrolling, key):
    assert code(await enrolling.ask(csr(await enrolling.data(), key))) == 25010


async def test_a_request_that_is_none_or_badly_signed_is_refused(enrolling):
    der = csr(await enrolling.data(), new_key())
    spoilt = der[:-1] + bytes([der[-1] ^ 1])

    assert code(await enrolling.ask(b"no request")) == 25004
    assert code(await enrolling.ask(spoilt)) == 25004


async def test_a_request_hashed_with_something_else_is_refused(enrolling):
    assert code(await enrolling.ask(csr(await enrolling.data(), new_key(), hashes.SHA224()))) == 25011


async def test_a_request_may_be_signed_with_pss(enrolling):
    key = new_key("rsa")
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)

    done = await enrolling.final(await enrolling.ask(csr(await enrolling.data(), key, rsa_padding=pss)))

    assert done["status"]["code"] == 200


@pytest.mark.wrong_client("names and kinds that are none")
@pytest.mark.parametrize("change", [{"name": "abcd"}, {"name": "Praca #1"}, {"kind": "Both"}])
async def test_a_name_or_a_kind_out_of_bounds_is_refused(enrolling, change):
    der = csr(await enrolling.data(), new_key())

    assert code(await enrolling.ask(der, **change)) == 21405


async def test_the_key_of_another_company_is_rejected_later(enrolling, stranger):
    key = new_key()
    await Enrolling(stranger).obtain(key)

    done = await enrolling.final(await enrolling.ask(csr(await enrolling.data(), key)))

    assert done["status"]["code"] == 400
    assert done["status"]["details"] == ["Klucz publiczny został już certyfikowany przez inny podmiot."]


async def test_the_limits_are_those_of_the_identity_and_are_used_up(enrolling):
    owner = enrolling.script
    assert await owner.json("GET", "/certificates/limits") == {
        "canRequest": True,
        "enrollment": {"remaining": 300, "limit": 300},
        "certificate": {"remaining": 100, "limit": 100},
    }
    change = {"enrollment": {"maxEnrollments": 3}, "certificate": {"maxCertificates": 2}}
    assert (await owner.call("POST", "/testdata/limits/subject/certificate", json=change)).status_code == 200
    first, _ = await enrolling.obtain(), await enrolling.obtain()

    refused = await enrolling.ask(csr(await enrolling.data(), new_key()))
    limits = await owner.json("GET", "/certificates/limits")

    assert code(refused) == 25007
    assert (limits["canRequest"], limits["enrollment"]["remaining"]) == (False, 1)
    await owner.call("POST", f"/certificates/{serial(first)}/revoke")
    await until(
        lambda: owner.json("GET", "/certificates/limits"), lambda each: each["certificate"]["remaining"]
    )
    await enrolling.obtain()
    assert code(await enrolling.ask(csr(await enrolling.data(), new_key()))) == 25006


async def test_a_place_lost_while_waiting_is_a_rejection(enrolling, ksef):
    ksef.set_state(faults={"auth_delay": 1})
    asked = await enrolling.ask(csr(await enrolling.data(), new_key()))

    change = {"certificate": {"maxCertificates": 0}}
    await enrolling.script.call("POST", "/testdata/limits/subject/certificate", json=change)
    done = await enrolling.final(asked)

    assert (done["status"]["code"], done["status"]["details"]) == (
        400,
        ["Osiągnięto dopuszczalny limit posiadanych certyfikatów."],
    )


async def test_a_request_is_told_about_for_thirty_days(enrolling, world, script, seal):
    asked = await enrolling.ask(csr(await enrolling.data(), new_key()))
    path = f"/certificates/enrollments/{asked.json()['referenceNumber']}"
    await enrolling.final(asked)

    world.clock.advance(30 * 86_400)
    await script.log_in(await script.by_certificate(*seal))
    gone = await script.call("GET", path)

    assert (gone.status_code, gone.headers["Content-Type"].split(";")[0]) == (410, "application/problem+json")


async def test_the_request_of_another_does_not_exist(enrolling, stranger):
    asked = await enrolling.ask(csr(await enrolling.data(), new_key()))

    path = f"/certificates/enrollments/{asked.json()['referenceNumber']}"
    assert code(await stranger.call("GET", path)) == 25005


async def test_one_finds_and_fetches_ones_own_certificates_only(enrolling, stranger, world):
    for number in range(11):
        await enrolling.obtain(name=f"Biuro {number:02}", kind="Offline" if number else "Authentication")
        world.clock.advance(1)
    owner = enrolling.script

    every = await owner.json("POST", "/certificates/query")
    second = await owner.json("POST", "/certificates/query?pageOffset=1", json={"type": "Offline"})
    named = await owner.json("POST", "/certificates/query", json={"name": "o 07", "status": "Active"})

    assert (len(every["certificates"]), every["hasMore"]) == (10, True)
    assert [each["name"] for each in every["certificates"]][:2] == ["Biuro 10", "Biuro 09"]
    assert second == {"certificates": [], "hasMore": False}
    [found] = named["certificates"]
    assert found["subjectIdentifier"] == {"type": "Nip", "value": NIP}
    foreign = Enrolling(stranger)
    assert await foreign.retrieve(found["certificateSerialNumber"]) == []
    refused = await stranger.call("POST", f"/certificates/{found['certificateSerialNumber']}/revoke")
    assert code(refused) == 25008


@pytest.mark.wrong_client("serial numbers and words that are none")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("retrieve", {"certificateSerialNumbers": []}),
        ("retrieve", {"certificateSerialNumbers": ["0" * 16] * 11}),
        ("retrieve", {"certificateSerialNumbers": ["abc"]}),
        ("query", {"status": "Lost"}),
        ("query", {"certificateSerialNumber": "abc"}),
        ("query?pageSize=51", {}),
        ("abc/revoke", {}),
        ("0123456789ABCDEF/revoke", {"revocationReason": "Whim"}),
    ],
)
async def test_a_wrong_question_is_refused(owner, path, body):
    assert code(await owner.call("POST", f"/certificates/{path}", json=body)) == 21405


async def test_a_revoked_certificate_opens_nothing_any_more(enrolling, script):
    key = new_key()
    certificate = await enrolling.obtain(key, "Authentication")
    path = f"/certificates/{serial(certificate)}/revoke"

    body = {"revocationReason": "KeyCompromise"}
    assert (await enrolling.script.call("POST", path, json=body)).status_code == 204

    assert code(await enrolling.script.call("POST", path)) == 25009
    await until(lambda: _state(enrolling, certificate), lambda state: state == "Revoked")
    status = await script.auth_status(await script.by_certificate(key, certificate))
    assert status["status"]["details"] == ["Certyfikat odwołany"]


async def _state(enrolling, certificate) -> str:
    body = {"certificateSerialNumber": serial(certificate)}
    found = await enrolling.script.json("POST", "/certificates/query", json=body)
    return found["certificates"][0]["status"]


async def test_a_tester_may_let_a_certificate_expire(enrolling, script, world):
    key = new_key()
    certificate = await enrolling.obtain(key, "Authentication")
    path = f"/testdata/certificates/{serial(certificate)}"
    soon = {"validTo": "2026-11-20T11:05:00Z"}
    later = {"validTo": "2030-01-01T00:00:00Z"}

    assert code(await enrolling.script.call("PUT", path, json=later)) == 21405
    assert (await enrolling.script.call("PUT", path, json=soon)).status_code == 200
    missing = await enrolling.script.call("PUT", "/testdata/certificates/0123456789ABCDEF", json=soon)
    assert code(missing) == 25008
    world.clock.advance(600)

    assert await _state(enrolling, certificate) == "Expired"
    status = await script.auth_status(await script.by_certificate(key, certificate))
    assert status["status"]["details"] == ["Nieważny certyfikat"]


async def test_a_certificate_may_begin_later(enrolling, script):
    key = new_key()
    certificate = await enrolling.obtain(key, "Authentication", validFrom="2026-12-01T00:00:00Z")

    status = await script.auth_status(await script.by_certificate(key, certificate))

    assert certificate.not_valid_before_utc.day == 1
    assert status["status"]["code"] == 460
