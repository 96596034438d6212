"""What the pages behind the codes say, and our own look at the signature."""

import hashlib
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.services.access.certificates import OfflineCertificate
from invoicing.services.access.verifying import InvoiceSeen
from ksef.contexts import Context
from ksef.csr import as_pem
from ksef.qr import issuer_link
from ksef.verification import CodePagesOverHttp, signature_holds

DIGEST = hashlib.sha256(b"<x/>").digest()
QR = "https://qr-test.ksef.mf.gov.pl"
KEYS = {
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@pytest.fixture(params=KEYS)
def issued(request, ksef, clock):
    """An offline certificate that KSeF has issued to the company of the tests."""
    key, now = KEYS[request.param](), clock.now()
    made = ksef.api.issue_certificate("5265877635", "Offline", key.public_key())
    serial, pem = f"{made.serial_number:016X}", made.public_bytes(Encoding.PEM)
    return OfflineCertificate(serial, "x", now, now + timedelta(days=700), pem, as_pem(key))


@pytest.fixture
async def pages(ksef):
    async with httpx.AsyncClient() as http:
        yield CodePagesOverHttp(http, ksef.api.base_url)


@pytest.fixture
def link(ksef, issued, invoice):
    nip = invoice.seller.nip
    return issuer_link(ksef.api.base_url, Context.of(nip), nip, issued, DIGEST)


def forged(link: str) -> str:
    """The same link with another signature of the same length."""
    return link[:-10] + ("A" if link[-10] != "A" else "B") + link[-9:]


async def test_a_good_link_is_confirmed_by_us_and_by_the_page(pages, issued, link):
    assert signature_holds(link, issued)
    assert (await pages.issuer(link)).confirmed


async def test_a_forged_signature_is_seen_by_us_and_by_the_page(pages, issued, link):
    seen = await pages.issuer(forged(link))

    assert not signature_holds(forged(link), issued)
    assert (seen.known, seen.active, seen.signed) == (True, True, False)
    assert not seen.confirmed


@pytest.mark.parametrize("broken", ["", "https://", "no link", "https://host/%%%", "https://host/ż"])
def test_what_is_no_link_is_no_signature(issued, broken):
    assert not signature_holds(broken, issued)


async def test_a_revoked_certificate_is_no_more_confirmed(ksef, pages, issued, link):
    ksef.api.revoke_certificate(issued.serial)

    seen = await pages.issuer(link)

    assert seen.known
    assert not seen.active
    assert not seen.confirmed


async def test_a_certificate_nobody_issued_is_not_known(ksef, pages, issued, link):
    seen = await pages.issuer(link.replace(issued.serial, "0" * 16))

    assert not seen.known
    assert not seen.confirmed


async def test_an_invoice_is_known_once_ksef_has_it(ksef, pages, xml, invoice, company):
    asked = (invoice.seller.nip, invoice.issue_date, hashlib.sha256(xml).digest())
    assert await pages.invoice(*asked) is InvoiceSeen.UNKNOWN

    await ksef.settled(await ksef.gateway.submit(company, xml, offline=True), xml)

    assert await pages.invoice(*asked) is InvoiceSeen.KNOWN


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Faktura <b>nie</b>\n znajduje się w&nbsp;KSeF", InvoiceSeen.UNKNOWN),
        ("Faktura znajduje się w&nbsp;KSeF", InvoiceSeen.KNOWN),
        ("Została skorygowana technicznie. Znajduje się w KSeF", InvoiceSeen.CORRECTED),
    ],
)
async def test_how_the_page_is_set_does_not_change_what_it_says(answering, invoice, said, seen):
    page = f"<html><script>znajduje się w KSeF</script><p>{said}</p></html>"
    pages = CodePagesOverHttp(answering(lambda _: httpx.Response(200, text=page)).client(), QR)

    assert await pages.invoice(invoice.seller.nip, invoice.issue_date, DIGEST) is seen


@pytest.mark.parametrize("body", ["", "<html>Przerwa techniczna</html>", "{}"])
async def test_a_page_that_says_something_else_is_not_read_as_a_no(answering, invoice, body):
    pages = CodePagesOverHttp(answering(lambda _: httpx.Response(200, text=body)).client(), QR)

    with pytest.raises(Misunderstood, match="code-page-unreadable"):
        await pages.issuer(f"{QR}/certificate/x")
    with pytest.raises(Misunderstood, match="code-page-unreadable"):
        await pages.invoice(invoice.seller.nip, invoice.issue_date, DIGEST)


@pytest.mark.parametrize("status", [302, 404, 429, 503])
async def test_a_page_that_does_not_answer_is_no_verdict(answering, status):
    pages = CodePagesOverHttp(answering(lambda _: httpx.Response(status)).client(), QR)

    with pytest.raises(Unavailable, match="code-page-silent"):
        await pages.issuer(f"{QR}/certificate/x")


async def test_a_link_that_leads_elsewhere_is_not_followed(answering):
    far = answering(lambda _: httpx.Response(200, text="Certyfikat istnieje"))

    with pytest.raises(Refused, match="address-not-configured"):
        await CodePagesOverHttp(far.client(), QR).issuer(f"{QR}.example/certificate/x")
    assert far.asked == []
