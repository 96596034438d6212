"""KSeF's certificates: asked for, fetched, listed, revoked (API, section "Certyfikaty KSeF", `/certificates`)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from invoicing.model.errors import Misunderstood, Refused
from invoicing.services.access.certificates import CertificateType, Enrolment, HeldCertificate, held
from invoicing.services.access.enrolling import ListedCertificate
from ksef import csr
from ksef.counters import Counters
from ksef.crypto import encode
from ksef.errors import KsefRefused
from ksef.usage import serial_of, type_of

_LOGIN_METHOD = frozenset({25001, 25002})
_LIMITS = frozenset({25006, 25007})
_NO_REVOCATION, _UNKNOWN = 25009, 25008
_GONE, _FORBIDDEN = 410, 403
_PAGE = 50
_MADE, _REJECTED = 200, 400


class CertificateOfficeOverHttp:
    """Port `CertificateOffice`; the counters must log in by signature, for KSeF wants it so."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    def new_key(self) -> bytes:
        """A fresh private key, EC P-256 (PKCS#8, PEM)."""
        return csr.new_key()

    async def may_request(self, company_id: UUID) -> bool:
        """Whether the limits of the company leave room for one more. Raises as `request`."""
        return (await self._json(company_id, "GET", "/certificates/limits")).get("canRequest") is not False

    async def request(self, company_id: UUID, enrolment: Enrolment) -> str:
        """Ask for a certificate; returns the reference of the enrolment.

        Raises:
            Unavailable: we cannot know whether KSeF has taken it.
            Refused: ksef-needs-signature, ksef-enrolment-limit or ksef-enrolment-refused.
            Misunderstood: it gives no reference.
        """
        if not await self.may_request(company_id):
            raise Refused("ksef-enrolment-limit")
        names = await self._json(company_id, "GET", "/certificates/enrollments/data")
        body = {
            "certificateName": enrolment.name,
            "certificateType": enrolment.type.value,
            "csr": encode(csr.request_for(names, enrolment.key)),
        }
        answer = await self._json(company_id, "POST", "/certificates/enrollments", body)
        if not isinstance(answer.get("referenceNumber"), str):
            raise Misunderstood("ksef-unreadable", path="/certificates/enrollments")
        return str(answer["referenceNumber"])

    async def made(self, company_id: UUID, reference: str) -> str | None:
        """The serial number once the certificate is made; None while KSeF is at work.

        Raises:
            Refused: ksef-enrolment-refused, or ksef-enrolment-forgotten after thirty days.
        """
        path = f"/certificates/enrollments/{reference}"
        body = await self._json(company_id, "GET", path)
        status = body.get("status")
        if not isinstance(status, dict) or not isinstance(status.get("code"), int):
            raise Misunderstood("ksef-unreadable", path="/certificates/enrollments")
        code: int = status["code"]
        if code >= _REJECTED:
            details = "; ".join(str(one) for one in status.get("details") or [status.get("description")])
            raise Refused("ksef-enrolment-refused", status=str(code), text=details[:300])
        if code == _MADE:
            return str(body.get("certificateSerialNumber"))
        return None

    async def listed(self, company_id: UUID, name: str | None = None) -> Sequence[ListedCertificate]:
        """Certificates of the company, newest request first, or those whose name contains `name`."""
        found: list[ListedCertificate] = []
        more, wanted = True, {"name": name} if name else {}
        while more:
            path = f"/certificates/query?pageSize={_PAGE}&pageOffset={len(found) // _PAGE}"
            body = await self._json(company_id, "POST", path, wanted)
            page = [_listed(one) for one in body.get("certificates") or []]
            found += page
            more = body.get("hasMore") is True and len(page) == _PAGE
        return found

    async def fetch(self, company_id: UUID, serial: str, enrolment: Enrolment) -> HeldCertificate:
        """The certificate, compared with the key and the type that were asked for.

        Raises:
            Misunderstood: ksef-enrolment-other, it is another one.
        """
        body = await self._json(
            company_id, "POST", "/certificates/retrieve", {"certificateSerialNumbers": [serial]}
        )
        try:
            [item] = body["certificates"]
            certificate = x509.load_der_x509_certificate(base64.b64decode(item["certificate"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Misunderstood("ksef-unreadable", path="/certificates/retrieve") from error
        fits = certificate.public_key() == csr.loaded(enrolment.key).public_key()
        if not fits or type_of(certificate) is not enrolment.type or serial_of(certificate) != serial:
            raise Misunderstood("ksef-enrolment-other", serial=serial)
        return held(
            enrolment.type,
            serial=serial,
            name=enrolment.name,
            valid_from=certificate.not_valid_before_utc,
            valid_to=certificate.not_valid_after_utc,
            certificate=certificate.public_bytes(Encoding.PEM),
            key=enrolment.key,
        )

    async def revoke(self, company_id: UUID, serial: str, reason: str) -> None:
        """Take a certificate out of use for ever; doing it twice is no fault.

        Raises:
            Refused: ksef-certificate-unknown, or ksef-certificate-fixed when KSeF no longer changes it.
        """
        counter = self._counters.of(company_id)
        path, body = f"/certificates/{serial}/revoke", {"revocationReason": reason}
        try:
            await counter.access.authorized(
                lambda token: counter.client.call("POST", path, token=token, body=body)
            )
        except KsefRefused as refusal:
            if _NO_REVOCATION not in refusal.codes:
                raise _meant(refusal) from refusal
            if not await self._is_revoked(company_id, serial):
                raise Refused("ksef-certificate-fixed", serial=serial) from refusal

    async def _is_revoked(self, company_id: UUID, serial: str) -> bool:
        body = await self._json(
            company_id,
            "POST",
            f"/certificates/query?pageSize={_PAGE}&pageOffset=0",
            {"certificateSerialNumber": serial},
        )
        return any(_listed(one).status in {"Revoked", "Blocked"} for one in body.get("certificates") or [])

    async def _json(
        self, company_id: UUID, method: str, path: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            return await self._counters.of(company_id).reading.json(method, path, body)
        except KsefRefused as refusal:
            raise _meant(refusal) from refusal


def _meant(refusal: KsefRefused) -> Refused:
    """What the refusal of a call means for whoever wants a certificate."""
    codes = frozenset(refusal.codes)
    if codes & _LOGIN_METHOD or refusal.reason == "ksef-refused-auth-method-not-allowed":
        return Refused("ksef-needs-signature")
    if codes & _LIMITS:
        return Refused("ksef-enrolment-limit")
    if _UNKNOWN in codes:
        return Refused("ksef-certificate-unknown")
    if refusal.status == _GONE:
        return Refused("ksef-enrolment-forgotten")
    if refusal.status == _FORBIDDEN:
        return refusal
    return Refused("ksef-enrolment-refused", **{"text": "", **refusal.details})


def _listed(item: Any) -> ListedCertificate:
    try:
        return ListedCertificate(
            serial=str(item["certificateSerialNumber"]),
            name=str(item["name"]),
            type=CertificateType(item["type"]),
            status=str(item["status"]),
            valid_from=datetime.fromisoformat(item["validFrom"]),
            valid_to=datetime.fromisoformat(item["validTo"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Misunderstood("ksef-unreadable", path="/certificates/query") from error
