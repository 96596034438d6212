"""The promises of a source of letters, over the sandbox's own server."""

import pytest

from sandbox.mail import MailServer
from tests.twins.mail_source import MailSourceSuite

OURS = "faktury@latarnia.example"


class Pymap:
    """The sandbox's server as the suite wants it."""

    def __init__(self, server: MailServer, account, today) -> None:
        self._server, self.account, self.today = server, account, today
        self._letters: list[bytes] = []

    async def deliver(self, raw: bytes) -> None:
        self._letters.append(raw)
        await self._server.send("ola@latarnia.example", OURS, raw=raw)

    async def hang_up(self) -> None:
        await self._server._imap.hang_up()

    async def renumber(self) -> None:
        kept = [each.raw for each in self._server._mailboxes[OURS]]
        self._server._imap.forget_letters()
        for raw in kept:
            await self._server._imap.deliver(OURS, raw, self._server._world.clock.now())


class TestOverPymap(MailSourceSuite):
    @pytest.fixture
    def server(self, server, account, world, clock):
        world.clock.set(clock.now())
        return Pymap(server, account, clock.today())
