"""The HTTP side: addresses, the token, files."""

from __future__ import annotations

import re
from urllib.parse import quote

from aiohttp import web

from sandbox.telegram.arguments import read_arguments
from sandbox.telegram.errors import ApiError
from sandbox.telegram.limits import UPLOAD_BYTES
from sandbox.telegram.methods import Methods
from sandbox.telegram.state import State
from sandbox.telegram.wire import failure, outage, success

TOO_MANY = 429
TOKEN = re.compile(r"\d+:[\w-]+")


class Server:
    """Serves one bot account over HTTP."""

    def __init__(self, state: State, methods: Methods) -> None:
        self._state = state
        self._methods = methods

    def app(self) -> web.Application:
        """Build the application; its shutdown ends waiting polls and deliveries."""
        app = web.Application(client_max_size=2 * UPLOAD_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        app.router.add_route("*", "/{elsewhere:.*}", self._elsewhere)
        app.on_shutdown.append(self._stop)
        return app

    async def _stop(self, _: web.Application) -> None:
        self._state.updates.interrupt(ApiError(500, "restart"))
        await self._methods.webhook.close()

    async def _call(self, request: web.Request) -> web.Response:
        if self._state.down:
            return outage(self._state.down)
        if request.method not in {"GET", "POST"}:
            return failure(ApiError(404))
        try:
            self._check_token(request.match_info["token"])
            arguments = await read_arguments(request)
            result = await self._methods.run(request.match_info["method"], arguments)
        except ApiError as error:
            self._state.deliveries.refused += error.code == TOO_MANY
            # A poll that an outage cut short sees the outage.
            return outage(self._state.down) if self._state.down else failure(error)
        return success(result)

    async def _download(self, request: web.Request) -> web.Response:
        if self._state.down:
            return outage(self._state.down)
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return failure(error)
        stored = self._state.files.at_path(request.match_info["path"])
        if stored is None:
            return failure(ApiError(404))
        # The type is the file's own; browsers are told to keep it, not to show it.
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}"}
        return web.Response(body=stored.data, content_type="application/octet-stream", headers=headers)

    async def _elsewhere(self, _: web.Request) -> web.Response:
        return outage(self._state.down) if self._state.down else failure(ApiError(404))

    def _check_token(self, token: str) -> None:
        if token == self._state.token:
            return
        raise ApiError(401 if TOKEN.fullmatch(token) else 404)
