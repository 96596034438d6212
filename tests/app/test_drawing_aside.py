"""Long documents are drawn in a process that gives its memory back by ending."""

import asyncio
import os
import select
import signal
from pathlib import Path

import pytest

from app.drawing import LEAST, MOST, SECONDS, Aside, share_of_memory
from app.rendering import LONG, DocumentRenderer
from invoicing.model.errors import LatarnikError, Refused
from invoicing.model.ksef_number import KsefNumber

XML = (Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml").read_bytes()
MEGABYTE = 1024**2
NUMBER = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")


@pytest.fixture
async def aside():
    aside = Aside(tasks=2)
    yield aside
    await aside.close()


START, END = XML.index(b"<FaWiersz>"), XML.index(b"</FaWiersz>") + len(b"</FaWiersz>")


def many_rows(count: int) -> bytes:
    return XML[:START] + XML[START:END] * count + XML[END:]


def long_one() -> bytes:
    return many_rows(1 + LONG // (END - START))


async def test_a_long_document_is_the_same_page_by_page(aside):
    xml = long_one()

    there = await DocumentRenderer("https://qr.example", aside)(xml, NUMBER, "pl")

    assert there == await DocumentRenderer("https://qr.example")(xml, NUMBER, "pl")


async def test_the_process_is_another_one_and_changes_after_some_documents(aside):
    seen = [await aside(os.getpid) for _ in range(4)]

    assert os.getpid() not in seen
    assert seen[0] == seen[1] != seen[2] == seen[3]


async def test_what_is_wrong_with_a_long_document_is_told_as_with_a_short_one(aside):
    with pytest.raises(LatarnikError) as here:
        await DocumentRenderer("https://qr.example", aside)(
            long_one().replace(b"Faktura", b"F"), NUMBER, "pl"
        )

    assert here.value.reason == "document-invalid"


async def test_a_document_that_kills_its_process_is_refused_and_the_next_one_is_drawn(aside):
    with pytest.raises(Refused) as died:
        await aside(os._exit, 1)

    assert died.value.reason == "document-too-long"
    assert await aside(os.getpid) != os.getpid()


async def test_a_document_that_never_ends_is_refused_its_process_ends_and_the_next_one_is_drawn(aside):
    busy = os.pidfd_open(await aside(os.getpid))
    aside.seconds = 0.1
    with pytest.raises(Refused) as late:
        await aside(signal.pause)
    aside.seconds = SECONDS

    assert late.value.reason == "document-too-long"
    assert await aside(os.getpid) != os.getpid()
    assert select.select([busy], [], [], 30)[0]
    os.close(busy)


async def test_a_document_that_nobody_waits_for_any_more_keeps_nobody_waiting(aside):
    await aside(os.getpid)
    forgotten = asyncio.create_task(aside(signal.pause))
    next_one = asyncio.create_task(aside(os.getpid))
    await asyncio.sleep(0)  # it is its turn
    forgotten.cancel()

    assert await next_one != os.getpid()


async def test_a_document_for_which_there_is_no_memory_is_refused_and_the_next_one_is_drawn():
    aside = Aside(memory=360 * MEGABYTE)
    renderer = DocumentRenderer("https://qr.example", aside)
    long = many_rows(4000)

    with pytest.raises(Refused) as refused:
        await renderer(long, NUMBER, "pl")
    drawn = await renderer(long_one(), NUMBER, "pl")
    await aside.close()

    assert refused.value.reason == "document-too-long"
    assert drawn.startswith(b"%PDF")


def test_a_process_may_fill_half_of_the_machine_and_no_more_than_the_longest_document_needs():
    assert LEAST <= share_of_memory() <= MOST


async def test_closing_twice_or_before_the_first_document_keeps_nothing_from_being_drawn(aside):
    await aside.close()
    await aside.close()

    assert await aside(os.getpid) != os.getpid()


async def test_closing_ends_the_process(aside):
    there = await aside(os.getpid)

    await aside.close()

    with pytest.raises(ProcessLookupError):
        os.kill(there, 0)
