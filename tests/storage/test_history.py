from __future__ import annotations

import asyncio
from datetime import timedelta, timezone
from uuid import UUID

import pytest

from invoicing.services.records import Event
from storage.events import BrokenLine
from tests.twins.by_hand import Forbidden

INVOICE = UUID(int=7)


async def write(database, noon, count: int) -> None:
    async with database.units() as work:
        for number in range(1, count + 1):
            what = "issued" if number % 2 else "accepted"
            await work.events.add(Event(what, noon, "telegram:1", UUID(int=1), INVOICE, {"number": number}))


async def test_the_history_of_an_invoice_is_told_in_order(database, noon):
    here = noon.astimezone(timezone(timedelta(hours=1)))
    about = Event(
        "issued", here, "telegram:1", UUID(int=1), INVOICE, {"lines": [{"net": "1.00"}], "ok": True}
    )
    bare = Event("started", noon)
    async with database.units() as work:
        await work.events.add(about)
        await work.events.add(bare)
        assert list(await work.events.of_invoice(INVOICE)) == [about]

    async with database.units.reading() as work:
        assert list(await work.events.of_invoice(INVOICE)) == [about]
        assert list(await work.events.of_invoice(UUID(int=8))) == []
    assert (await database.history()).broken == ()


async def test_an_empty_history_holds(database):
    assert (await database.history()).broken == ()


async def test_lines_of_two_processes_make_one_chain(database, other, noon):
    await asyncio.gather(*(write(where, noon, 3) for where in (database, other) * 5))

    async with database.units.reading() as work:
        assert len(await work.events.of_invoice(INVOICE)) == 30
    assert (await other.history()).broken == ()


async def test_lines_of_a_failed_transaction_leave_no_gap(database, noon, spoil):
    await write(database, noon, 2)
    with pytest.raises(ZeroDivisionError):
        await spoil(database, lambda work: work.events.add(Event("issued", noon)))
    await write(database, noon, 2)

    assert (await database.history()).broken == ()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE events SET what = 'forged' WHERE seq = 3", [BrokenLine(3, "changed")]),
        ("UPDATE events SET who = NULL WHERE seq = 3", [BrokenLine(3, "changed")]),
        ("UPDATE events SET at = '2020-01-01 00:00:00.000000' WHERE seq = 1", [BrokenLine(1, "changed")]),
        ("UPDATE events SET evidence = '{\"number\":30}' WHERE seq = 6", [BrokenLine(6, "changed")]),
        ("UPDATE events SET invoice_id = NULL WHERE seq = 2", [BrokenLine(2, "changed")]),
        ("UPDATE events SET company_id = NULL WHERE seq = 2", [BrokenLine(2, "changed")]),
        ("DELETE FROM events WHERE seq = 3", [BrokenLine(3, "missing")]),
        ("DELETE FROM events WHERE seq IN (1, 2)", [BrokenLine(1, "missing"), BrokenLine(2, "missing")]),
        ("DELETE FROM events WHERE seq = 6", [BrokenLine(6, "missing")]),
        ("DELETE FROM events", [BrokenLine(seq, "missing") for seq in range(1, 7)]),
        (
            "INSERT INTO events SELECT 7, what, at, who, company_id, invoice_id, evidence, hash FROM events LIMIT 1",
            [BrokenLine(7, "changed"), BrokenLine(7, "inserted")],
        ),
    ],
)
async def test_a_line_changed_removed_or_inserted_is_found(database, noon, by_hand, statement: str, broken):
    await write(database, noon, 6)
    by_hand.unguarded("events", statement)

    assert [*(await database.history()).broken] == broken
    assert await database.check() == ["history-broken"]


async def test_a_line_slipped_in_between_is_found(database, noon, by_hand):
    await write(database, noon, 4)
    by_hand.unguarded(
        "events",
        "UPDATE events SET seq = seq + 100 WHERE seq > 2",
        "INSERT INTO events (seq, what, at, evidence, hash) SELECT 3, 'forged', at, '{}', hash FROM events "
        "WHERE seq = 2",
        "UPDATE events SET seq = seq - 99 WHERE seq > 100",
        "UPDATE chain SET length = 5",
    )

    assert [line.seq for line in (await database.history()).broken] == [3, 4, 5]


async def test_a_line_forged_with_its_own_hash_is_betrayed_by_the_next(database, noon, by_hand):
    await write(database, noon, 3)
    by_hand.unguarded(
        "events",
        "UPDATE events SET what = 'forged', hash = (SELECT hash FROM events WHERE seq = 1) WHERE seq = 2",
    )

    assert (await database.history()).broken == (BrokenLine(2, "changed"), BrokenLine(3, "changed"))


async def test_a_last_line_forged_with_its_own_hash_is_betrayed_by_the_head(database, noon, by_hand):
    from storage.events import START, line_hash

    await write(database, noon, 1)
    line = {"seq": 1, "what": "forged", "at": noon, "who": None, "company_id": None, "invoice_id": None}
    forged = line_hash(START, {**line, "evidence": "{}"})
    by_hand.unguarded(
        "events",
        "UPDATE events SET what = 'forged', who = NULL, company_id = NULL, invoice_id = NULL, evidence = '{}', "
        f"hash = {by_hand.octets(forged)}",
    )

    assert (await database.history()).broken == (BrokenLine(1, "changed"),)


@pytest.mark.parametrize("statement", ["UPDATE events SET what = 'forged'", "DELETE FROM events"])
async def test_the_history_can_only_be_added_to(database, noon, by_hand, statement: str):
    await write(database, noon, 1)

    with pytest.raises(Forbidden, match="only added to"):
        by_hand(statement)
