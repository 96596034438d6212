"""What the two QR codes lead to."""

import base64
import hashlib
from datetime import date

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.sandbox.ksef.caller import NIP, build_invoice, new_key

OTHER = "1111111111"


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def first_link(plain: bytes, nip=NIP, day="20-11-2026") -> str:
    return f"/invoice/{nip}/{day}/{url64(hashlib.sha256(plain).digest())}"


async def page(script, path) -> str:
    answer = await script.http.get(path)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return answer.text


async def test_an_invoice_in_ksef_shows_its_facts(company):
    plain = build_invoice()
    assert "nie znajduje się w KSeF" in await page(company, first_link(plain))
    invoice = await company.submit(await company.open(), plain)

    text = await page(company, first_link(plain))

    assert "Faktura znajduje się w KSeF" in text
    assert invoice["ksefNumber"] in text
    assert "492.00 PLN" in text


@pytest.mark.parametrize("wrong", [{"nip": "1111111111"}, {"day": "19-11-2026"}, {"plain": b"<other/>"}])
async def test_every_part_of_the_link_must_agree(company, wrong):
    plain = build_invoice()
    await company.submit(await company.open(), plain)

    assert "nie znajduje się w KSeF" in await page(company, first_link(**({"plain": plain} | wrong)))


@pytest.mark.parametrize(
    "tail", ["2026-11-20/" + url64(bytes(32)), "20-11-2026/abc", "20-11-2026/" + "A" * 43 + "="]
)
async def test_a_malformed_link_is_called_so(company, tail):
    answer = await company.http.get(f"/invoice/{NIP}/{tail}")

    assert (answer.status_code, "Adres jest nieprawidłowy" in answer.text) == (400, True)


async def test_the_link_of_a_repaired_invoice_leads_to_the_repair(company):
    session, wrong = await company.open(), build_invoice(day=date(2026, 11, 21))
    refused = await company.submit(session, wrong, offlineMode=True)
    repair = {"offlineMode": True, "hashOfCorrectedInvoice": refused["invoiceHash"]}
    repaired = await company.submit(session, build_invoice(), **repair)

    text = await page(company, first_link(wrong, day="21-11-2026"))

    assert "skorygowana technicznie" in text
    assert repaired["ksefNumber"] in text


def sign_pss(key, text: bytes) -> bytes:
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    return key.sign(text, pss, hashes.SHA256())


def sign_der(key, text: bytes) -> bytes:
    return key.sign(text, ec.ECDSA(hashes.SHA256()))


def sign_p1363(key, text: bytes) -> bytes:
    r, s = decode_dss_signature(sign_der(key, text))
    return r.to_bytes(32) + s.to_bytes(32)


def second_link(ksef, key, certificate, sign, *, nip=NIP, context=("Nip", NIP)) -> str:
    host = ksef.base_url.removeprefix("http://")
    kind, value = context
    path = f"/certificate/{kind}/{value}/{nip}/{certificate.serial_number:016X}/{url64(bytes(32))}"
    return f"{path}/{url64(sign(key, f'{host}{path}'.encode()))}"


ALL_GOOD = [
    "Certyfikat istnieje",
    "Certyfikat jest aktywny",
    "Podpis wystawcy jest prawidłowy",
    "posiada uprawnienia",
]


@pytest.mark.parametrize(("kind", "sign"), [("rsa", sign_pss), ("ec", sign_der), ("ec", sign_p1363)])
async def test_a_signed_link_names_the_issuer_as_entitled(script, ksef, kind, sign):
    key = new_key(kind)
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())

    text = await page(script, second_link(ksef, key, certificate, sign))

    assert [line for line in ALL_GOOD if line not in text] == []
    assert "nieprawidłowy" not in text


async def test_a_link_signed_with_another_key_is_exposed(script, ksef):
    certificate = ksef.issue_certificate(NIP, "Offline", new_key().public_key())

    text = await page(script, second_link(ksef, new_key(), certificate, sign_p1363))

    assert "Podpis wystawcy jest nieprawidłowy" in text


async def test_a_link_changed_after_signing_is_exposed(script, ksef):
    key = new_key()
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())
    link = second_link(ksef, key, certificate, sign_p1363)

    text = await page(script, link.replace(url64(bytes(32)), url64(bytes(31) + b"x")))

    assert "Podpis wystawcy jest nieprawidłowy" in text


