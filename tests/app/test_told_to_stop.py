"""SIGTERM in the middle of things: the process ends with status 0 within 20 s, nothing is lost, nothing done twice.

In each story somebody is half-way with what the app does when the signal comes. Where it `answers`, it does so once
the app has begun to stop; where it `hangs`, not before the app has gone.
"""

import asyncio
import os
import re
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from sandbox.demo import free_port
from sandbox.observers import KSEF_OBSERVERS
from tests.app.gate import Gate, gate_to
from tests.app.scene import Scene
from tests.app.stage import OLA, Running, running, until

pytestmark = pytest.mark.timeout(300)
BUYER = "ksiegowosc@klient.example"
ROWS = 1500
"""Of an invoice that is drawn for some seconds."""
each_way = pytest.mark.parametrize("hangs", [False, True], ids=["answers", "hangs"])


@asynccontextmanager
async def stopping(app: Running):
    """The signal comes now; at the end the process is gone as it should be."""
    stopped = asyncio.create_task(app.stop())
    await app.until_logged("stopping")
    yield stopped
    assert await stopped == 0
    assert "Traceback" not in app.raw_log()


async def let_through(gate: Gate, app: Running, *, hangs: bool) -> None:
    """The signal comes while somebody waits at the gate."""
    await asyncio.wait_for(gate.shut.wait(), 60)
    async with stopping(app) as stopped:
        if hangs:
            await stopped
        gate.open()


# --- KSeF ---


@pytest.fixture
async def upload():
    """The gate before the place that batches are uploaded to; who watches must be there before KSeF is."""
    gate = Gate(b"")

    @web.middleware
    async def watch(request: web.Request, handler) -> web.StreamResponse:
        if request.path.startswith("/storage/batch/") and not gate.shut.is_set():
            await gate.opened()
        return await handler(request)

    KSEF_OBSERVERS.append(watch)
    yield gate
    KSEF_OBSERVERS.remove(watch)


@pytest.fixture
async def scene(stage, company, database):
    assert company
    return Scene(stage, database, print)


@pytest.fixture
def waiting(scene, document, clock):
    """Lets so many invoices wait, each of so many rows."""

    async def issue(count: int, rows: int = 1) -> None:
        await scene.issue(lambda *words: lengthened(document(*words), rows), clock, count)

    return issue


def lengthened(file: Path, rows: int) -> Path:
    text = file.read_text(encoding="utf-8")
    begin, end = text.index("<FaWiersz>"), text.index("</FaWiersz>") + len("</FaWiersz>")
    file.write_text(text[:begin] + text[begin:end] * rows + text[end:], encoding="utf-8")
    return file


@each_way
@pytest.mark.broken_ksef("who asked may have gone before the answer")
async def test_in_the_middle_of_the_upload_of_a_batch(upload, scene, waiting, tmp_path, hangs):
    await waiting(12)
    settings = scene.stage.settings
    async with running(settings, tmp_path, "--role", "worker") as app:
        await let_through(upload, app, hangs=hangs)

    async with running(settings, tmp_path, "--role", "worker") as app:
        stored = await scene.until_home()
        assert await app.stop() == 0

    assert len(stored) == 12
    await scene.assert_one_proof_each(stored)


# --- Telegram ---


@pytest.fixture
async def at_home(stage, company, tmp_path):
    """The owner is in."""
    async with running(stage.settings, tmp_path) as app:
        await stage.owner_enters(company)
        assert await app.stop() == 0
    return stage


def helped(stage, said: int) -> list[dict]:
    return [each for each in stage.from_bot(said) if "Co potrafię" in each["text"]]


async def test_in_the_middle_of_a_long_poll(at_home, tmp_path):
    async with running(at_home.settings, tmp_path) as app, stopping(app):
        pass
    said = await at_home.say("/pomoc")
    async with running(at_home.settings, tmp_path) as app:
        await until(lambda: helped(at_home, said), "the answer")
        again = await at_home.say("/pomoc")
        await until(lambda: helped(at_home, again), "the next answer")

    assert len(helped(at_home, said)) == 2


