"""The stand-in for Telegram as the rest of the sandbox uses it."""

from __future__ import annotations

from typing import Any, Literal

from aiohttp import web

from sandbox.telegram.errors import ApiError
from sandbox.telegram.limits import SHORT_BURST
from sandbox.telegram.methods import Methods
from sandbox.telegram.server import Server
from sandbox.telegram.state import State
from sandbox.telegram.taps import Taps
from sandbox.world import World


class TelegramApi(Taps):
    """One bot account on an emulated Bot API server, with the people who talk to it.

    Args:
        world: the clock and the log.
        token: the bot's token, `digits:secret`.
        bot_username: its name without the @.

    Attributes:
        base_url: where the launcher serves `app()`.
        state: the account's insides, for tests that need a switch of their own.
    """

    def __init__(self, world: World, token: str, bot_username: str) -> None:
        self.base_url = ""
        self.state = State(world, token, bot_username)
        self.methods = Methods(self.state)
        super().__init__(self.state)

    def app(self) -> web.Application:
        """Build the HTTP server of the Bot API (bots and their files)."""
        return Server(self.state, self.methods).app()

    def flood(self, n: int, retry_after: int, user: int | None = None) -> None:
        """Answer the next `n` sends or edits (to one person, or to any) with 429 and a pause in seconds."""
        self.state.flood.order(n, retry_after, user)

    def natural_flood(self, on: bool, *, bursts: bool = False) -> None:  # noqa: FBT001  # a switch of the control API
        """Switch on the usual pace: a message a second in a chat, 30 a second in all, 20 a minute in a group.

        With `bursts` a chat may get three at once, as the real server mostly tolerates.
        """
        self.state.flood.natural = on
        self.state.flood.burst = SHORT_BURST if bursts else 1

    def deliveries(self, after: int) -> dict[str, Any]:
        """When messages of the bot reached their chats; see `Deliveries.after`."""
        return self.state.deliveries.after(after)

    def down(self, on: bool, kind: Literal["html", "json"] = "html") -> None:  # noqa: FBT001  # a switch of the control API
        """Answer everything with 503, waiting polls included; people can write meanwhile."""
        self.state.down = kind if on else None
        if on:
            self.restart_poll()

    def restart_poll(self) -> None:
        """End the waiting `getUpdates` with the error a restart of the server gives."""
        self.state.updates.interrupt(ApiError(500, "restart"))

    def chat_action(self, user: int) -> str | None:
        """Tell what the bot is doing in the chat (`typing`, ...) since its last message."""
        return self.state.chats.of_person(user).action

    def reset(self) -> None:
        """Empty the world of people, messages, files and updates; identifiers go on rising."""
        self.state.reset()
