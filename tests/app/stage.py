"""The stand-ins on free ports, and the real app beside them: what a test breaks, mends and listens to."""

import asyncio
import json
import os
import secrets
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import web

from sandbox.control.time_and_app import TimeAndApp
from sandbox.ksef import KsefApi
from sandbox.lighthouse import Lighthouse
from sandbox.mail import MailServer
from sandbox.observers import KSEF_OBSERVERS
from sandbox.serving import Served
from sandbox.taxpayer_register import TaxpayerRegister
from sandbox.telegram import TelegramApi
from sandbox.world import World
from tests.app.commands import NEW_COMPANY, SCRIPT, environment, make_seal, run_here

OLA = 1001
OURS = "faktury@latarnia.example"
PATIENCE = 45.0
QUICK = {"status_delay": 0.05, "auth_delay": 0.02, "storage_delay": 0.02}
SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


class Stage:
    """The world of one test.

    Attributes:
        settings: by name, without the prefix; they lead the app to the stand-ins.
        world: what the stand-ins share.
        witness: sees every exchange with KSeF, as a middleware does; None: nobody.
    """

    def __init__(self) -> None:
        self.world = world = World()
        self.witness: Callable | None = None
        self._token = f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
        self.telegram = TelegramApi(world, self._token, "latarnik_bot")
        self.ksef, self.lighthouse = KsefApi(world), Lighthouse(world)
        self.register, self.mail = TaxpayerRegister(world), MailServer(world)
        self.settings: dict[str, str] = {}
        self._served: list[Served] = []

    async def open(self, home: Path) -> None:
        self.telegram.base_url = await self._serve(self.telegram)
        KSEF_OBSERVERS.append(self._witnessed)
        self.ksef.base_url = await self._serve(self.ksef)
        KSEF_OBSERVERS.remove(self._witnessed)
        self.telegram.add_user(OLA, "Ola Latarnik", "ola")
        self.ksef.set_state(faults=QUICK)
        await self.mail.start()
        password = await self.mail.add_account(OURS)
        self.settings = {
            "telegram_token": self._token, "telegram_api": self.telegram.base_url, "telegram_bot": "latarnik_bot",
            "ksef_api": f"{self.ksef.base_url}/v2", "ksef_qr": self.ksef.base_url,
            "lighthouse_api": await self._serve(self.lighthouse), "lighthouse_every": "0.5",
            "register_api": await self._serve(self.register),
            "smtp_host": "127.0.0.1", "smtp_port": str(self.mail.smtp_port), "smtp_security": "none",
            "smtp_user": OURS, "smtp_password": password, "mail_from": OURS,
            "imap_host": "127.0.0.1", "imap_port": str(self.mail.imap_port), "imap_security": "none",
            "imap_user": OURS, "imap_password": password, "mail_trusted_authserv": "mx.sandbox.example",
            "log_format": "json", "data_dir": str(home),
        }  # fmt: skip

    def app(self) -> web.Application:
        """Where the app is told the time of the stand-ins."""
        answers = web.Application()
        answers.add_routes(TimeAndApp(self).routes())
        return answers

    async def share_the_clock(self) -> None:
        """From its next start the app goes by the clock of the stand-ins."""
        self.settings["clock_url"] = f"{await self._serve(self)}/api/clock"

    async def close(self) -> None:
        await self.mail.stop()
        for served in self._served:
            await served.stop()

    async def company_moves_in(self, folder: Path) -> str:
        """Add the company; returns the code of its owner's invitation."""
        seal = make_seal(folder)
        words = (
            "--ksef-certificate",
            seal.certificate,
            "--ksef-key",
            seal.key,
            "--email",
            "ola@latarnia.example",
        )
        words = (*NEW_COMPANY, *words, "--owner-invite")
        added = await asyncio.to_thread(run_here, *words, **self.settings)
        assert added.status == 0, added.err
        return added.lines[0]["invite"]

    async def owner_enters(self, code: str) -> None:
        """Ola accepts the invitation."""
        await self.hear("Latarnia Morska", after=await self.say(f"/start {code}"))

    async def ailing(self) -> list[str]:
        """What the doctor finds wanting now, but for how ready the company is for an outage."""
        answer = await asyncio.to_thread(run_here, "doctor", "--json", **self.settings)
        troubles = [line["check"] for line in answer.lines if not line["ok"]]
        assert answer.status == int(bool(troubles))
        return [check for check in troubles if not check.endswith(" readiness")]

    @web.middleware
    async def _witnessed(self, request: web.Request, handler) -> web.StreamResponse:
        return await (self.witness(request, handler) if self.witness else handler(request))

    async def _serve(self, stand_in) -> str:
        self._served.append(Served(stand_in.app()))
        return await self._served[-1].start()

    # --- the chat ---

    async def say(self, text: str) -> int:
        return await self.telegram.user_sends_text(OLA, text)

    def from_bot(self, after: int = 0) -> list[dict]:
        newest = {message["message_id"]: message for message in self.telegram.messages(OLA)}
        return [one for number, one in newest.items() if one["from"] == "bot" and number > after]

    async def hear(self, *words: str, after: int = 0) -> dict:
        """The newest message of the bot, younger than `after`, with all the words; waits for it."""

        def found() -> dict | None:
            heard = [one for one in self.from_bot(after) if all(word in one["text"] for word in words)]
            return heard[-1] if heard else None

        return await until(found, f"a message with {words}", lambda: [one["text"] for one in self.from_bot()])

    async def card(self) -> dict:
        """Ask for an invoice and get the card."""
        return await self.hear("492,00", after=await self.say(SENTENCE))

    async def issue(self) -> None:
        """Ask for an invoice and tap."""
        card = await self.card()
        await self.telegram.user_taps(OLA, card["message_id"], "Wystaw")


