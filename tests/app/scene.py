"""Invoices that wait for KSeF since an hour ago, and what becomes of them."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from invoicing.model.lifecycle import Status
from invoicing.services.sending.adopting import Adopting, Foreign
from ksef.fa3.reader import read_document
from tests.app.commands import NIP

WORDS_OF_OTHERS = ("5265877635", "FV/2026/11/7")
"""The seller and the number in the document that all of them are copies of."""


class Scene:
    """A company whose invoices wait."""

    def __init__(self, stage, database, tell: Callable[[str], None]) -> None:
        self.stage, self.database, self.tell = stage, database, tell

    async def issue(self, document: Callable[..., Path], clock, count: int) -> None:
        """So many of them, numbered from FV/1."""
        seller, number = WORDS_OF_OTHERS
        files = [
            document(f"{each}.xml", (seller, NIP), (number, f"FV/{each}")) for each in range(1, count + 1)
        ]
        async with self.database.units.reading() as work:
            (ours,) = await work.companies.all()
        clock.advance(-3600)
        documents = [file.read_bytes() for file in files]
        foreign = [Foreign(xml, read_document(xml)) for xml in documents]
        await Adopting(self.database.units, clock)(ours, foreign, offline=True)

    async def books(self):
        async with self.database.units.reading() as work:
            (ours,) = await work.companies.all()
            return list(reversed(await work.invoices.recent(ours.id, 100)))

    async def until_home(self):
        for _ in range(1200):
            stored = await self.books()
            if all(each.status is Status.ACCEPTED for each in stored):
                return stored
            await asyncio.sleep(0.05)
        raise AssertionError([(each.invoice.number, each.status) for each in stored])

    async def say_books(self) -> None:
        stored = await self.books()
        statuses = "/".join(sorted({each.status.value for each in stored}))
        proven = sum(1 for each in stored if each.ksef_number and each.receipt)
        self.tell(f"books {len(stored)} invoice(s) {statuses}, {proven} with KSeF number and receipt")

    def in_ksef(self) -> dict[str, str]:
        rows = self.stage.ksef.invoices()
        taken = {row["number"]: row["ksef_number"] for row in rows if row["ksef_number"]}
        accepted = sum(1 for row in rows if row["ksef_number"])
        self.tell(f"KSeF  accepted {accepted}, refused {len(rows) - accepted} as duplicates (440)")
        assert accepted == len(taken)
        return taken

    async def assert_one_proof_each(self, stored) -> None:
        """KSeF has each once; our books hold its number, one acceptance and the receipt that names it."""
        assert self.in_ksef() == {each.invoice.number: str(each.ksef_number) for each in stored}
        async with self.database.units.reading() as work:
            for each in stored:
                assert str(each.ksef_number).encode() in await work.receipts.get(each.receipt)
                assert [event.what for event in await work.events.of_invoice(each.id)].count("accepted") == 1
        assert (await self.database.history()).broken == ()
