"""The hand-over matrix as it works: what really reaches each kind of buyer, before the number and after it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from invoicing.model.delivering import DeliveryStatus
from invoicing.model.handover import hand_over, state_before_number
from invoicing.model.identifiers import Nip
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.papers import Paper
from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.services.access.certificates import OfflineCertificate, keep_wallet, wallet_of
from invoicing.services.ids import draft_id
from invoicing.services.messages import Choice
from invoicing.services.modes.ways import IssueWay
from tests.services.house import SENTENCE

FRIDAY = date(2026, 11, 20)
CODES = "https://qr.example/certificate/signed"
HERE = Address("ul. Prosta 1", "00-001 Warszawa")
NIP = Nip.parse("5260250274")
BUYERS = {
    kind: Buyer(kind, "Klient", HERE, **identifier)
    for kind, identifier in {
        BuyerKind.DOMESTIC: {"nip": NIP},
        BuyerKind.CONSUMER: {},
        BuyerKind.EU: {"eu_vat_number": "DE123456789"},
        BuyerKind.NON_EU: {"foreign_id": "CHE-1", "foreign_country": "CH"},
        BuyerKind.FOREIGN_WITH_NIP: {"nip": NIP},
        BuyerKind.NO_NIP: {},
        BuyerKind.EXEMPT_WITH_NIP: {"nip": NIP},
        BuyerKind.EXEMPT_WITHOUT_NIP: {},
        BuyerKind.EU_SMALL: {"eu_vat_number": "DE123456789"},
        BuyerKind.JST: {"nip": NIP},  # a draft names no third party yet, and the matrix goes by the kind
        BuyerKind.VAT_GROUP: {"nip": NIP},
        BuyerKind.SUPPLY_ABROAD: {"nip": NIP},
    }.items()
}
THROUGH_KSEF = {BuyerKind.DOMESTIC, BuyerKind.EXEMPT_WITH_NIP, BuyerKind.JST, BuyerKind.VAT_GROUP}
"""Buyers who receive their invoices in KSeF, and so have a confirmation at most while there is no number."""


def rows(**named):
    return [
        pytest.param(BuyerKind[kind], row, id=f"{row} {kind.lower()}")
        for row, kinds in named.items()
        for kind in kinds.split()
    ]


ALWAYS = {
    "D16": "NO_NIP",
    "D17": "EXEMPT_WITH_NIP",
    "D18": "EXEMPT_WITHOUT_NIP",
    "D19": "EU_SMALL",
    "D20": "JST",
    "D21": "VAT_GROUP",
}
EITHER = ALWAYS | {"D13": "NON_EU", "D14": "FOREIGN_WITH_NIP", "D22": "SUPPLY_ABROAD"}
NUMBERED = rows(D2="DOMESTIC", D7="CONSUMER", D10="EU", **EITHER)
OFFLINE = rows(D3="DOMESTIC", D8="CONSUMER", D11="EU", **EITHER)
EMERGENCY = rows(D4="DOMESTIC", D9="CONSUMER", D12="EU NON_EU FOREIGN_WITH_NIP SUPPLY_ABROAD", **ALWAYS)
OUTSIDE = rows(D6="CONSUMER", D23=" ".join(kind.name for kind in BuyerKind if kind.name != "CONSUMER"))


@pytest.fixture
async def certified(house):
    """A company whose offline certificate makes both codes."""

    async def links(company_id, sha256):
        return f"{CODES}/{sha256.hex()[:8]}"

    now = house.clock.now()
    ends = now + timedelta(days=300)
    certificate = OfflineCertificate("01F2", "offline", now - timedelta(days=1), ends, b"pem", b"key")
    async with house.units() as work:
        (company, *_) = await work.companies.all()
        await keep_wallet(work, company.id, (await wallet_of(work, company.id)).adding(certificate))
    house.issuer_links = links
    house.start()
    return house


async def announce(house, kind):
    house.lighthouse.says(kind, Outage(kind, FRIDAY, None))
    await house.watch()
    house.ksef.down = True


async def well_again(house, kind):
    house.lighthouse.says(None, Outage(kind, FRIDAY, FRIDAY))
    house.ksef.down = False
    await house.watch()
    await house.work(seconds=120)


async def issue(house, kind, way=IssueWay.ONLINE):
    """An invoice for that buyer, from the card by the button of that way."""
    said = await house.say(SENTENCE)
    async with house.units() as work:
        draft = await work.drafts.get(draft_id(said.key))
        meant = replace(draft, buyer=BUYERS[kind], version=draft.version + 1)
        await work.drafts.save(meant)
    choice = Choice(way.value, meant.id, meant.version)
    await house.receive(house.incoming("", choice=choice, tapped_message="1", callback="tap"))
    await house.work()
    (invoice,) = await house.invoices()
    return invoice


async def evidence(house, invoice):
    async with house.units.reading() as work:
        events = await work.events.of_invoice(invoice.id)
    return [
        (each.evidence["row"], each.evidence["paper"], each.evidence["receipt"])
        for each in events
        if each.what == "handed-over"
    ]


def is_confirmation(letter):
    (paper,) = letter.attachments
    return (
        letter.subject.startswith("Potwierdzenie")
        and paper.name.startswith("Potwierdzenie-")
        and CODES.encode() in paper.content
    )


def is_early_invoice(letter, invoice):
    pdf, xml = letter.attachments
    return CODES.encode() in pdf.content and xml.content == invoice.xml


def is_numbered_invoice(letter, invoice):
    pdf, xml = letter.attachments
    return (
        str(invoice.ksef_number).encode() in pdf.content
        and CODES.encode() not in pdf.content
        and xml.content == invoice.xml
    )


def is_plain_invoice(letter):
    (paper,) = letter.attachments
    return b"plain_invoice" in paper.content and CODES.encode() not in paper.content


# --- N: the number came within seconds ---


@pytest.mark.parametrize(("kind", "row"), NUMBERED)
async def test_with_its_number_the_invoice_goes_to_every_buyer_with_one_code(certified, kind, row):
    invoice = await issue(certified, kind)

    (letter,) = certified.post.letters
    assert is_numbered_invoice(letter, invoice)
    received = "number" if kind in THROUGH_KSEF else "actual"
    assert await evidence(certified, invoice) == [(row, "visualisation", received)]


# --- W: D1 and D15, sent and not numbered yet ---


@pytest.mark.parametrize("kind", BuyerKind)
async def test_d1_and_d15_nobody_is_written_to_while_an_online_number_is_awaited(certified, kind):
    certified.ksef.down = True
    invoice = await issue(certified, kind)

    assert certified.post.letters == []
    certified.ksef.down = False
    await certified.work(seconds=3600)
    (letter,) = certified.post.letters
    (invoice,) = await certified.invoices()
    assert is_numbered_invoice(letter, invoice)
    assert letter.in_reply_to is None


# --- O: unavailability and offline24 ---


@pytest.mark.parametrize("way", [IssueWay.UNAVAILABILITY, IssueWay.OFFLINE24])
@pytest.mark.parametrize(("kind", "row"), OFFLINE)
async def test_offline_the_buyer_gets_what_the_row_says_and_the_number_in_the_same_thread(
    certified, kind, row, way
):
    await announce(certified, OutageKind.MAINTENANCE)
    invoice = await issue(certified, kind, way)

    (first,) = certified.post.letters
    agreed = kind not in THROUGH_KSEF
    assert is_early_invoice(first, invoice) if agreed else is_confirmation(first)
    paper = "early_visualisation" if agreed else "transaction_confirmation"
    received = "actual" if agreed else "number"
    assert await evidence(certified, invoice) == [(row, paper, received)]

    await well_again(certified, OutageKind.MAINTENANCE)
    _, second = certified.post.letters
    (invoice,) = await certified.invoices()
    assert is_numbered_invoice(second, invoice)
    assert (second.in_reply_to, second.subject) == (first.message_id, f"Re: {first.subject}")


# --- E: an announced failure ---


@pytest.mark.parametrize(("kind", "row"), EMERGENCY)
async def test_in_a_failure_every_buyer_gets_the_invoice_at_once(certified, kind, row):
    await announce(certified, OutageKind.FAILURE)
    invoice = await issue(certified, kind, IssueWay.EMERGENCY)

    (first,) = certified.post.letters
    assert is_early_invoice(first, invoice)
    received = "actual_or_number" if kind in THROUGH_KSEF else "actual"
    assert await evidence(certified, invoice) == [(row, "early_visualisation", received)]

    await well_again(certified, OutageKind.FAILURE)
    assert [each.in_reply_to for each in certified.post.letters] == [None, first.message_id]


# --- T and X: what never meets KSeF ---


@pytest.mark.parametrize("kind", BuyerKind)
async def test_d5_in_a_total_failure_everybody_gets_a_plain_invoice_and_nothing_follows(certified, kind):
    await certified.say("awaria całkowita: TVP Info, 20.11.2026 9:30")
    invoice = await issue(certified, kind, IssueWay.TOTAL_FAILURE)
    await certified.work(seconds=3600)

    (letter,) = certified.post.letters
    assert is_plain_invoice(letter)
    assert await evidence(certified, invoice) == [("D5", "plain_invoice", "actual")]
    assert certified.ksef.sendings == []


@pytest.mark.parametrize(("kind", "row"), OUTSIDE)
async def test_d6_and_d23_what_stays_outside_ksef_is_a_plain_invoice(certified, kind, row):
    async with certified.units() as work:
        (company, *_) = await work.companies.all()
        await work.companies.save(replace(company, profile=replace(company.profile, small_sales=True)))
    invoice = await issue(certified, kind, IssueWay.SMALL_SALES)
    await certified.work(seconds=3600)

    (letter,) = certified.post.letters
    assert is_plain_invoice(letter)
    assert await evidence(certified, invoice) == [(row, "plain_invoice", "actual")]
    assert certified.ksef.sendings == []


# --- D24: what nobody may have ---


@pytest.mark.parametrize(
    ("outage", "way"),
    [(OutageKind.MAINTENANCE, IssueWay.UNAVAILABILITY), (OutageKind.FAILURE, IssueWay.EMERGENCY)],
)
@pytest.mark.parametrize("kind", BuyerKind)
async def test_d24_before_the_number_no_plain_pdf_leaves_for_anybody(certified, kind, outage, way):
    await announce(certified, outage)
    invoice = await issue(certified, kind, way)
    tap = certified.incoming("", choice=Choice("pdf", invoice.id), tapped_message="1", callback="pdf")
    await certified.receive(tap)
    await certified.work()

    row = hand_over(kind, state_before_number(invoice.offline_mode))
    given = certified.last()
    assert given.data.get("row", given.data.get("details", {}).get("row")) == row.row
    assert given.code == ("files" if row.paper is Paper.VISUALISATION else "refused")
    assert all(b"certificate" in file.content for file in given.files)
    assert not any(is_plain_invoice(each) for each in certified.post.letters if len(each.attachments) == 1)


# --- without an address or a certificate ---


@pytest.mark.parametrize("kind", BuyerKind)
async def test_without_a_certificate_every_buyer_waits_for_the_number(house, kind):
    await announce(house, OutageKind.FAILURE)
    await issue(house, kind, IssueWay.EMERGENCY)
    assert house.post.letters == []

    await well_again(house, OutageKind.FAILURE)
    (letter,) = house.post.letters
    (invoice,) = await house.invoices()
    assert is_numbered_invoice(letter, invoice)
    async with house.units.reading() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
    assert (delivery.paper, delivery.status) == (Paper.VISUALISATION, DeliveryStatus.SENT)
