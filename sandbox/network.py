"""The network at large: a host that always answers, and the wire to the public services, which can be pulled."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.disturbance import cut

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Network:
    """Lets callers through to the services it is put before, while it is up.

    Telegram and the mail servers stay reachable: otherwise nobody could see what the app says meanwhile.

    Attributes:
        is_up: False: every connection breaks without an answer, as when it is our own line that is dead.
    """

    def __init__(self) -> None:
        self.is_up = True

    def reset(self) -> None:
        """Plug the wire in."""
        self.is_up = True

    def app(self) -> web.Application:
        """Build a host that answers anything with 204."""
        app = web.Application()
        app.router.add_route("*", "/{anything:.*}", _nothing)
        return self.before(app)

    def before(self, app: web.Application) -> web.Application:
        """Put the wire before an application that is not served yet."""

        @web.middleware
        async def wire(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await handler(request) if self.is_up else cut(request)

        app.middlewares.insert(0, wire)
        return app


async def _nothing(_: web.Request) -> web.Response:
    return web.Response(status=204)
