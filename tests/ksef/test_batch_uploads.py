"""Parts of a batch go exactly where and as KSeF said, and whoever gives up leaves nothing behind."""

import asyncio
from pathlib import Path

import httpx
import pytest

from invoicing.model.errors import Misunderstood, Unavailable
from tests.ksef.batching import AlteringWire, Batch, counters_over, documents_of

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


async def test_a_part_goes_with_the_headers_that_were_told_and_without_our_token(wire, batch, documents):
    await batch.done(documents(5))

    (put,) = [request for request in wire.asked if request.method == "PUT"]
    assert put.headers["x-ms-blob-type"] == "BlockBlob"
    assert "authorization" not in put.headers
    assert int(put.headers["content-length"]) > 0
    assert "transfer-encoding" not in put.headers


async def test_a_part_never_goes_to_a_stranger(wire, batch, documents):
    def away(body):
        body["partUploadRequests"][0]["url"] = "https://elsewhere.example/part"
        return body

    wire.alter(r"^POST /v2/sessions/batch$", away)

    with pytest.raises(Misunderstood, match="ksef-foreign-address"):
        await batch.send(documents(1))
    assert all(request.url.host == "127.0.0.1" for request in wire.asked)


async def test_a_window_that_has_passed_means_another_session_later(wire, batch, documents):
    wire.answer(r"^PUT ", httpx.Response(403))

    with pytest.raises(Unavailable, match="ksef-batch-late"):
        await batch.send(documents(1))
    assert batch.naps == []


async def test_storage_that_stays_down_is_tried_a_few_times_and_then_later(wire, batch, documents):
    wire.answer(r"^PUT ", httpx.Response(503))

    with pytest.raises(Unavailable):
        await batch.send(documents(1))
    assert batch.naps == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("packed", [1, 201, 450])
async def test_giving_up_while_packing_closes_every_file(batch, documents, packed):
    (document,) = documents(1)
    begun = asyncio.Event()

    async def endless():
        for _ in range(packed):
            yield document
        begun.set()
        await asyncio.Event().wait()

    sending = asyncio.create_task(
        batch.port.send(batch.company, endless(), offline=False, opened=batch.opened)
    )
    await begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    assert _held_open(str(batch.spool)) == []
    assert list(batch.spool.iterdir()) == []


def _held_open(folder: str) -> list[str]:
    links = Path("/proc/self/fd").iterdir()
    return [where for link in links if link.is_symlink() and folder in (where := str(link.readlink()))]
