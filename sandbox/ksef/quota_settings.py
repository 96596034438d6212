"""The counter where a tester changes the limits of its own context; only on TEST (facts: section 15)."""

from typing import Any

from aiohttp import web

from .certificate_counter import CertificateCounter
from .errors import ApiError
from .front import Route, caller
from .office import Office
from .quotas import (
    PRODUCTION,
    RATE_NAMES,
    SESSION_CEILINGS,
    SETTABLE,
    ContextQuota,
    Rates,
    SessionQuota,
    SubjectQuota,
)
from .testdata import done
from .wire import json_body, moment, one_of, optional, optional_body, required

COLLECTIVE = range(2, 5001)
IDENTITIES = ("Nip", "Pesel", "Fingerprint")
BIGGEST = 2**31 - 1


class QuotaSettings:
    """Changes limits and puts them back."""

    def __init__(self, office: Office, certificates: CertificateCounter) -> None:
        self._office = office
        self._certificates = certificates

    def routes(self) -> list[Route]:
        """The protected operations under /testdata; none in production."""
        if self._office.is_prod:
            return []
        session, subject = "/testdata/limits/context/session", "/testdata/limits/subject/certificate"
        rates, one = "/testdata/rate-limits", "/testdata/certificates/{serial}"
        return [
            Route("POST", session, self.set_session, "other"),
            Route("DELETE", session, self.reset_session, "other"),
            Route("POST", subject, self.set_subject, "other"),
            Route("DELETE", subject, self.reset_subject, "other"),
            Route("POST", rates, self.set_rates, "other"),
            Route("DELETE", rates, self.reset_rates, "other"),
            Route("POST", f"{rates}/production", self.production_rates, "other"),
            Route("PUT", one, self.expire, "other"),
        ]

    async def set_session(self, request: web.Request) -> web.Response:
        """Sizes and counts of the caller's context."""
        body = await json_body(request)
        collective = required(required(body, "collectiveIdentifier", dict), "maxInvoices", int)
        if collective not in COLLECTIVE:
            raise ApiError(21405, "'collectiveIdentifier.maxInvoices' jest poza zakresem.")
        quota = ContextQuota(_session(body, "onlineSession"), _session(body, "batchSession"), collective)
        self._office.quotas.set_context(caller(request).context, quota)
        return done()

    async def reset_session(self, request: web.Request) -> web.Response:
        """Sizes and counts as in production."""
        self._office.quotas.set_context(caller(request).context, None)
        return done()

    async def set_subject(self, request: web.Request) -> web.Response:
        """How many certificates the caller may ask for and have."""
        body = await optional_body(request)
        one_of(optional(body, "subjectIdentifierType", str), (None, *IDENTITIES), "subjectIdentifierType")
        quotas, identity = self._office.quotas, self._office.permissions.author(caller(request).identity)
        now = quotas.subject(identity)
        enrolments = _count(optional(body, "enrollment", dict, {}), "maxEnrollments", now.enrolments)
        certificates = _count(optional(body, "certificate", dict, {}), "maxCertificates", now.certificates)
        quotas.set_subject(identity, SubjectQuota(enrolments, certificates))
        return done()

    async def reset_subject(self, request: web.Request) -> web.Response:
        """Limits of certificates as in production."""
        identity = self._office.permissions.author(caller(request).identity)
        self._office.quotas.set_subject(identity, None)
        return done()

    async def set_rates(self, request: web.Request) -> web.Response:
        """Request limits of the caller's context; from now on they hold."""
        given = required(await json_body(request), "rateLimits", dict)
        rates = {group: _rates(required(given, group, dict)) for group in SETTABLE}
        self._office.quotas.set_rates(caller(request).context, rates)
        return done()

    async def reset_rates(self, request: web.Request) -> web.Response:
        """Request limits as before."""
        self._office.quotas.set_rates(caller(request).context, None)
        return done()

    async def production_rates(self, request: web.Request) -> web.Response:
        """Request limits as in production."""
        rates = {group: PRODUCTION[group] for group in SETTABLE}
        self._office.quotas.set_rates(caller(request).context, rates)
        return done()

    async def expire(self, request: web.Request) -> web.Response:
        """Let a certificate of the caller end earlier, to rehearse expiry."""
        until = moment(required(await json_body(request), "validTo", str))
        certificate = self._certificates.find(request, request.match_info["serial"])
        if until > certificate.expires_at:
            raise ApiError(21405, "'validTo' nie może być późniejsze niż obecne.")
        certificate.expires_at = until
        return done()


def _session(body: dict[str, Any], name: str) -> SessionQuota:
    given = required(body, name, dict)
    values = {each: required(given, each, int) for each in SESSION_CEILINGS}
    for each, ceiling in SESSION_CEILINGS.items():
        if not 0 <= values[each] <= ceiling:
            raise ApiError(21405, f"'{name}.{each}' jest poza zakresem.")
    return SessionQuota(**values)


def _rates(given: dict[str, Any]) -> Rates:
    second, minute, hour = (required(given, name, int) for name in RATE_NAMES)
    return second, minute, hour


def _count(given: dict[str, Any], name: str, default: int) -> int:
    count: int = optional(given, name, int, default)
    if not 0 <= count <= BIGGEST:
        raise ApiError(21405, f"'{name}' jest poza zakresem.")
    return count
