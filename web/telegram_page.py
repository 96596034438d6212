"""The address to which Telegram pushes updates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from web.hardening import HEADERS

Take = Callable[[str, bytes], Awaitable[int]]
"""Takes the secret of a push and its body; gives the status of HTTP."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header, not a secret
LARGEST = 1024**2
"""Octets of an update; Telegram's are far smaller."""


def add_telegram_page(app: web.Application, path: str, take: Take) -> None:
    """`POST path`: 200 when the update is stored, 403 without the secret, 413 when it is larger than any of Telegram's."""

    async def answer(request: web.Request) -> web.Response:
        if (request.content_length or 0) > LARGEST:
            return web.Response(status=413, headers=HEADERS)
        body = await request.content.read(LARGEST + 1)
        if len(body) > LARGEST:
            return web.Response(status=413, headers=HEADERS)
        return web.Response(status=await take(request.headers.get(SECRET_HEADER, ""), body), headers=HEADERS)

    app.router.add_post(path, answer)
