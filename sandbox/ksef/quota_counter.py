"""The counter where a caller learns its limits (facts: sections 5, 11.1 and 11.3)."""

from datetime import datetime, time

from aiohttp import web

from .front import Route, caller
from .office import Office
from .quotas import rates_view
from .wire import WARSAW, stamp

READ = ("CredentialsManage", "CredentialsRead")


class QuotaCounter:
    """Tells the effective limits of the caller."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def routes(self) -> list[Route]:
        """The operations under /limits and /rate-limits."""
        return [
            Route("GET", "/rate-limits", self.rates, "other"),
            Route("GET", "/limits/context", self.context, "other"),
            Route("GET", "/limits/subject", self.subject, "other"),
            Route("GET", "/permissions/attachments/status", self.attachments, "other", any_of=READ),
        ]

    async def rates(self, request: web.Request) -> web.Response:
        """The effective request limits: 17 groups."""
        return web.json_response(rates_view(self._office.quotas.rates(caller(request).context)))

    async def context(self, request: web.Request) -> web.Response:
        """Sizes and counts that hold in the caller's context."""
        return web.json_response(self._office.quotas.context(caller(request).context).view())

    async def subject(self, request: web.Request) -> web.Response:
        """How many certificates the caller may ask for and have."""
        author = self._office.permissions.author(caller(request).identity)
        return web.json_response(self._office.quotas.subject(author).view())

    async def attachments(self, request: web.Request) -> web.Response:
        """Whether the caller's company may send attachments, and until when."""
        permissions, nip = self._office.permissions, caller(request).context.nip
        end = permissions.attachments.get(nip)
        until = None if end is None else stamp(datetime.combine(end, time(), WARSAW))
        allowed = permissions.may_attach(nip, self._office.today())
        return web.json_response({"isAttachmentAllowed": allowed, "revokedDate": until})
