"""The page that issues a draft over HTTP: looking does nothing, only a pressed button does."""

from __future__ import annotations

import asyncio

from aiohttp import web

from invoicing.model.errors import InvalidValue, LatarnikError, Refused, Unavailable
from invoicing.services.conversation.issue_page import UNKNOWN, IssuePages, IssueView
from invoicing.services.mail_trust.issue_links import PATH
from templates.issue_page import card_page, issue_style_source, no_issue_page, settled_page
from templates.web_page import wished_language
from web.hardening import HEADERS, Handler, html

_LARGEST = 1024  # bytes of a form with one button
_PATIENCE = 10.0  # seconds for a form to arrive
_STATUS = {UNKNOWN: 404, "agreement-replaced": 410, "agreement-expired": 410, "not-allowed": 404}


def add_issue_page(app: web.Application, pages: IssuePages, trial: str | None = None) -> None:
    """Serve the page below `PATH`; everything else of the application stays as it is. `trial`: see `Marks`."""
    page = IssuePage(pages, trial)
    app.router.add_get(f"{PATH}/{{code}}", _guarded(page.show))
    app.router.add_post(f"{PATH}/{{code}}", _guarded(page.press))


class IssuePage:
    """Shows the card and takes the press of its button."""

    def __init__(self, pages: IssuePages, trial: str | None = None) -> None:
        self._pages, self._trial = pages, trial

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The card, or what became of it."""
        return _html(_drawn(await self._pages.look(request.match_info["code"]), self._trial))

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Issue, and show the page anew, so that loading it again presses nothing."""
        if request.content_length is None or request.content_length > _LARGEST:
            raise web.HTTPRequestEntityTooLarge(_LARGEST, request.content_length or 0)
        async with asyncio.timeout(_PATIENCE):
            form = await request.post()
        if form.get("do") != "issue":
            raise web.HTTPBadRequest
        code = request.match_info["code"]
        try:
            await self._pages.press(code)
        except (Refused, InvalidValue) as refusal:
            if refusal.reason in _STATUS:
                raise
            return _html(_drawn(await self._pages.look(code), self._trial, refusal), 409)
        return web.Response(status=303, headers={**HEADERS, "Location": request.path})


def _guarded(handler: Handler) -> Handler:
    """Whatever goes wrong is said on a page of ours that names nobody."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        language = wished_language(request.headers.get("Accept-Language", ""))
        try:
            return await handler(request)
        except Refused as refusal:
            reason = refusal.reason if refusal.reason in _STATUS else UNKNOWN
            shown = UNKNOWN if _STATUS[reason] == _STATUS[UNKNOWN] else reason
            return _html(no_issue_page(language, shown), _STATUS[reason])
        except (web.HTTPBadRequest, web.HTTPRequestEntityTooLarge, ValueError):
            return _html(no_issue_page(language, "paper-link-form"), 400)
        except (Unavailable, TimeoutError):
            return _html(no_issue_page(language, "unavailable"), 503)

    return guarded


def _drawn(view: IssueView, trial: str | None, refusal: LatarnikError | None = None) -> str:
    said, data = view.reply, {**view.reply.data, "trial": trial}
    if view.button is None or view.until is None:
        return settled_page(view.language, said.code, data)
    wrong = (refusal.reason, refusal.details) if refusal else None
    return card_page(view.language, said.code, data, button=view.button, until=view.until, wrong=wrong)


def _html(page: str, status: int = 200) -> web.Response:
    return html(page, issue_style_source(), status)
