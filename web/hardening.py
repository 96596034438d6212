"""What every page of ours has in common: nothing is fetched, nothing runs, nothing is remembered by a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "latarnik",
}
"""On whatever we answer."""


def html(page: str, style_source: str, status: int = 200, *, pictures: bool = False) -> web.Response:
    """A page with one style, known by its digest.

    Args:
        page: the whole of it.
        style_source: the digest as a Content-Security-Policy names it.
        status: of HTTP.
        pictures: it holds pictures inside itself (`data:`).
    """
    policy = f"default-src 'none'; style-src {style_source}; form-action 'self'; base-uri 'none'"
    policy += "; img-src data:" if pictures else ""
    headers = {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'", **HEADERS}
    return web.Response(text=page, status=status, content_type="text/html", headers=headers)
