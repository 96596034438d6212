"""All methods by name, with those that hand out updates."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import Any

from sandbox.telegram import account, editing, sending
from sandbox.telegram.arguments import Arguments
from sandbox.telegram.errors import ApiError
from sandbox.telegram.state import State
from sandbox.telegram.webhook import Webhook, checked_target
from sandbox.telegram.wire import Described

Method = Callable[[State, Arguments], Any]
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
PLAIN: dict[str, Method] = {**account.METHODS, **sending.METHODS, **editing.METHODS}


class Methods:
    """Runs methods of the Bot API on one account."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.webhook = Webhook(state.updates, state.now, self.run)
        self._delivery: dict[str, Callable[[Arguments], Any]] = {
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": lambda _: self.webhook.info(),
        }

    async def run(self, name: str, arguments: Arguments) -> Any:
        """Run a method; names are taken in any case.

        Raises:
            ApiError: the method refuses, or there is none of that name.
        """
        name = name.lower()
        if name in PLAIN:
            return PLAIN[name](self.state, arguments)
        if name not in self._delivery:
            raise ApiError(404, "method not found")
        result = self._delivery[name](arguments)
        return await result if isawaitable(result) else result

    async def _get_updates(self, arguments: Arguments) -> list[dict[str, Any]]:
        updates = self.state.updates
        if self.webhook.target:
            await updates.pause_before_conflict()
            raise ApiError(409, WEBHOOK_ACTIVE)
        self._allow(arguments)
        offset, limit = arguments.integer("offset"), arguments.integer("limit", 100)
        return await updates.poll(offset, limit, arguments.integer("timeout"))

    def _set_webhook(self, arguments: Arguments) -> Described:
        if not arguments.text("url"):
            return self._delete_webhook(arguments)
        target = checked_target(arguments)
        self._allow(arguments)
        self._drop_if_asked(arguments)
        if target == self.webhook.target:
            return Described(result=True, description="Webhook is already set")
        self.state.updates.interrupt(ApiError(409, "terminated by setWebhook request"))
        self.webhook.set(target)
        return Described(result=True, description="Webhook was set")

    def _delete_webhook(self, arguments: Arguments) -> Described:
        self._drop_if_asked(arguments)
        if self.webhook.target is None:
            return Described(result=True, description="Webhook is already deleted")
        self.webhook.set(None)
        return Described(result=True, description="Webhook was deleted")

    def _allow(self, arguments: Arguments) -> None:
        try:
            self.state.updates.allow(arguments.nested("allowed_updates", ""))
        except ApiError:
            # The real server does not complain either: what it cannot read changes nothing.
            return

    def _drop_if_asked(self, arguments: Arguments) -> None:
        if arguments.flag("drop_pending_updates"):
            self.state.updates.drop()