class Running:
    """The app as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process, self._log = process, log

    def log(self) -> list[dict]:
        lines = self._log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def raw_log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def troubles(self, about: str) -> list[dict]:
        """Warnings and errors that have to do with something."""
        return [line for line in self.log() if line["level"] in {"warning", "error"} and about in str(line)]

    async def until_logged(self, *events: str) -> None:
        def there() -> bool:
            assert self.process.returncode is None, self.raw_log()[-2000:]
            return set(events) <= {line["event"] for line in self.log()}

        await until(there, f"{events} in the log", lambda: self.raw_log()[-2000:])

    async def stop(self) -> int:
        """SIGTERM, and the exit status; 20 seconds are what a service manager may give."""
        self.process.terminate()
        async with asyncio.timeout(20):
            return await self.process.wait()


def on_a_machine(name: str | None) -> list[str]:
    """What stands before a command that runs where the machine has that name; None: here."""
    if name is None:
        return []
    unshare = ["unshare", "--uts", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    return [*unshare, "sh", "-c", 'hostname "$0" && exec "$@"', name]


@asynccontextmanager
async def running(settings: dict[str, str], folder: Path, *roles: str, machine: str | None = None):
    """The app, ready; killed at the end if it still runs."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LATARNIK_")}
    log = folder / f"app-{secrets.token_hex(4)}.log"
    with log.open("wb") as target:
        process = await asyncio.create_subprocess_exec(
            *on_a_machine(machine), SCRIPT, "run", *roles, env={**ours, **environment(settings)}, cwd=folder, stdout=target, stderr=target,
        )  # fmt: skip
    app = Running(process, log)
    try:
        await app.until_logged("ready")
        yield app
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def until(look: Callable, what: str, instead: Callable = lambda: ""):
    """Look again until something is there; what was there instead is told when patience ends."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not (found := look()):
        if loop.time() > end:
            raise AssertionError(f"waited for {what}; instead: {instead()}")
        await asyncio.sleep(0.02)
    return found
