"""Long documents are drawn in a process that gives its memory back by ending."""

import os
from pathlib import Path

import pytest

from app.drawing import Aside
from app.rendering import LONG, DocumentRenderer
from invoicing.model.errors import LatarnikError, Refused
from invoicing.model.ksef_number import KsefNumber

XML = (Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml").read_bytes()
NUMBER = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")


@pytest.fixture
async def aside():
    aside = Aside(tasks=2)
    yield aside
    await aside.close()


def long_one() -> bytes:
    start, end = XML.index(b"<FaWiersz>"), XML.index(b"</FaWiersz>") + len(b"</FaWiersz>")
    row = XML[start:end]
    return XML[:end] + row * (LONG // len(row)) + XML[end:]


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


async def test_closing_twice_or_before_the_first_document_is_no_fault():
    aside = Aside()

    await aside.close()
    await aside.close()
