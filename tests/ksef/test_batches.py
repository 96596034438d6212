"""Many invoices in one package: packed, sent, and every one of them gets its verdict."""

from dataclasses import replace

import pytest

from invoicing.model.errors import Refused, Unavailable
from invoicing.services.ksef_ports import Accepted, BatchPhase, NumberTaken, Refusal
from ksef import packing
from ksef.fa3.writer import Fa3Writer
from tests.ksef.batching import Batch, documents_of, sha
from tests.ksef.conftest import NOON


@pytest.fixture
def documents(invoice):
    return documents_of(invoice)


@pytest.fixture
def batch(ksef, tmp_path, company):
    return Batch(ksef.counters, tmp_path / "spool", company)


async def test_every_invoice_gets_its_number_and_all_share_one_receipt(ksef, batch, documents):
    sent = documents(30)

    reference = await batch.send(sent)
    state = await batch.ready(reference)
    verdicts = await batch.judged(reference)

    assert (state.phase, state.invoices, state.accepted, state.rejected) == (BatchPhase.READY, 30, 30, 0)
    assert set(verdicts) == {sha(each) for each in sent}
    assert all(isinstance(verdict, Accepted) for verdict in verdicts.values())
    assert len({id(verdict.upo) for verdict in verdicts.values()}) == 1
    assert {str(verdict.number) for verdict in verdicts.values()} == {
        row["ksef_number"] for row in ksef.api.invoices()
    }


async def test_a_batch_costs_few_calls_whatever_its_size(ksef, batch, documents):
    reference = await batch.send(documents(50))
    await batch.ready(reference)
    before = len(ksef.requests)

    await batch.judged(reference)

    calls = [each for each in ksef.requests[before:] if "/storage/" not in each]
    assert calls == [f"GET /v2/sessions/{reference}"]
    assert sum("/v2/sessions" in each for each in ksef.requests) < 20


async def test_a_large_package_goes_in_several_parts(ksef, batch, documents, monkeypatch):
    monkeypatch.setattr(packing, "SMALL", 500)
    sent = documents(40)

    reference = await batch.send(sent)
    await batch.ready(reference)

    assert ksef.count("/close") == 1
    assert sum(each.startswith("PUT") for each in ksef.requests) > 2
    assert len(await batch.judged(reference)) == 40


async def test_more_than_fifty_parts_are_refused_before_anything_is_opened(
    ksef, batch, documents, monkeypatch
):
    monkeypatch.setattr(packing, "SMALL", 32)
    monkeypatch.setattr(packing, "LARGE", 32)

    with pytest.raises(Refused) as problem:
        await batch.send(documents(40))

    assert problem.value.reason == "batch-too-large"
    assert ksef.count("/sessions/batch") == 0


async def test_one_bad_invoice_is_refused_and_the_others_go_through(batch, documents):
    good = documents(2)

    reference = await batch.send([*good, b"<Faktura/>"])
    state = await batch.ready(reference)
    verdicts = await batch.judged(reference)

    assert (state.accepted, state.rejected) == (2, 1)
    refusal = verdicts[sha(b"<Faktura/>")]
    assert isinstance(refusal, Refusal)
    assert refusal.status == 450


async def test_all_bad_means_no_receipt_and_every_refusal(batch):
    reference = await batch.send([b"<Faktura/>", b"<Inna/>"])
    state = await batch.ready(reference)

    assert (state.phase, state.status) == (BatchPhase.READY, 445)
    assert [type(each) for each in (await batch.judged(reference)).values()] == [Refusal, Refusal]


async def test_what_was_taken_before_is_recognised_as_ours(ksef, batch, documents, company):
    first, second = documents(2)
    await ksef.settled(await ksef.gateway.submit(company, first, offline=False), first)

    reference = await batch.send([first, second])
    await batch.ready(reference)
    verdicts = await batch.judged(reference)

    assert all(isinstance(verdict, Accepted) for verdict in verdicts.values())
    assert len(ksef.api.invoices()) == 3
    assert sum(row["status"] == 200 for row in ksef.api.invoices()) == 2


async def test_a_number_that_another_program_took_is_for_a_human(ksef, batch, documents, invoice, company):
    (ours,) = documents(1)
    theirs = Fa3Writer("ERP")(replace(invoice, number="FV/1"), NOON)
    await ksef.settled(await ksef.gateway.submit(company, theirs, offline=False), theirs)

    reference = await batch.send([ours, *documents(1, "X")])
    await batch.ready(reference)

    assert isinstance((await batch.judged(reference))[sha(ours)], NumberTaken)


async def test_offline_is_declared_for_all(batch, documents):
    reference = await batch.send(documents(2), offline=True)
    await batch.ready(reference)

    assert all(verdict.offline for verdict in (await batch.judged(reference)).values())


@pytest.mark.broken_ksef("an upload fails once on purpose")
async def test_an_upload_that_stumbles_is_tried_again(ksef, batch, documents):
    ksef.api.set_state(faults={"upload_fails": 2})

    reference = await batch.send(documents(3))

    assert (await batch.ready(reference)).accepted == 3
    assert batch.naps == [1.0, 2.0]


@pytest.mark.broken_ksef("the answer to the closing is lost on purpose")
@pytest.mark.parametrize("fault", ["drop_after_close", "error_after_close"])
async def test_a_lost_answer_to_the_closing_is_told_by_the_state(ksef, batch, documents, fault):
    ksef.api.set_state(faults={fault: 1})

    with pytest.raises(Unavailable):
        await batch.send(documents(3))

    (reference,) = batch.told
    assert (await batch.ready(reference)).accepted == 3
    assert len(await batch.judged(reference)) == 3


async def test_a_withdrawn_key_of_the_ministry_is_replaced(ksef, batch, documents):
    await batch.send(documents(1, "A"))
    ksef.api.rotate_key("SymmetricKeyEncryption", emergency=True)

    assert (await batch.ready(await batch.send(documents(1, "B")))).accepted == 1


async def test_a_session_that_nobody_closes_is_open_and_then_dead(
    ksef, batch, company, documents, monkeypatch
):
    async def nowhere(*_: object) -> None:
        raise Unavailable("ksef-silent")

    monkeypatch.setattr(ksef.counters.of(company).client.__class__, "upload", nowhere)
    told = []

    async def opened(reference: str) -> None:
        told.append(reference)

    async def flow():
        yield documents(1)[0]

    with pytest.raises(Unavailable):
        await batch.port.send(company, flow(), offline=False, opened=opened)
    assert (await batch.port.state(company, told[0])).phase is BatchPhase.OPEN

    ksef.world.clock.advance(12 * 3600)
    state = await batch.port.state(company, told[0])
    assert (state.phase, state.status) == (BatchPhase.DEAD, 440)


async def test_nothing_readable_is_left_on_the_disk(batch, documents):
    await batch.send(documents(5))

    assert batch.spool.stat().st_mode & 0o777 == 0o700
    assert list(batch.spool.iterdir()) == []


async def test_a_session_that_ksef_does_not_know_under_our_credentials_is_dead_to_us(batch, company):
    state = await batch.port.state(company, "20261120-SB-0000000000-0000000000-00")

    assert (state.phase, state.status) == (BatchPhase.DEAD, 21173)
