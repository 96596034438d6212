"""One row, one receipt or one original that is odd holds back nobody else's verdict."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from invoicing.model.errors import Misunderstood, Unavailable
from invoicing.services.ksef_ports import Accepted, NumberTaken, Pending, Refusal
from ksef.crypto import SymmetricKey
from ksef.fa3.writer import Fa3Writer
from ksef.packing import Parcel
from tests.ksef.batching import AlteringWire, Batch, counters_over, documents_of, sha
from tests.ksef.conftest import NOON

SESSION = r"^GET /v2/sessions/[^/]+$"
ALL, FAILED = r"^GET /v2/sessions/[^/]+/invoices$", "/invoices/failed$"
BAD = [b"<Faktura/>", b"<Inna/>"]


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


def denied(code: int) -> httpx.Response:
    fault = {"exceptionCode": code, "exceptionDescription": "nie"}
    return httpx.Response(400, json={"exception": {"exceptionDetailList": [fault]}})


def first_row(change):
    """Bend the first row of a list."""

    def bent(body):
        change(body["invoices"][0])
        return body

    return bent


def without_receipts(body):
    return body | {"upo": None}


# --- whose an original is ---


@pytest.mark.parametrize("count", [2, 6], ids=["asked one by one", "told by a receipt of the session"])
async def test_numbers_that_another_program_took_are_all_for_a_human(batch, documents, invoice, count):
    write = Fa3Writer("ERP")
    theirs = [write(replace(invoice, number=f"FV/{each}"), NOON) for each in range(1, count + 1)]
    await batch.done(theirs)

    verdicts = await batch.judged(await batch.done([*documents(count), *documents(1, "N")]))

    taken = [each for each in verdicts.values() if isinstance(each, NumberTaken)]
    assert {each.sha256 for each in taken} == {sha(each) for each in theirs}
    assert len(verdicts) == count + 1


@pytest.mark.parametrize(
    "answer", [denied(21173), httpx.Response(403, json={})], ids=["unknown", "forbidden"]
)
async def test_a_session_closed_to_us_is_replaced_by_the_stored_document(
    wire, batch, documents, invoice, answer
):
    ours, other = documents(1)[0], documents(1, "N")[0]
    theirs = Fa3Writer("ERP")(replace(invoice, number="FV/9"), NOON)
    first = await batch.done([ours, theirs])
    late = documents(9)[8]
    again = await batch.done([ours, late, other])
    wire.answer(rf"GET /v2/sessions/{first}", answer)

    verdicts = await batch.judged(again)

    assert (verdicts[sha(ours)].upo, verdicts[sha(late)].sha256) == (b"", sha(theirs))
    assert len(verdicts) == 3


async def test_an_original_nobody_shows_us_waits_and_those_behind_it_do_not(wire, batch, documents):
    sent = documents(2)
    await batch.done(sent)
    reference = await batch.done([*sent, *BAD])
    wire.answer("/invoices/ksef/.*/upo$", denied(21173))
    wire.answer("^GET /v2/invoices/ksef/", denied(21164))

    told: dict = {}
    with pytest.raises(Unavailable, match="ksef-original-unreadable"):
        await batch.gathering(reference, told)

    assert set(told) == {sha(each) for each in BAD}


# --- rows and receipts ---


async def test_an_invoice_still_at_work_is_pending(wire, batch, documents):
    sent = documents(2)
    reference = await batch.done(sent)
    wire.alter(SESSION, without_receipts)
    wire.alter(ALL, first_row(lambda row: row.update(status={"code": 150, "description": "w toku"})))

    verdicts = await batch.judged(reference)

    assert [type(verdicts[sha(each)]) for each in sent] == [Pending, Accepted]


async def test_what_was_told_once_is_neither_told_nor_fetched_again(wire, batch, documents):
    sent = documents(3)
    reference = await batch.done(sent)

    def one_more(body):
        body["upo"]["pages"] *= 2
        return body | {"invoiceCount": 7}

    wire.alter(SESSION, one_more)
    wire.asked.clear()

    assert set(await batch.judged(reference)) == {sha(each) for each in sent}
    assert wire.count(ALL) == 1
    assert wire.count("^GET /storage/") == 2


async def test_a_receipt_of_one_invoice_whose_address_lies_is_fetched_through_the_api(wire, batch, documents):
    sent = documents(2)
    reference = await batch.done(sent)
    wire.alter(SESSION, without_receipts)
    wire.answer("^GET /storage/upo", httpx.Response(200, text="<html>Zaloguj</html>"))

    verdicts = await batch.judged(reference)

    assert {type(each) for each in verdicts.values()} == {Accepted}
    assert wire.count("-EE-[^/]+/upo$") == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row.pop("invoiceHash"),
        lambda row: row.update(invoiceHash="c2hvcnQ="),
        lambda row: row.update(status="zły"),
        lambda row: row["status"].update(code="x"),
        lambda row: row["status"].update(details=5),
        lambda row: row["status"].update(code=440, extensions=["x"]),
    ],
    ids=["no hash", "short hash", "status a word", "code a word", "details a number", "extensions a list"],
)
async def test_a_row_that_cannot_be_read_holds_back_no_other(wire, batch, documents, spoil):
    reference = await batch.done([*documents(2), *BAD])
    wire.alter(FAILED, first_row(spoil))

    told: dict = {}
    with pytest.raises(Misunderstood, match="ksef-unreadable"):
        await batch.gathering(reference, told)

    assert len(told) == 3
    assert isinstance(told[sha(BAD[1])], Refusal)


async def test_a_session_receipt_with_one_spoiled_entry_is_replaced_by_the_receipts_of_the_invoices(
    wire, batch, documents
):
    sent = documents(3)
    reference = await batch.done([*sent, *BAD])
    page = (await batch.judged(reference))[sha(sent[0])].upo
    spoiled = httpx.Response(200, content=page.replace(b"<SkrotDokumentu>", b"<SkrotDokumentu>!", 1))
    wire.answer("^GET /v2/sessions/[^/]+/upo/", spoiled)
    wire.answer("^GET /storage/upo", httpx.Response(503))

    verdicts = await batch.judged(reference)

    assert [type(verdicts[sha(each)]) for each in sent] == [Accepted] * 3
    assert [type(verdicts[sha(each)]) for each in BAD] == [Refusal] * 2


# --- bytes on their way ---


async def test_a_part_flows_and_is_never_whole_in_memory(wire, batch, documents):
    await batch.done(documents(5))

    (put,) = [request for request in wire.asked if request.method == "PUT"]
    assert not isinstance(put.stream, httpx.ByteStream)


def test_whoever_gives_up_waits_for_the_thread_that_is_packing(tmp_path):
    begun, go_on, order = threading.Event(), threading.Event(), []
    parcel = Parcel(tmp_path, SymmetricKey())

    def slowly():
        yield os.urandom(500_000)
        begun.set()
        go_on.wait(10)
        order.append("packed")

    def give_up():
        parcel.__exit__(None, None, None)
        order.append("closed")

    packing = threading.Thread(target=parcel.add, args=(slowly(),))
    leaving = threading.Thread(target=give_up)
    packing.start()
    begun.wait(10)
    leaving.start()
    leaving.join(0.1)  # long enough for one who does not wait
    go_on.set()
    packing.join()
    leaving.join()

    assert order == ["packed", "closed"]


def test_a_thread_that_comes_too_late_opens_nothing(tmp_path):
    with Parcel(tmp_path, SymmetricKey()) as parcel:
        pass
    parcel.add([os.urandom(500_000)])

    links = Path("/proc/self/fd").iterdir()
    assert not [each for each in links if each.is_symlink() and str(tmp_path) in str(each.readlink())]
