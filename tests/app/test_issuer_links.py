"""KOD II made from what the books hold: the page behind it knows the issuer."""

from datetime import timedelta
from hashlib import sha256

import httpx
import pytest

from app.clock import SystemClock
from app.issuer_links import IssuerLinksOfWallets
from app.ways_in import WaysIn
from invoicing.model.party import Nip
from tests.app.commands import NEW_COMPANY, NIP

DIGEST = sha256(b"<x/>").digest()
ENROL = ("ksef", "certificates", "enrol", "--company", NIP, "--type")
GOOD = (
    "Certyfikat istnieje",
    "Certyfikat jest aktywny",
    "Podpis wystawcy jest prawid",
    "Wystawca posiada uprawnienia",
)


@pytest.fixture
def link(stage, database):
    """Makes the link as the app does, so many days from now."""

    async def make(days: float = 0) -> str | None:
        clock = SystemClock()
        clock.offset = timedelta(days=days)
        async with database.units.reading() as work:
            company = await work.companies.by_nip(Nip(NIP))
        links = IssuerLinksOfWallets(WaysIn(database, clock), clock, stage.ksef.base_url)
        return await links(company.id, DIGEST)

    return make


async def behind(link: str) -> str:
    async with httpx.AsyncClient() as http:
        return (await http.get(link)).text


@pytest.mark.usefixtures("company")
async def test_the_page_behind_the_code_knows_the_issuer(aside, link):
    await aside(*ENROL, "offline")

    page = await behind(await link())

    assert all(words in page for words in GOOD)


async def test_a_company_in_an_internal_context_is_known_too(aside, link, seal):
    key = ("--ksef-certificate", seal.certificate, "--ksef-key", seal.key)
    await aside(*NEW_COMPANY, *key, "--ksef-context", f"InternalId:{NIP}-00017")
    await aside(*ENROL, "offline")

    made = await link()

    assert f"/certificate/InternalId/{NIP}-00017/{NIP}/" in made
    page = await behind(made)
    assert all(words in page for words in GOOD)


@pytest.mark.usefixtures("company")
async def test_nothing_but_an_offline_certificate_makes_a_code(aside, link):
    assert await link() is None

    await aside(*ENROL, "authentication")

    assert await link() is None


@pytest.mark.usefixtures("company")
async def test_an_expired_certificate_makes_no_code(aside, link):
    await aside(*ENROL, "offline")

    assert await link() is not None
    assert await link(days=3 * 365) is None
