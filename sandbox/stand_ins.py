"""All stand-ins together: one world, each of them on a port of its own."""

from collections.abc import Awaitable, Callable

from sandbox.ksef import KsefApi
from sandbox.lighthouse import Lighthouse
from sandbox.mail import MailServer
from sandbox.names import Names
from sandbox.network import Network
from sandbox.rates import Rates
from sandbox.serving import HOST, Served
from sandbox.taxpayer_register import TaxpayerRegister
from sandbox.telegram import TelegramApi
from sandbox.vies import Vies
from sandbox.world import World

LIGHTHOUSE_MODES = ("follow", "up", "down")


class StandIns:
    """The world outside of the app.

    Args:
        token: the bot's token.
        bot_username: the bot's name without the @.

    Attributes:
        urls: where each is reached, once started.
        lighthouse_mode: follow (announces what KSeF does), up (announces nothing), down (503).
    """

    def __init__(self, token: str, bot_username: str) -> None:
        self.world = World()
        self.telegram = TelegramApi(self.world, token, bot_username)
        self.mail = MailServer(self.world)
        self.ksef = KsefApi(self.world)
        self.lighthouse = Lighthouse(self.world)
        self.ksef.close_by(self.lighthouse.announcements.closed)
        self.register = TaxpayerRegister(self.world)
        self.rates = Rates(self.world)
        self.vies = Vies(self.world)
        self.network = Network()
        self.names = Names(lambda: self.mail.signer.record)
        self.urls: dict[str, str] = {}
        self.lighthouse_mode = "follow"
        self._closers: list[Callable[[], Awaitable[None]]] = []

    async def start(self) -> None:
        """Serve everything on free ports of the loopback."""
        self.telegram.base_url = bot_api = await self._serve(Served(self.telegram.app()))
        self.ksef.base_url = ksef = await self._serve(Served(self.network.before(self.ksef.app())))
        lighthouse = await self._serve(Served(self.network.before(self.lighthouse.app())))
        register = await self._serve(Served(self.network.before(self.register.app())))
        rates = await self._serve(Served(self.network.before(self.rates.app())))
        vies = await self._serve(Served(self.network.before(self.vies.app())))
        network = await self._serve(Served(self.network.app()))
        names = await self.names.start()
        self._closers.append(self.names.stop)
        await self.mail.start()
        self._closers.append(self.mail.stop)
        self.urls = {
            "bot_api": bot_api,
            "smtp": f"smtp://{HOST}:{self.mail.smtp_port}",
            "imap": f"imap://{HOST}:{self.mail.imap_port}",
            "ksef": f"{ksef}/v2",
            "lighthouse": lighthouse,
            "register": register,
            "rates": f"{rates}/api",
            "vies": f"{vies}/taxation_customs/vies/rest-api",
            "network": network,
            "names": f"dns://{names}",
        }

    async def stop(self) -> None:
        """Close all ports."""
        while self._closers:
            await self._closers.pop()()

    def switch_ksef(
        self, state: str | None, faults: dict[str, object] | None, lighthouse: str | None
    ) -> None:
        """Change what is given: KSeF's state and faults, and how the lighthouse behaves.

        Raises:
            ValueError: there is no such state, fault or mode.
        """
        if lighthouse is not None and lighthouse not in LIGHTHOUSE_MODES:
            raise ValueError(f"no such lighthouse: {lighthouse}; there are {', '.join(LIGHTHOUSE_MODES)}")
        self.ksef.set_state(state, faults)
        self.lighthouse_mode = lighthouse or self.lighthouse_mode
        if self.lighthouse_mode == "down":
            self.lighthouse.down()
        else:
            self.lighthouse.up()
        # A lighthouse that is down goes on announcing unheard; one that is only "up" has nothing to announce.
        self.lighthouse.follow("up" if self.lighthouse_mode == "up" else self.ksef.state)

    async def reset(self) -> None:
        """Empty the world; addresses, tokens and passwords stay."""
        self.telegram.reset()
        await self.mail.reset()
        self.ksef.reset()
        for one in (self.lighthouse, self.register, self.rates, self.vies, self.network):
            one.reset()
        self.lighthouse_mode = "follow"
        self.world.clock.back_to_now()

    async def _serve(self, served: Served) -> str:
        address = await served.start()
        self._closers.append(served.stop)
        return address
