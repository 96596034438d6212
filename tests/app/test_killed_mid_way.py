"""The app is killed (SIGKILL) after KSeF has taken a call and before our books know of it: one invoice, one proof.

`pytest -s tests/app/test_killed_mid_way.py` prints what happened, step by step.
"""

import re
import signal
import sys
from dataclasses import dataclass, field
from functools import partial

import pytest
from aiohttp import web

from sandbox.observers import KSEF_OBSERVERS
from tests.app.scene import Scene
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
    return Scene(stage, database, assassin.tell)


@pytest.fixture
def waiting(scene, document, clock):
    """Lets so many invoices wait."""
    return partial(scene.issue, document, clock)


@pytest.mark.broken_ksef("who asked is killed before the answer")
@pytest.mark.parametrize(
    "when",
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
    scene, assassin, waiting, tmp_path, when
):
    count, path = when
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

    await scene.assert_one_proof_each(stored)
