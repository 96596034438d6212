"""Control API and page as one application."""

from pathlib import Path

from aiohttp import web

from sandbox.control.announcing import Announcing
from sandbox.control.answers import in_sentences
from sandbox.control.chats import Chats
from sandbox.control.mail import Mail
from sandbox.control.ministry import Ministry
from sandbox.control.overview import Overview
from sandbox.control.telegram import Telegram
from sandbox.control.time_and_app import TimeAndApp
from sandbox.stage import Stage

PAGE = Path(__file__).parents[1] / "page"
LARGEST_BODY = 64 * 1024 * 1024
PAGE_HEADERS = {
    # A letter's frame inherits these rules, and letters bring styles of their own.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def control_app(stage: Stage) -> web.Application:
    """Build the application to be served at the page's port."""
    app = web.Application(middlewares=[in_sentences], client_max_size=LARGEST_BODY)
    for part in (Overview, Chats, Telegram, Mail, Ministry, Announcing, TimeAndApp):
        app.router.add_routes(part(stage).routes())
    app.router.add_get("/", _page)
    app.router.add_get("/{file:[a-z-]+\\.(?:js|css|svg)}", _page)
    return app


async def _page(request: web.Request) -> web.StreamResponse:
    file = PAGE / request.match_info.get("file", "index.html")
    if not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, headers=PAGE_HEADERS)
