"""Delivery of updates to the bot's own address."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from sandbox.telegram.arguments import Arguments, read_body
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.limits import SECRET_CHARACTERS
from sandbox.telegram.updates import Update, UpdateBook

Json = dict[str, Any]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header, not a secret
GONE_FOR = timedelta(hours=23)
LONGEST_RETRY_AFTER = 3600
NEVER_IN_ANSWERS = {"setwebhook", "deletewebhook", "close", "logout"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go: the arguments of `setWebhook`."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Webhook:
    """Posts updates one after another within a chat, chats side by side, until each is taken.

    Args:
        updates: the queue to empty.
        now: the world's time.
        execute: runs a method that the bot put into its answer.

    Attributes:
        pause: seconds before the first repetition; doubles up to `longest_pause`.
    """

    def __init__(
        self,
        updates: UpdateBook,
        now: Callable[[], datetime],
        execute: Callable[[str, Arguments], Awaitable[object]],
    ) -> None:
        self.pause = 1.0
        self.longest_pause = 60.0
        self.target: Target | None = None
        self._updates, self._now, self._execute = updates, now, execute
        self._task: asyncio.Task[None] | None = None
        self._last_error: tuple[datetime, str] | None = None
        self._gone_since: datetime | None = None

    def set(self, target: Target | None) -> None:
        """Start delivering to a target, or stop with None."""
        self.target = target
        self._last_error = self._gone_since = None
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._run(target)) if target else None

    async def close(self) -> None:
        """Stop and wait until nothing is on its way."""
        task = self._task
        self.set(None)
        if task is not None:
            await asyncio.wait({task})

    def info(self) -> Json:
        """Return the WebhookInfo object."""
        target = self.target
        info: Json = {
            "url": target.url if target else "",
            "has_custom_certificate": False,
            "pending_update_count": self._updates.count(),
        }
        if target:
            info["max_connections"] = target.max_connections
        if target and self._last_error:
            info["last_error_date"] = int(self._last_error[0].timestamp())
            info["last_error_message"] = self._last_error[1]
        return info

    async def _run(self, target: Target) -> None:
        busy: set[int] = set()

        async def deliver(update: Update) -> None:
            await self._deliver(session, target, update)
            busy.discard(update.chat_id)
            self._updates.arrived.set()

        async with ClientSession(timeout=ClientTimeout(total=60)) as session, asyncio.TaskGroup() as group:
            while True:
                self._updates.arrived.clear()
                for update in list(self._updates.pending()):
                    if len(busy) < target.max_connections and update.chat_id not in busy:
                        busy.add(update.chat_id)
                        group.create_task(deliver(update))
                await self._updates.arrived.wait()

    async def _deliver(self, session: ClientSession, target: Target, update: Update) -> None:
        pause = self.pause
        while update.expires > self._now():
            try:
                wanted = await self._post(session, target, update)
            except (ClientError, TimeoutError, OSError) as error:
                self._note(str(error) or type(error).__name__)
                wanted = 0
            if wanted is None:
                break
            await asyncio.sleep(wanted or pause)
            pause = min(pause * 2, self.longest_pause)
        self._updates.confirm([update.update_id])

    async def _post(self, session: ClientSession, target: Target, update: Update) -> int | None:
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        post = session.post(target.url, json=update.body, headers=headers, allow_redirects=False)
        async with post as response:
            if 200 <= response.status < 300:
                self._gone_since = None
                await self._obey(response)
                return None
            self._note(f"Wrong response from the webhook: {response.status} {response.reason}")
            self._drop_if_gone(response.status)
            asked = response.headers.get("Retry-After", "")
            return min(int(asked), LONGEST_RETRY_AFTER) if asked.isdigit() else 0

    async def _obey(self, response: ClientResponse) -> None:
        try:
            arguments = await read_body(response.headers, response.content)
            method = arguments.text("method").lower()
            if method and not method.startswith("get") and method not in NEVER_IN_ANSWERS:
                await self._execute(method, arguments)
        except ApiError as refusal:
            # The bot never learns the outcome of a method in an answer.
            self._note(refusal.description)

    def _note(self, error: str) -> None:
        self._last_error = (self._now(), error)

    def _drop_if_gone(self, status: int) -> None:
        if status != 410:
            self._gone_since = None
            return
        self._gone_since = self._gone_since or self._now()
        if self._now() - self._gone_since >= GONE_FOR:
            self.set(None)


def checked_target(arguments: Arguments) -> Target:
    """Read the arguments of `setWebhook`.

    Raises:
        ApiError: 400 for an address that is not on this machine, or a bad secret.
    """
    secret = arguments.text("secret_token")
    if len(secret) > SECRET_CHARACTERS:
        raise bad_request("Secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("Secret token contains unallowed characters")
    most = arguments.integer("max_connections", 40)
    return Target(_checked_url(arguments.text("url")), secret, max(1, min(most, 100)))


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise bad_request("bad webhook: Invalid URL") from None
    if _is_loopback(host) and parts.scheme in {"http", "https"}:
        return url
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    # Nothing leaves this machine: every other host is one that has no address.
    raise bad_request("bad webhook: Failed to resolve host: Name or service not known")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
