"""Whoever must prove a hand-over gets all of it in one file that opens with nothing of ours."""

import hashlib
import io
import json
import zipfile

import pytest

from invoicing.model.delivering import DeliveryNews
from invoicing.services.delivery.addressing import reference_of
from invoicing.services.delivery.bounces import Report, TakingReports
from invoicing.services.delivery.evidence import DeliveryEvidence
from invoicing.services.messages import Channel
from invoicing.services.records import Received, Role
from templates.evidence import delivery_paper
from tests.services.house import OLA, SENTENCE, STRANGER

REPORT = b"From: MAILER-DAEMON@mx.klient.example\r\n\r\n\xb1"


@pytest.fixture
async def sent(house):
    """A house whose invoice has gone, and whose buyer's server says that it lies in the mailbox."""
    await house.take_on()
    await house.say(SENTENCE)
    await house.tap("issue")
    (invoice,) = await house.invoices()
    async with house.database.units() as work:
        (delivery,) = await work.deliveries.of_invoice(invoice.id)
        await work.inbox.put(Received("email:1", Channel.EMAIL, "email:x", REPORT, house.clock.now()))
    told = Report(DeliveryNews.DELIVERED, "2.0.0 stored", reference=reference_of(delivery.id), by="verp")
    await TakingReports(house.units)("email:1", told, REPORT, house.clock.now())
    return house


def opened(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    "words", ["dowód doręczenia {}", "dowod doreczenia {}", "Pokaż dowód wysłania faktury {}!"]
)
async def test_the_chat_sends_the_proof_of_an_invoice(sent, words):
    await sent.say(words.format("FV/2026/11/1"))

    said = sent.last()
    (file,) = said.files
    assert (said.code, file.name) == ("delivery-proof", "dowod-doreczenia-FV-2026-11-1.zip")


async def test_it_holds_the_invoice_the_letter_and_the_report_as_they_were(sent):
    (invoice,) = await sent.invoices()
    files = opened(await DeliveryEvidence(sent.units, lambda data: b"%PDF")(invoice.id))

    assert next(iter(files)) == "dowod.pdf"
    assert files["FV-2026-11-1.xml"] == invoice.xml
    assert files["raporty/02.eml"] == REPORT
    assert files["listy/01.eml"].startswith(b"raw <")
    assert "< 250 OK" in files["rozmowa-z-serwerem.txt"].decode()
    assert [each["what"] for each in json.loads(files["historia.json"])] == [
        "handed-over",
        "delivery-delivered",
    ]


async def test_every_file_is_as_its_digest_says(sent):
    (invoice,) = await sent.invoices()
    files = opened(await DeliveryEvidence(sent.units, lambda data: b"%PDF")(invoice.id))

    listed = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert listed == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


async def test_the_page_says_what_happened_and_what_that_does_not_prove(sent):
    (invoice,) = await sent.invoices()
    told = []

    def note(data):
        told.append(data)
        return delivery_paper(data)

    files = opened(await DeliveryEvidence(sent.units, note)(invoice.id))

    steps = [(each["news"], each["file"]) for each in told[0]["steps"]]
    assert steps == [("sent", "listy/01.eml"), ("delivered", "raporty/02.eml")]
    assert files["dowod.pdf"].startswith(b"%PDF")


async def test_the_same_books_make_the_same_bytes(sent):
    (invoice,) = await sent.invoices()
    evidence = DeliveryEvidence(sent.units, delivery_paper)

    assert await evidence(invoice.id) == await evidence(invoice.id)


async def test_what_went_nowhere_cannot_be_proven(house):
    await house.take_on()
    await house.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    await house.tap("issue")

    await house.say("dowód doręczenia FV/2026/11/1")

    assert house.last().data["reason"] == "nothing-handed-over"


async def test_an_invoice_of_nobody_s_is_not_known(sent):
    await sent.say("dowód doręczenia FV/2026/11/99")

    assert sent.last().data["reason"] == "invoice-unknown"


async def test_a_viewer_gets_it_and_a_stranger_does_not(sent):
    await sent.take_on(Role.VIEWER, "1003")
    await sent.say("dowód doręczenia FV/2026/11/1", "1003")
    await sent.say("dowód doręczenia FV/2026/11/1", STRANGER)

    assert sent.last("1003").code == "delivery-proof"
    assert sent.shown(STRANGER) == ["stranger"]
    assert "delivery-proof" not in sent.shown(OLA)
