"""Every invoice of a batch gets exactly one verdict, whatever the lists, the receipts and the limits do."""

from contextlib import suppress
from dataclasses import replace

import httpx
import pytest

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.services.ksef_ports import Accepted, NumberTaken, Pending, Refusal
from ksef.fa3.writer import Fa3Writer
from tests.ksef.batching import AlteringWire, Batch, counters_over, documents_of, sha
from tests.ksef.conftest import NOON

RECEIPT = r"^GET /storage/upo"
ORIGINALS = r"/invoices/ksef/.*/upo"
pytestmark = pytest.mark.broken_ksef("answers are bent on purpose")


@pytest.fixture
def documents(invoice):
    return documents_of(invoice)


@pytest.fixture
async def wire():
    return AlteringWire()


@pytest.fixture
async def batch(ksef, wire, tmp_path, company):
    http, counters = counters_over(wire, ksef)
    async with http:
        yield Batch(counters, tmp_path / "spool", company)


def all_accepted(verdicts, documents) -> bool:
    return set(verdicts) == {sha(each) for each in documents} and all(
        isinstance(each, Accepted) for each in verdicts.values()
    )


# --- a batch sent twice ---


async def test_hundreds_sent_twice_are_recognised_by_one_receipt_instead_of_hundreds_of_questions(
    wire, batch, documents
):
    sent = documents(300)
    await batch.done(sent)
    again = await batch.done(sent)
    wire.asked.clear()

    verdicts = await batch.judged(again)

    assert all_accepted(verdicts, sent)
    assert all(each.upo for each in verdicts.values())
    assert wire.count("^GET /v2/") <= 5
    assert wire.count(ORIGINALS) == 0


async def test_originals_of_several_sessions_cost_a_receipt_a_session(wire, batch, documents):
    first, second = documents(20, "A"), documents(20, "B")
    await batch.done(first)
    await batch.done(second)
    again = await batch.done([*first, *second])
    wire.asked.clear()

    assert all_accepted(await batch.judged(again), [*first, *second])
    assert wire.count("^GET /v2/") <= 7


async def test_a_few_originals_are_asked_for_one_by_one(wire, batch, documents):
    sent = documents(2)
    await batch.done(sent)
    again = await batch.done([*sent, *documents(3, "N")])
    wire.asked.clear()

    assert len(await batch.judged(again)) == 5
    assert wire.count(ORIGINALS) == 2


async def test_originals_in_a_session_that_is_not_for_us_are_told_by_the_documents(wire, batch, documents):
    sent = documents(5)
    first = await batch.done(sent)
    again = await batch.done(sent)
    denied = {"exception": {"exceptionDetailList": [{"exceptionCode": 21173, "exceptionDescription": "nie"}]}}
    wire.answer(rf"GET /v2/sessions/{first}", httpx.Response(400, json=denied))

    assert all_accepted(await batch.judged(again), sent)


async def test_one_document_of_somebody_else_among_the_duplicates_is_for_a_human(
    ksef, batch, documents, invoice, company
):
    sent = documents(8)
    await batch.done(sent[1:])
    theirs = Fa3Writer("ERP")(replace(invoice, number="FV/1"), NOON)
    await ksef.settled(await ksef.gateway.submit(company, theirs, offline=False), theirs)

    verdicts = await batch.judged(await batch.done(sent))

    taken = verdicts.pop(sha(sent[0]))
    assert isinstance(taken, NumberTaken)
    assert taken.sha256 == sha(theirs)
    assert all_accepted(verdicts, sent[1:])


# --- a limit in the middle ---


async def test_a_limit_reached_while_judging_keeps_what_is_finished_and_goes_on_from_there(
    wire, batch, documents
):
    sent = [each for letter in "ABC" for each in documents(1, letter)]
    for each in sent:
        await batch.done([each])
    again = await batch.done(sent)
    wire.asked.clear()

    told: dict = {}
    for asked in (1, 2, 3):
        wire.limit(ORIGINALS, after=asked)
        told |= await _as_far_as_it_goes(batch, again)
        assert len(told) >= asked

    assert all_accepted(told, sent)
    paths = [request.url.path for request in wire.asked if request.url.path.endswith("/upo")]
    assert (
        len(paths) == len(set(paths)) + 2
    )  # whose question met the limit was asked for again, and nobody else


async def _as_far_as_it_goes(batch, reference) -> dict:
    told: dict = {}
    with suppress(Unavailable):
        async for page in batch.port.verdicts(batch.company, reference):
            told |= dict(page.verdicts)
    return told


# --- lists and receipts that leave something out ---


def _empty_receipts(body):
    body["upo"] = {"pages": []}
    return body


