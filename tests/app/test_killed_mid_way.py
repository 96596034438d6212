"""The app is killed (SIGKILL) after KSeF has taken a call and before our books know of it: one invoice, one proof.

`pytest -s tests/app/test_killed_mid_way.py` prints what happened, step by step.
"""

import asyncio
import re
import signal
import sys
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from invoicing.model.lifecycle import Status
from invoicing.services.sending.adopting import Adopting, Foreign
from ksef.fa3.reader import read_document
from sandbox.observers import KSEF_OBSERVERS
from tests.app.commands import NIP
from tests.app.stage import running

ONLINE_SEND = r"/v2/sessions/online/[^/]+/invoices"
BATCH_OPEN = r"/v2/sessions/batch"
BATCH_PART = r"/storage/batch/[^/]+"
BATCH_CLOSE = r"/v2/sessions/batch/[^/]+/close"
STATUS = r"/v2/sessions/\d[^/]+"
RECEIPT = r"/storage/upo/[^/]+"


@dataclass
class Assassin:
    """Stands between KSeF and the app: lets KSeF finish the call it was told of, then kills the app unanswered."""

    path: str = ""
    victim: object = None
    killed: bool = False
    story: list[str] = field(default_factory=list)

    @web.middleware
    async def watch(self, request: web.Request, handler) -> web.StreamResponse:
        answer = await handler(request)
        if request.path.startswith(("/v2/sessions", "/storage")):
            self.tell(f"KSeF  {request.method} {_short(request.path)} -> {answer.status}")
        if self.victim is not None and re.fullmatch(self.path, request.path) and answer.status < 300:
            victim, self.victim, self.killed = self.victim, None, True
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            self.tell("      SIGKILL: KSeF has taken the call, the answer reaches nobody")
        return answer

    def tell(self, line: str) -> None:
        self.story.append(line)


def _short(path: str) -> str:
    return re.sub(
        r"\d{8}-(S[OB]|E[EU])-[0-9A-F-]+", r"<\1>", re.sub(r"(?<=/storage/)(\w+)/.*", r"\1/<ticket>", path)
    )


class Scene:
    """A company whose invoices wait since an hour ago, and what becomes of them."""

    def __init__(self, assassin: Assassin, stage, database) -> None:
        self.assassin, self.stage, self.database = assassin, stage, database

    async def issue(self, documents, clock) -> None:
        async with self.database.units.reading() as work:
            (ours,) = await work.companies.all()
        clock.advance(-3600)
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
        self.assassin.tell(
            f"books {len(stored)} invoice(s) {statuses}, {proven} with KSeF number and receipt"
        )

    def in_ksef(self) -> dict[str, str]:
        rows = self.stage.ksef.invoices()
        taken = {row["number"]: row["ksef_number"] for row in rows if row["ksef_number"]}
        accepted = sum(1 for row in rows if row["ksef_number"])
        self.assassin.tell(f"KSeF  accepted {accepted}, refused {len(rows) - accepted} as duplicates (440)")
        assert accepted == len(taken)
        return taken


@pytest.fixture
def assassin():
    assassin = Assassin()
    KSEF_OBSERVERS.append(assassin.watch)
    yield assassin
    KSEF_OBSERVERS.remove(assassin.watch)
    sys.stdout.write("\n" + "\n".join(assassin.story) + "\n")


@pytest.fixture
async def scene(assassin, stage, company, database):
    assert company
    return Scene(assassin, stage, database)


@pytest.fixture
async def waiting(scene, document, clock):
    """Lets so many invoices wait."""

    async def issue(count: int) -> None:
        texts = [(("5265877635", NIP), ("FV/2026/11/7", f"FV/{number}")) for number in range(1, count + 1)]
        files = [document(f"{number}.xml", *changes) for number, changes in enumerate(texts)]
        await scene.issue([file.read_bytes() for file in files], clock)

    return issue


@pytest.mark.broken_ksef("who asked is killed before the answer")
@pytest.mark.parametrize(
    ("count", "path"),
    [
        (1, ONLINE_SEND),
        (1, STATUS + r"/invoices/[^/]+"),
        (12, BATCH_OPEN),
        (12, BATCH_PART),
        (12, BATCH_CLOSE),
        (12, STATUS),
        (12, RECEIPT),
    ],
    ids=[
        "online-send",
        "online-status",
        "batch-open",
        "batch-part",
        "batch-close",
        "batch-status",
        "receipt",
    ],
)
async def test_killed_between_the_call_and_the_save_there_is_one_invoice_with_one_proof(
    scene, waiting, tmp_path, count, path
):
    assassin = scene.assassin
    await waiting(count)
    assassin.path = path
    assassin.tell(f"--- {count} invoice(s); the app dies after {path}")
    async with running(scene.stage.settings, tmp_path, "--role", "worker") as app:
        assassin.victim = app.process
        await app.process.wait()
    assert assassin.killed
    await scene.say_books()

    assassin.tell("      the app starts again")
    async with running(scene.stage.settings, tmp_path, "--role", "worker") as app:
        stored = await scene.until_home()
        assert await app.stop() == 0
    await scene.say_books()

    assert scene.in_ksef() == {each.invoice.number: str(each.ksef_number) for each in stored}
    async with scene.database.units.reading() as work:
        for each in stored:
            assert str(each.ksef_number).encode() in await work.receipts.get(each.receipt)
            assert [event.what for event in await work.events.of_invoice(each.id)].count("accepted") == 1
    assert await scene.database.verify_events() == []
