"""Several processes of the app on the same books, and who kills one of them at a bad moment."""

from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import zip_longest

from aiohttp import web

from tests.app.stage import running, until
from tests.twins.by_hand import ByHand


@dataclass
class Town:
    """The stand-ins, the books, and how processes begin there."""

    stage: object
    by_hand: ByHand
    folder: object

    @asynccontextmanager
    async def running(self, *roles: str, machines: Sequence[str] = ()):
        """So many processes, one after another, each with the roles of its words, on machines of these names."""
        async with AsyncExitStack() as stack:
            apps = []
            for words, machine in zip_longest(roles, machines):
                wanted = [each for role in words.split() for each in ("--role", role)]
                app = running(self.stage.settings, self.folder, *wanted, machine=machine)
                apps.append(await stack.enter_async_context(app))
            yield apps

    def duties(self, app, event: str) -> set[str]:
        """What a process said of its duties."""
        return {line["duty"] for line in app.log() if line["event"] == event}

    async def until_said(self, app, event: str, *duties: str) -> None:
        await until(
            lambda: set(duties) <= self.duties(app, event), f"{event} {duties}", lambda: app.raw_log()[-2000:]
        )


async def kill(app) -> None:
    app.process.kill()
    await app.process.wait()


def senders(by_hand: ByHand) -> set[int]:
    """The numbers of the processes that have an invoice to send in hand."""
    asked = "SELECT leased_by FROM jobs WHERE kind = 'Submit' AND done_at IS NULL AND leased_by IS NOT NULL"
    return {int(owner.split("/")[-2]) for (owner,) in by_hand(asked)}


@dataclass
class Assassin:
    """Kills the process that is just sending an invoice, after KSeF has taken it."""

    by_hand: ByHand
    apps: list
    killed: object = None

    async def watch(self, request: web.Request, handler) -> web.StreamResponse:
        answer = await handler(request)
        if self.killed is None and request.method == "POST" and request.path.endswith("/invoices"):
            self.killed = self._sender()
            self.killed.process.kill()
            await self.killed.process.wait()
        return answer

    def _sender(self):
        (pid,) = senders(self.by_hand)
        return next(app for app in self.apps if app.process.pid == pid)