async def test_what_neither_receipt_nor_list_of_failures_tells_is_looked_up_in_the_list_of_all(
    wire, batch, documents
):
    sent = [*documents(3), b"<Faktura/>"]
    reference = await batch.done(sent)
    wire.alter(r"^GET /v2/sessions/[^/]+$", _empty_receipts)

    verdicts = await batch.judged(reference)

    assert isinstance(verdicts.pop(sha(b"<Faktura/>")), Refusal)
    assert all_accepted(verdicts, sent[:3])
    assert len({each.upo for each in verdicts.values()}) == 3  # each has a receipt of its own


async def test_an_accepted_invoice_whose_receipt_is_late_is_still_pending(wire, batch, documents):
    sent = documents(2)
    reference = await batch.done(sent)
    late = {
        "exception": {
            "exceptionDetailList": [{"exceptionCode": 21178, "exceptionDescription": "jeszcze nie"}]
        }
    }
    wire.alter(r"^GET /v2/sessions/[^/]+$", _empty_receipts)
    wire.alter(r"^GET /v2/sessions/[^/]+/invoices$", _without_addresses)
    wire.answer(r"/invoices/[^/]+-EE-[^/]+/upo$", httpx.Response(400, json=late))

    verdicts = await batch.judged(reference)

    assert {type(each) for each in verdicts.values()} == {Pending}


def _without_addresses(body):
    for each in body["invoices"]:
        each.pop("upoDownloadUrl", None)
    return body


async def test_a_long_list_is_read_to_its_last_page(wire, batch, documents, monkeypatch):
    monkeypatch.setattr("ksef.verdicts._PAGE", 10)
    bad = [f"<Faktura>{number}</Faktura>".encode() for number in range(25)]
    reference = await batch.done([*bad, *documents(1)])

    verdicts = await batch.judged(reference)

    assert len(verdicts) == 26
    assert wire.count("/invoices/failed$") == 3


@pytest.mark.parametrize(
    "instead",
    [
        httpx.Response(200, text="<html>Zaloguj</html>"),
        httpx.Response(200, content=b"\x00\x01 broken"),
        httpx.Response(200, content=b'<Potwierdzenie xmlns="http://upo.schematy.mf.gov.pl/KSeF/v4-3"/>'),
        httpx.Response(404),
        httpx.Response(503),
    ],
    ids=["a page of HTML", "no XML", "no documents", "gone", "down"],
)
async def test_a_receipt_whose_address_lies_is_fetched_through_the_api(wire, batch, documents, instead):
    sent = documents(3)
    reference = await batch.done(sent)
    wire.answer(RECEIPT, instead)
    wire.asked.clear()

    assert all_accepted(await batch.judged(reference), sent)
    assert wire.count(r"^GET /v2/sessions/[^/]+/upo/") == 1


async def test_a_receipt_of_another_session_proves_nothing(wire, batch, documents):
    other = await batch.done(documents(2, "X"))
    await batch.judged(other)
    foreign = next(request for request in wire.asked if "/storage/upo" in request.url.path)
    async with httpx.AsyncClient() as browser:
        page = await browser.get(str(foreign.url))
    sent = documents(2)
    reference = await batch.done(sent)
    wire.answer(RECEIPT, httpx.Response(200, content=page.content))
    wire.answer(r"^GET /v2/sessions/[^/]+/upo/", httpx.Response(200, content=page.content))

    with pytest.raises(Misunderstood, match="ksef-upo-mismatch"):
        await batch.judged(reference)


# --- one row that cannot be read ---


async def test_a_status_nobody_told_us_of_ends_as_a_refusal_with_its_words(wire, batch, documents):
    reference = await batch.done([*documents(2), b"<Faktura/>"])

    def stranger(body):
        body["invoices"][0]["status"] = {"code": 477, "description": "Nowy powód"}
        return body

    wire.alter("/invoices/failed$", stranger)
    verdict = (await batch.judged(reference))[sha(b"<Faktura/>")]

    assert isinstance(verdict, Refusal)
    assert (verdict.status, verdict.description) == (477, "Nowy powód")


async def test_one_unreadable_original_does_not_hold_back_the_others(wire, batch, documents):
    sent = documents(3)
    await batch.done(sent)
    reference = await batch.done([*sent, b"<Faktura/>"])

    def spoiled(body):
        row = next(each for each in body["invoices"] if each["status"]["code"] == 440)
        row["status"]["extensions"] = {"originalKsefNumber": "nonsense"}
        return body

    wire.alter("/invoices/failed$", spoiled)
    told: dict = {}
    with pytest.raises(Misunderstood, match="ksef-number-unreadable"):
        await batch.gathering(reference, told)

    assert len(told) == 3
    assert isinstance(told[sha(b"<Faktura/>")], Refusal)
