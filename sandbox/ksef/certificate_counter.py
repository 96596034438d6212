"""The counter of issued KSeF certificates: fetch, find, revoke (facts: section 2.7)."""

import base64
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from .access import check_method
from .certificates import KsefCertificate
from .enrolments import KINDS
from .errors import ApiError
from .front import Route, caller
from .office import Office
from .wire import json_body, moment, one_of, optional, optional_body, page_offset, page_size, required, stamp

SERIAL = re.compile(r"[0-9A-F]{16}")
STATES = ("Active", "Blocked", "Revoked", "Expired")
REASONS = ("Unspecified", "Superseded", "KeyCompromise")
MOST_AT_ONCE, LARGEST_PAGE = 10, 50


class CertificateCounter:
    """Shows people their certificates; nobody sees another's."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def routes(self) -> list[Route]:
        """The operations on issued certificates."""
        one = "/certificates/{serial}"
        return [
            Route("POST", "/certificates/retrieve", self.retrieve, "other"),
            Route("POST", "/certificates/query", self.query, "other"),
            Route("POST", f"{one}/revoke", self.revoke, "other"),
        ]

    async def retrieve(self, request: web.Request) -> web.Response:
        """The certificates with these serial numbers, as far as they are the caller's."""
        serials = required(await json_body(request), "certificateSerialNumbers", list)
        right = all(isinstance(each, str) and SERIAL.fullmatch(each) for each in serials)
        if not right or not 1 <= len(serials) <= MOST_AT_ONCE:
            raise ApiError(21405, f"'certificateSerialNumbers' musi zawierać od 1 do {MOST_AT_ONCE} numerów.")
        found = [each for each in self._own(request) if each.serial in serials]
        return web.json_response({"certificates": [_document(each) for each in found]})

    async def query(self, request: web.Request) -> web.Response:
        """The caller's certificates by filters, newest request first."""
        matches = _filter(await optional_body(request), self._office.now())
        start, size = page_offset(request), page_size(request, 10, LARGEST_PAGE)
        found = [each for each in self._own(request) if matches(each)]
        rows = found[start * size : (start + 1) * size]
        now = self._office.now()
        more = (start + 1) * size < len(found)
        return web.json_response({"certificates": [_row(each, now) for each in rows], "hasMore": more})

    async def revoke(self, request: web.Request) -> web.Response:
        """Take a certificate out of use; it is blocked at once and revoked a little later."""
        login, serial = caller(request), request.match_info["serial"]
        check_method(login.method.category, "XadesSignature", "NationalNode")
        if not SERIAL.fullmatch(serial):
            raise ApiError(21405, "Numer seryjny certyfikatu ma nieprawidłowy format.")
        reason = optional(await optional_body(request), "revocationReason", str, "Unspecified")
        one_of(reason, REASONS, "revocationReason")
        certificate = self.find(request, serial)
        if certificate.state_at(self._office.now()) != "Active":
            raise ApiError(25009)
        certificate.state = "Blocked"
        self._office.begin(self._finish(certificate))
        return web.Response(status=204)

    def find(self, request: web.Request, serial: str) -> KsefCertificate:
        """One of the caller's certificates; 25008 otherwise."""
        for each in self._own(request):
            if each.serial == serial:
                return each
        raise ApiError(25008)

    async def _finish(self, certificate: KsefCertificate) -> None:
        await self._office.switches.pause(self._office.switches.faults.auth_delay)
        certificate.state = "Revoked"

    def _own(self, request: web.Request) -> list[KsefCertificate]:
        owners = self._office.permissions.owners(caller(request).identity)
        return self._office.authority.owned_by(owners)


def _filter(body: dict[str, Any], now: datetime) -> Callable[[KsefCertificate], bool]:
    serial, name = optional(body, "certificateSerialNumber", str), optional(body, "name", str, "")
    if serial is not None and not SERIAL.fullmatch(serial):
        raise ApiError(21405, "'certificateSerialNumber' ma nieprawidłowy format.")
    kind, state = optional(body, "type", str), optional(body, "status", str)
    one_of(kind, (None, *KINDS), "type")
    one_of(state, (None, *STATES), "status")
    text = optional(body, "expiresAfter", str)
    after = moment(text) if text else None

    def matches(certificate: KsefCertificate) -> bool:
        right = serial in {None, certificate.serial} and name in certificate.name
        right = right and kind in {None, certificate.kind} and state in {None, certificate.state_at(now)}
        return right and (after is None or certificate.expires_at > after)

    return matches


def _document(certificate: KsefCertificate) -> dict[str, str]:
    der = certificate.certificate.public_bytes(Encoding.DER)
    return {
        "certificate": base64.b64encode(der).decode(),
        "certificateName": certificate.name,
        "certificateSerialNumber": certificate.serial,
        "certificateType": certificate.kind,
    }


def _row(certificate: KsefCertificate, now: datetime) -> dict[str, Any]:
    [name] = certificate.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return {
        "certificateSerialNumber": certificate.serial,
        "name": certificate.name,
        "type": certificate.kind,
        "commonName": str(name.value),
        "status": certificate.state_at(now),
        "subjectIdentifier": {"type": certificate.owner.kind, "value": certificate.owner.value},
        "validFrom": stamp(certificate.certificate.not_valid_before_utc),
        "validTo": stamp(certificate.expires_at),
        "lastUseDate": stamp(certificate.used_at),
        "requestDate": stamp(certificate.requested_at),
    }
