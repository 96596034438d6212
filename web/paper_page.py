"""The page of a paper over HTTP: scanners may look as often as they like, only a pressed button says anything."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from aiohttp import web

from invoicing.model.delivering import DeliveryNews
from invoicing.model.errors import Refused, Unavailable
from invoicing.services.delivery.opening import Look, PaperPages
from invoicing.services.delivery.paper_links import PATH
from invoicing.services.ports import FileToShow
from templates.paper_page import PaperFacts, no_paper_page, paper_page, paper_style_source
from templates.web_page import wished_language
from web.hardening import HEADERS, Handler, html

_BUTTONS = {"opened": DeliveryNews.OPENED, "confirmed": DeliveryNews.CONFIRMED}
_LARGEST = 1024  # bytes of a form with one button
_PATIENCE = 10.0  # seconds for a form to arrive
_GONE, _MISSING, _LATER = 410, 404, 503
_STATUS = {"paper-link-unknown": _MISSING, "paper-link-over": _GONE, "paper-link-nothing": _GONE}


def add_paper_page(app: web.Application, pages: PaperPages, trial: str | None = None) -> None:
    """Serve the page below `PATH`; everything else of the application stays as it is. `trial`: see `Marks`."""
    page = PaperPage(pages, trial)
    app.router.add_get(f"{PATH}/{{code}}", _guarded(page.show))
    app.router.add_post(f"{PATH}/{{code}}", _guarded(page.press))


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
            paper_page(look.language, _facts(look, self._trial), part), paper_style_source(), pictures=True
        )

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Note it, and show the page anew, so that loading it again presses nothing."""
        if request.content_length is None or request.content_length > _LARGEST:
            raise web.HTTPRequestEntityTooLarge(_LARGEST, request.content_length or 0)
        async with asyncio.timeout(_PATIENCE):
            form = await request.post()
        news = _BUTTONS.get(str(form.get("do", "")))
        if news is None:
            raise web.HTTPBadRequest
        await self._pages.note(request.match_info["code"], news)
        return web.Response(status=303, headers={**HEADERS, "Location": request.path})


def _guarded(handler: Handler) -> Handler:
    """Whatever goes wrong is said on a page of ours that names nobody."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        language = wished_language(request.headers.get("Accept-Language", ""))
        try:
            return await handler(request)
        except Refused as refusal:
            status = _STATUS.get(refusal.reason, _GONE)
            reason = refusal.reason if refusal.reason in _STATUS else "paper-link-nothing"
            return html(no_paper_page(language, reason), paper_style_source(), status)
        except (web.HTTPBadRequest, web.HTTPRequestEntityTooLarge, ValueError):
            return html(no_paper_page(language, "paper-link-form"), paper_style_source(), 400)
        except (Unavailable, TimeoutError):
            return html(no_paper_page(language, "unavailable"), paper_style_source(), _LATER)

    return guarded


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