async def test_rsa_signs_with_pss_and_a_salt_of_32_bytes_only(script, ksef):
    key = new_key("rsa")
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())

    def pkcs1(key, text: bytes) -> bytes:
        return key.sign(text, padding.PKCS1v15(), hashes.SHA256())

    def salted(key, text: bytes) -> bytes:
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=20)
        return key.sign(text, pss, hashes.SHA256())

    for wrong in (pkcs1, salted):
        text = await page(script, second_link(ksef, key, certificate, wrong))
        assert "Podpis wystawcy jest nieprawidłowy" in text


async def test_a_certificate_that_does_not_confirm_an_issuer_says_why(script, ksef, world):
    key = new_key()
    login = ksef.issue_certificate(NIP, "Authentication", key.public_key())
    revoked = ksef.issue_certificate(NIP, "Offline", key.public_key())
    ksef.revoke_certificate(f"{revoked.serial_number:016X}")
    expired = ksef.issue_certificate(NIP, "Offline", key.public_key())

    assert "nieaktywny: certyfikat tego typu służy tylko do uwierzytelniania" in await page(
        script, second_link(ksef, key, login, sign_der)
    )
    assert "nieaktywny: unieważniony" in await page(script, second_link(ksef, key, revoked, sign_der))
    assert "jest aktywny" in await page(script, second_link(ksef, key, expired, sign_der))
    world.clock.advance(731 * 86_400)
    assert "nieaktywny: wygasł" in await page(script, second_link(ksef, key, expired, sign_der))


async def test_the_issuer_signs_only_for_his_own_company(script, ksef):
    key = new_key()
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())

    text = await page(script, second_link(ksef, key, certificate, sign_der, nip=OTHER))

    assert "nie posiada uprawnień" in text


async def test_a_buyer_issues_for_a_seller_who_allowed_it(script, ksef):
    key = new_key()
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())
    ksef.grant(OTHER, "Nip", NIP, "SelfInvoicing")

    text = await page(script, second_link(ksef, key, certificate, sign_der, nip=OTHER))

    assert [line for line in ALL_GOOD if line not in text] == []


@pytest.mark.parametrize(
    "context", [("Nip", NIP), ("InternalId", f"{NIP}-12345"), ("NipVatUe", f"{NIP}-ATU12345678")]
)
async def test_the_context_of_a_link_may_be_the_company_its_unit_or_its_eu_branch(script, ksef, context):
    key = new_key()
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())

    text = await page(script, second_link(ksef, key, certificate, sign_p1363, context=context))

    assert [line for line in ALL_GOOD if line not in text] == []


async def test_in_a_foreign_context_the_issuer_has_no_rights_until_they_are_granted(script, ksef):
    key = new_key()
    certificate = ksef.issue_certificate(NIP, "Offline", key.public_key())
    link = second_link(ksef, key, certificate, sign_p1363, nip=OTHER, context=("Nip", OTHER))
    assert "nie posiada uprawnień" in await page(script, link)

    ksef.grant(OTHER, "Nip", NIP, "InvoiceWrite")

    assert "nie posiada uprawnień" not in await page(script, link)


async def test_an_unknown_certificate_does_not_exist(script):
    text = await page(
        script, f"/certificate/Nip/{NIP}/{NIP}/0123456789ABCDEF/{url64(bytes(32))}/{url64(bytes(64))}"
    )

    assert "Certyfikat nie istnieje" in text


@pytest.mark.parametrize(
    "path",
    [
        f"Firma/{NIP}/{NIP}/0123456789ABCDEF/{url64(bytes(32))}",
        f"Nip/123/{NIP}/0123456789ABCDEF/{url64(bytes(32))}",
        f"Nip/{NIP}/123/0123456789ABCDEF/{url64(bytes(32))}",
        f"Nip/{NIP}/{NIP}/0123456789abcdef/{url64(bytes(32))}",
        f"Nip/{NIP}/{NIP}/0123456789ABCDEF/{url64(bytes(31))}",
    ],
)
async def test_a_malformed_second_link_is_called_so(script, path):
    answer = await script.http.get(f"/certificate/{path}/{url64(bytes(64))}")

    assert (answer.status_code, "Adres jest nieprawidłowy" in answer.text) == (400, True)
