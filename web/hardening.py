"""What every page of ours has in common: nothing is fetched, nothing runs, nothing is remembered by a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from invoicing.model.errors import Refused, Unavailable
from templates.web_page import wished_language

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


def html(page: str, style: str, status: int = 200, *, pictures: bool = False) -> web.Response:
    """A page with one style, known by its digest.

    Args:
        page: the whole of it.
        style: its digest as a Content-Security-Policy names it.
        status: of HTTP.
        pictures: it holds pictures inside itself (`data:`).
    """
    policy = f"default-src 'none'; style-src {style}; form-action 'self'; base-uri 'none'"
    policy += "; img-src data:" if pictures else ""
    headers = {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'", **HEADERS}
    return web.Response(text=page, status=status, content_type="text/html", headers=headers)


@dataclass(frozen=True, slots=True)
class Sorry:
    """How a page says what is in the way, to somebody who may be anybody.

    Attributes:
        page: draws the sentence for a reason in a language.
        refused: the reason to name for a refusal, and the status of HTTP.
        form: the reason for a form that cannot be read.
        style: of the page, see `html`.
        too_large: the reason for a form that is too large, where an honest one can be.
    """

    page: Callable[[str, str], str]
    refused: Callable[[Refused], tuple[str, int]]
    form: str
    style: str
    too_large: str | None = None

    def answer(self, request: web.Request, reason: str, status: int) -> web.Response:
        """The page, in the language that the browser asks for."""
        language = wished_language(request.headers.get("Accept-Language", ""))
        return html(self.page(language, reason), self.style, status)


def guarded(handler: Handler, sorry: Sorry) -> Handler:
    """Whatever goes wrong is said on a page of ours that names nobody and repeats nothing of what was sent."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refusal:
            return sorry.answer(request, *sorry.refused(refusal))
        except web.HTTPRequestEntityTooLarge:
            known = sorry.too_large is not None
            return sorry.answer(request, sorry.too_large or sorry.form, 413 if known else 400)
        except (web.HTTPBadRequest, ValueError):  # UnicodeError: a code that is no text
            return sorry.answer(request, sorry.form, 400)
        except (Unavailable, TimeoutError):
            return sorry.answer(request, "unavailable", 503)

    return answer