@each_way
async def test_in_the_middle_of_an_answer_in_the_chat(at_home, tmp_path, hangs):
    there = int(at_home.telegram.base_url.rpartition(":")[2])
    async with gate_to(there, b"Co potrafi") as gate:
        settings = {**at_home.settings, "telegram_api": f"http://127.0.0.1:{gate.port}"}
        async with running(settings, tmp_path) as app:
            said = await at_home.say("/pomoc")
            await let_through(gate, app, hangs=hangs)
            assert len(helped(at_home, said)) == (0 if hangs else 1)
    async with running(at_home.settings, tmp_path) as app:
        again = await at_home.say("/pomoc")
        await until(lambda: helped(at_home, again), "the next answer")

    assert len(helped(at_home, said)) == 2


async def test_in_the_middle_of_a_push(at_home, tmp_path):
    at_home.telegram.methods.webhook.pause = at_home.telegram.methods.webhook.longest_pause = 0.05
    port = free_port()
    async with gate_to(port, b"/pomoc") as gate:
        at_home.settings |= {
            "web_port": str(port),
            "public_address": f"http://127.0.0.1:{gate.port}",
            "telegram_webhook": "true",
        }
        async with running(at_home.settings, tmp_path) as app:
            await until(lambda: at_home.telegram.methods.webhook.target, "the address of pushes")
            said = await at_home.say("/pomoc")
            await let_through(gate, app, hangs=False)
        async with running(at_home.settings, tmp_path):
            await until(lambda: helped(at_home, said), "the answer")
            again = await at_home.say("/pomoc")
            await until(lambda: helped(at_home, again), "the next answer")
        await at_home.telegram.methods.webhook.close()

    assert len(helped(at_home, said)) == 2


# --- letters ---


@each_way
async def test_in_the_middle_of_a_letter(at_home, tmp_path, hangs):
    async with gate_to(at_home.mail.smtp_port, b"\r\nMessage-ID: ") as gate:
        async with running({**at_home.settings, "smtp_port": str(gate.port)}, tmp_path) as app:
            await at_home.issue()
            await let_through(gate, app, hangs=hangs)
        await at_home.mail.stop()  # what hung there never arrives
        await at_home.mail.start()
    async with running(at_home.settings, tmp_path):
        await at_home.hear("Wysłana na")

    assert len(at_home.mail.mailbox(BUYER)) == 1


# --- papers ---


def drawers_of(pid: int) -> list[int]:
    """Processes that are drawing for another: they have stopped listening to the signal."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if _draws(Path(f"/proc/{child}"))]


def _draws(process: Path) -> bool:
    ignored = int(re.search(r"^SigIgn:\t(\w+)$", (process / "status").read_text(), re.MULTILINE)[1], 16)
    return b"spawn_main" in (process / "cmdline").read_bytes() and bool(ignored >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize(
    "number", [signal.SIGSTOP, signal.SIGTERM], ids=["which hangs", "that hears the signal too"]
)
async def test_in_the_middle_of_a_drawing(at_home, scene, waiting, tmp_path, number):
    await waiting(1, ROWS)
    async with running(at_home.settings, tmp_path) as app:
        await scene.until_home()
        said = await at_home.say("status FV/1")
        card = await at_home.hear("FV/1", after=said)
        await at_home.telegram.user_taps(OLA, card["message_id"], "PDF", wait=60)
        drawers = await until(
            lambda: drawers_of(app.process.pid),
            "somebody who draws",
            lambda: (at_home.from_bot(said), app.raw_log()[-3000:]),
        )
        for drawer in drawers:
            os.kill(drawer, number)
        async with stopping(app):
            pass
    async with running(at_home.settings, tmp_path):
        await until(lambda: papers(at_home, said), "the paper")
        again = await at_home.say("/pomoc")
        await until(lambda: helped(at_home, again), "the next answer")

    assert len(papers(at_home, said)) == 1


def papers(stage, said: int) -> list[dict]:
    return [each for each in stage.from_bot(said) if each["document"]]
