"""The page of a paper over HTTP: scanners may look as often as they like, only a pressed button says anything."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from invoicing.model.delivering import DeliveryNews
from invoicing.model.errors import Refused
from invoicing.services.delivery.opening import Look, PaperPages
from invoicing.services.delivery.paper_links import PATH
from invoicing.services.ports import FileToShow
from templates.page_style import style_source
from templates.paper_page import PaperFacts, no_paper_page, paper_page
from web.forms import pressed
from web.hardening import HEADERS, Sorry, guarded, html

_BUTTONS = {"opened": DeliveryNews.OPENED, "confirmed": DeliveryNews.CONFIRMED}
_GONE, _MISSING = 410, 404
_STATUS = {"paper-link-unknown": _MISSING, "paper-link-over": _GONE, "paper-link-nothing": _GONE}


def add_paper_page(app: web.Application, pages: PaperPages, trial: str | None = None) -> None:
    """Serve the page below `PATH`; everything else of the application stays as it is. `trial`: see `Marks`."""
    page = PaperPage(pages, trial)
    sorry = Sorry(no_paper_page, _refused, form="paper-link-form", style=style_source("paper"))
    app.router.add_get(f"{PATH}/{{code}}", guarded(page.show, sorry))
    app.router.add_post(f"{PATH}/{{code}}", guarded(page.press, sorry))


class PaperPage:
    """Shows papers and notes what buyers press."""

    def __init__(self, pages: PaperPages, trial: str | None = None) -> None:
        self._pages, self._trial = pages, trial

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The cover, or the paper once it was opened; with `?plik=` one of its files."""
        look = await self._pages.look(request.match_info["code"])
        wanted = request.query.get("plik")
        if wanted == "pdf" and look.opened:
            return _file(await self._pages.pdf(look), "application/pdf")
        if wanted == "xml" and look.opened:
            return _file(self._pages.xml(look), "application/xml")
        part = await self._pages.page(look) if look.opened else None
        return html(
            paper_page(look.language, _facts(look, self._trial), part), style_source("paper"), pictures=True
        )

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Note it, and show the page anew, so that loading it again presses nothing."""
        news = _BUTTONS.get(await pressed(request))
        if news is None:
            raise web.HTTPBadRequest
        await self._pages.note(request.match_info["code"], news)
        return web.Response(status=303, headers={**HEADERS, "Location": request.path})


def _refused(refusal: Refused) -> tuple[str, int]:
    reason = refusal.reason if refusal.reason in _STATUS else "paper-link-nothing"
    return reason, _STATUS[reason]


def _facts(look: Look, trial: str | None) -> PaperFacts:
    settled = look.confirmed_at
    return PaperFacts(
        seller=look.stored.invoice.seller.name,
        number=look.stored.invoice.number,
        paper=look.paper.value,
        opened=look.opened,
        confirmed_at=settled.isoformat() if settled else None,
        has_xml=look.has_xml,
        trial=trial,
    )


def _file(file: FileToShow, media_type: str) -> web.Response:
    name = file.name.encode("ascii", "replace").decode().replace("?", "-").replace('"', "")
    said = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(file.name)}"
    return web.Response(
        body=file.content, content_type=media_type, headers={**HEADERS, "Content-Disposition": said}
    )
