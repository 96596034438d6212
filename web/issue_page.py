"""The page that issues a draft over HTTP: looking does nothing, only a pressed button does."""

from __future__ import annotations

from aiohttp import web

from invoicing.model.errors import InvalidValue, LatarnikError, Refused
from invoicing.services.conversation.issue_page import UNKNOWN, IssuePages, IssueView
from invoicing.services.mail_trust.issue_links import PATH
from templates.issue_page import card_page, no_issue_page, settled_page
from templates.page_style import style_source
from web.forms import pressed
from web.hardening import HEADERS, Sorry, guarded, html

_STATUS = {UNKNOWN: 404, "agreement-replaced": 410, "agreement-expired": 410, "not-allowed": 404}


def add_issue_page(app: web.Application, pages: IssuePages, trial: str | None = None) -> None:
    """Serve the page below `PATH`; everything else of the application stays as it is. `trial`: see `Marks`."""
    page = IssuePage(pages, trial)
    sorry = Sorry(no_issue_page, _refused, form="paper-link-form", style=style_source("issue"))
    app.router.add_get(f"{PATH}/{{code}}", guarded(page.show, sorry))
    app.router.add_post(f"{PATH}/{{code}}", guarded(page.press, sorry))


class IssuePage:
    """Shows the card and takes the press of its button."""

    def __init__(self, pages: IssuePages, trial: str | None = None) -> None:
        self._pages, self._trial = pages, trial

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The card, or what became of it."""
        return _html(_drawn(await self._pages.look(request.match_info["code"]), self._trial))

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Issue, and show the page anew, so that loading it again presses nothing."""
        if await pressed(request) != "issue":
            raise web.HTTPBadRequest
        code = request.match_info["code"]
        try:
            await self._pages.press(code)
        except (Refused, InvalidValue) as refusal:
            if refusal.reason in _STATUS:
                raise
            return _html(_drawn(await self._pages.look(code), self._trial, refusal), 409)
        return web.Response(status=303, headers={**HEADERS, "Location": request.path})


def _refused(refusal: Refused) -> tuple[str, int]:
    """Whether a link was ever ours, and why it is refused, is told only of links that somebody was given."""
    reason = refusal.reason if refusal.reason in _STATUS else UNKNOWN
    return (UNKNOWN if _STATUS[reason] == _STATUS[UNKNOWN] else reason), _STATUS[reason]


def _drawn(view: IssueView, trial: str | None, refusal: LatarnikError | None = None) -> str:
    said, data = view.reply, {**view.reply.data, "trial": trial}
    if view.button is None or view.until is None:
        return settled_page(view.language, said.code, data)
    wrong = (refusal.reason, refusal.details) if refusal else None
    return card_page(view.language, said.code, data, button=view.button, until=view.until, wrong=wrong)


def _html(page: str, status: int = 200) -> web.Response:
    return html(page, style_source("issue"), status)
