"""The stand-ins and the app together: what the control API and the launcher turn."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sandbox import demo
from sandbox.app_process import AppFailedError, AppProcess
from sandbox.beginning import Begin, executed
from sandbox.serving import HOST
from sandbox.stand_ins import StandIns

PATIENCE_FOR_WELCOME = 5.0


class Stage:
    """One running sandbox.

    Args:
        folder: where its files are.
        command: the app's program.
        begin: how a process of it begins.

    Attributes:
        page: the base address of the page, set before `start_app`.
    """

    def __init__(self, folder: demo.Folder, command: Sequence[str], begin: Begin = executed) -> None:
        self.folder = folder
        self._token = demo.new_token()
        self.stand_ins = StandIns(self._token, demo.BOT)
        self.world = self.stand_ins.world
        self.page = ""
        self.app = AppProcess(command, folder.root, folder.log, self._app_ended, begin)
        self._mail_password = ""
        self._busy = asyncio.Lock()

    @property
    def urls(self) -> dict[str, str]:
        """Where everything is reached."""
        return {**self.stand_ins.urls, "page": self.page}

    async def open(self) -> None:
        """Start the stand-ins; the app comes later, because it asks the page for the time."""
        self.folder.prepare()
        await self.stand_ins.start()
        self._mail_password = await self.stand_ins.mail.add_account(demo.MAILBOX)
        self._people_arrive()

    async def close(self) -> None:
        """End the app, then the stand-ins."""
        await self.app.stop(patience=4.0)
        await self.stand_ins.stop()

    async def start_app(self) -> None:
        """Set the app up as on a real server, start it, and let the owner accept the invitation.

        Raises:
            AppFailedError: a command failed or the app ended; the text has its last words.
        """
        async with self._busy:
            await (self._continue() if self.folder.set_up.exists() else self._begin())

    async def reset(self, at: datetime | None = None) -> None:
        """Empty the world, throw the app's data away, and set the demo up again.

        Args:
            at: the moment of the new beginning; None for the present.

        Raises:
            AppFailedError: see `start_app`.
        """
        async with self._busy:
            await self.app.kill()
            await self.stand_ins.reset()
            if at is not None:
                self.world.clock.set(at)
            self._people_arrive()
            self.world.events.add("reset")
            await self._begin()

    async def act(self, action: str) -> int | None:
        """Kill, stop or start the app; returns the process id afterwards.

        Raises:
            KeyError: there is no such action.
        """
        deed = {"kill": self.app.kill, "stop": self.app.stop, "start": self.app.start}[action]
        async with self._busy:
            await deed()
        self.world.events.add("app", what=action, pid=self.app.pid)
        return self.app.pid

    async def _begin(self) -> None:
        """Start the app with nothing but its tables, and let the owner move in."""
        self._settle()
        if not self.folder.empty_app():
            await self.app.command("migrate")
            self.folder.keep_as_new()
        await self.app.start()
        await self._owner_moves_in()
        self.folder.set_up.touch()
        self.world.events.add("app", what="ready", pid=self.app.pid)

    async def _continue(self) -> None:
        """Start the app with the data it had."""
        self.folder.forget_new()
        self._settle()
        await self.app.command("migrate")
        await self.app.start()
        await self.app.until_ready()
        self.world.events.add("app", what="ready", pid=self.app.pid)

    def _settle(self) -> None:
        """Tell the app where everything is; its health page gets a port that is free now."""
        port = demo.free_port()
        self.app.health = f"http://{HOST}:{port}/health"
        self.app.environment = demo.app_environment(
            self.folder, self.urls, token=self._token, mail_password=self._mail_password, health_port=port
        )

    async def _owner_moves_in(self) -> None:
        adding = asyncio.create_task(self.app.command(*demo.company_arguments(self.folder)))
        try:
            await self.app.until_ready()
            invitation = demo.invitation_in(await adding)
        except ValueError as error:
            raise AppFailedError(str(error)) from error
        finally:
            adding.cancel()
            await asyncio.gather(adding, return_exceptions=True)
        enrolling = asyncio.create_task(self.app.command(*demo.CERTIFICATE_ARGUMENTS))
        telegram = self.stand_ins.telegram
        said = await telegram.user_sends_text(demo.OLA.id, f"/start {invitation}")
        await telegram.wait_messages(demo.OLA.id, said, PATIENCE_FOR_WELCOME)
        await enrolling

    def _people_arrive(self) -> None:
        for person in demo.PEOPLE:
            self.stand_ins.telegram.add_user(person.id, person.name, person.username)

    def _app_ended(self, status: int) -> None:
        self.world.events.add("app", what="ended", status=status)
