"""KOD I, against the vectors of the KSeF documentation."""

import hashlib
from datetime import date

import pytest

from invoicing.model.party import Nip
from ksef.environments import ENVIRONMENTS, environment
from ksef.qr import base64url, verification_link


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<root>test</root>", "qrs2gCLXnTUy6--AHwHuDxFuCj0BYUGRGtBuGnJwN-c"),
        ("<data>special & chars /?</data>", "2bEg3cUOcJxR38JekXJxuJphnkn-NUdSP-uyOc0hB6I"),
        ("<x/>", "KjH0TaS9fey70939GjeuBNAuxmXiwmiIFszGVjFYbtE"),
    ],
)
def test_digests_look_as_the_ministrys_own_client_makes_them(text, expected):
    assert base64url(hashlib.sha256(text.encode()).digest()) == expected


def test_the_link_spells_the_date_day_first():
    digest = bytes.fromhex(
        "52d429f46a5ce75cbebb7c40a598c88e092967 4d63b3e27c29f9523d6f16cc81".replace(" ", "")
    )

    link = verification_link("https://qr-test.ksef.mf.gov.pl/", Nip("1111111111"), date(2026, 2, 1), digest)

    assert link == (
        "https://qr-test.ksef.mf.gov.pl/invoice/1111111111/01-02-2026/UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE"
    )


async def test_the_link_of_an_accepted_invoice_is_known_to_ksef(ksef, company, xml, invoice):
    reference = await ksef.gateway.submit(company, xml, offline=False)
    accepted = await ksef.settled(reference, xml)

    link = verification_link(
        ksef.api.base_url, invoice.seller.nip, invoice.issue_date, hashlib.sha256(xml).digest()
    )

    assert str(accepted.number) in await ksef.page(link)


def test_each_environment_keeps_its_own_hosts():
    hosts = [host for each in ENVIRONMENTS.values() for host in (each.api, each.qr)]

    assert len(set(hosts)) == 6
    assert environment("prod", api="http://127.0.0.1:9/v2/").api == "http://127.0.0.1:9/v2"
    assert environment("prod", api="http://127.0.0.1:9/v2/").qr == "https://qr.ksef.mf.gov.pl"
