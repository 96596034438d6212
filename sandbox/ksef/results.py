"""The counter of results: statuses of sessions and invoices, and confirmations (facts: sections 4.5 to 4.7)."""

import secrets
from datetime import datetime
from typing import Any

from aiohttp import web

from .errors import ApiError
from .front import Route, caller
from .office import Office
from .records import LINK_LIFE, Archive, OnlineSession, SentInvoice, UpoPage
from .session_list import SessionFilter, list_view
from .sessions import SessionCounter
from .statuses import SUCCESS
from .upo import write_upo
from .wire import sha256_base64, stamp, token_page

READ = ("InvoiceWrite", "Introspection", "PefInvoiceWrite", "EnforcementOperations")
LARGEST_PAGE = 1000


class ResultCounter:
    """Tells what became of what was sent."""

    def __init__(self, office: Office, archive: Archive, sessions: SessionCounter) -> None:
        self._office = office
        self._archive = archive
        self._sessions = sessions
        self._links: dict[str, tuple[bytes, datetime]] = {}

    def routes(self) -> list[Route]:
        """The reading operations under /sessions."""
        one = "/sessions/{reference}"
        return [
            Route("GET", "/sessions", self.sessions, "sessionList", any_of=READ),
            Route("GET", one, self.session, "sessionMisc", any_of=READ),
            Route("GET", f"{one}/invoices", self.invoices, "sessionInvoiceList", any_of=READ),
            Route("GET", f"{one}/invoices/failed", self.failed, "sessionInvoiceList", any_of=READ),
            Route(
                "GET", f"{one}/invoices/ksef/{{number}}/upo", self.upo_by_number, "sessionMisc", any_of=READ
            ),
            Route("GET", f"{one}/invoices/{{invoice}}", self.invoice, "invoiceStatus", any_of=READ),
            Route(
                "GET", f"{one}/invoices/{{invoice}}/upo", self.upo_by_reference, "sessionMisc", any_of=READ
            ),
            Route("GET", f"{one}/upo/{{page}}", self.upo_page, "sessionMisc", any_of=READ),
        ]

    async def sessions(self, request: web.Request) -> web.Response:
        """Sessions of the caller's context, newest first, by pages."""
        wanted = SessionFilter.read(request)
        context = caller(request).context
        found = [
            each for each in self._archive.sessions.values() if each.context == context and wanted.fits(each)
        ]
        found.sort(key=lambda each: each.created_at, reverse=True)
        rows, following = token_page(request, found, LARGEST_PAGE)
        body = {"continuationToken": following, "sessions": [list_view(each) for each in rows]}
        return web.json_response(body)

    async def session(self, request: web.Request) -> web.Response:
        """Status of a session, with its confirmation once it is ready."""
        session = self._sessions.find(request)
        view = session.view()
        if session.upo_pages:
            view["upo"] = {"pages": [self._page_view(page) for page in session.upo_pages]}
        return web.json_response(view)

    async def invoices(self, request: web.Request) -> web.Response:
        """All invoices of a session, by pages."""
        return self._listed(request, self._sessions.find(request).invoices)

    async def failed(self, request: web.Request) -> web.Response:
        """The refused invoices of a session, by pages."""
        every = self._sessions.find(request).invoices
        return self._listed(request, [each for each in every if each.code > SUCCESS])

    async def invoice(self, request: web.Request) -> web.Response:
        """Status of one invoice."""
        session = self._sessions.find(request)
        return web.json_response(self._view(_invoice(session, request)))

    async def upo_by_reference(self, request: web.Request) -> web.Response:
        """Confirmation of one invoice by its reference number."""
        session = self._sessions.find(request)
        return _xml(self._upo(_invoice(session, request)))

    async def upo_by_number(self, request: web.Request) -> web.Response:
        """Confirmation of one invoice by its KSeF number."""
        session = self._sessions.find(request)
        number = request.match_info["number"]
        found = [each for each in session.accepted() if each.ksef_number == number]
        if not found:
            raise ApiError(21178)
        return _xml(self._upo(found[0]))

    async def upo_page(self, request: web.Request) -> web.Response:
        """A page of the collective confirmation."""
        session = self._sessions.find(request)
        for page in session.upo_pages:
            if page.reference == request.match_info["page"]:
                return _xml(page.content)
        raise ApiError(21178)

    async def download(self, request: web.Request) -> web.Response:
        """A confirmation by its link: no token, no limit, until the link expires."""
        content, until = self._links.get(request.match_info["ticket"], (b"", self._office.now()))
        if self._office.now() >= until:
            return web.Response(status=403, text="AuthenticationFailed")
        return _xml(content)

    def _listed(self, request: web.Request, invoices: list[SentInvoice]) -> web.Response:
        rows, following = token_page(request, invoices, LARGEST_PAGE)
        body = {"continuationToken": following, "invoices": [self._view(each) for each in rows]}
        return web.json_response(body)

    def _view(self, invoice: SentInvoice) -> dict[str, Any]:
        if not invoice.is_accepted:
            return invoice.view({})
        url, until = self._link(self._upo(invoice))
        return invoice.view({"upoDownloadUrl": url, "upoDownloadUrlExpirationDate": until})

    def _page_view(self, page: UpoPage) -> dict[str, str]:
        url, until = self._link(page.content)
        return {"referenceNumber": page.reference, "downloadUrl": url, "downloadUrlExpirationDate": until}

    def _link(self, content: bytes) -> tuple[str, str]:
        """A new link at every status call, as the service does it."""
        ticket = secrets.token_urlsafe(24)
        until = self._office.now() + LINK_LIFE
        self._links[ticket] = (content, until)
        return f"{self._office.base_url}/storage/upo/{ticket}", str(stamp(until))

    def _upo(self, invoice: SentInvoice) -> bytes:
        if not invoice.is_accepted:
            raise ApiError(21178)
        if not invoice.upo:
            invoice.upo = write_upo(invoice.session, [invoice], self._office.profile, whole_session=False)
        return invoice.upo


def _invoice(session: OnlineSession, request: web.Request) -> SentInvoice:
    reference = request.match_info["invoice"]
    invoice = session.find(reference)
    if invoice is None:
        raise ApiError(21405, f"Faktura o numerze referencyjnym {reference} nie została odnaleziona w sesji.")
    return invoice


def _xml(content: bytes) -> web.Response:
    headers = {"x-ms-meta-hash": sha256_base64(content)}
    return web.Response(body=content, content_type="application/xml", headers=headers)
