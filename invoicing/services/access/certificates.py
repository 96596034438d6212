"""KSeF certificates a company holds, kept apart by what they are for, with their keys in one encrypted wallet.

An `auth_certificate` logs in, an `offline_certificate` signs KOD II and nothing else (API, section 2.7: types
Authentication and Offline). They are two types here, so that one can never be given where the other is wanted.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from invoicing.services.ports import UnitOfWork

T = TypeVar("T", bound="_Certificate")

WALLET = "ksef-certificates"
"""The name under which the wallet lies among a company's secrets."""


class CertificateType(StrEnum):
    """What KSeF made a certificate for (wire values)."""

    AUTHENTICATION = "Authentication"
    OFFLINE = "Offline"


@dataclass(frozen=True, slots=True)
class _Certificate:
    """What both types have in common.

    Attributes:
        serial: upper-case hexadecimal digits; sixteen for KSeF's own.
        certificate: PEM.
        key: the private key, PKCS#8 in PEM without a password; it never leaves the wallet but to sign.
    """

    serial: str
    name: str
    valid_from: datetime
    valid_to: datetime
    certificate: bytes = field(repr=False)
    key: bytes = field(repr=False)

    def is_valid(self, now: datetime) -> bool:
        """Whether a moment lies within its validity; whether it was revoked only KSeF knows."""
        return self.valid_from <= now < self.valid_to


@dataclass(frozen=True, slots=True)
class AuthCertificate(_Certificate):
    """Logs in (key usage Digital Signature), as does a company's qualified seal."""

    type: ClassVar[CertificateType] = CertificateType.AUTHENTICATION


@dataclass(frozen=True, slots=True)
class OfflineCertificate(_Certificate):
    """Signs KOD II (key usage Non-Repudiation); cannot log in."""

    type: ClassVar[CertificateType] = CertificateType.OFFLINE


HeldCertificate = AuthCertificate | OfflineCertificate


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A certificate that was asked for; written down with its key before the request goes.

    Attributes:
        name: unique, so that a certificate whose answer was lost is found again.
        reference: of the enrolment at KSeF; None while we do not know whether KSeF has it.
    """

    type: CertificateType
    name: str
    asked_at: datetime
    key: bytes = field(repr=False)
    reference: str | None = None


_TYPES: Mapping[CertificateType, type[AuthCertificate] | type[OfflineCertificate]] = {
    CertificateType.AUTHENTICATION: AuthCertificate,
    CertificateType.OFFLINE: OfflineCertificate,
}


def held(kind: CertificateType, **values: Any) -> HeldCertificate:
    """A certificate of the type that KSeF names."""
    return _TYPES[kind](**values)


@dataclass(frozen=True, slots=True)
class Wallet:
    """All certificates of a company, and what it has asked for."""

    certificates: tuple[HeldCertificate, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()

    def auth_certificate(self, now: datetime) -> AuthCertificate | None:
        """The one to log in with: the newest of those valid now, else the newest; whoever got a new one wants it used."""
        return _best([one for one in self.certificates if isinstance(one, AuthCertificate)], now)

    def offline_certificate(self, now: datetime) -> OfflineCertificate | None:
        """The one to sign KOD II with: the newest of those valid now; None when there is none, for nothing else will do."""
        found = _best([one for one in self.certificates if isinstance(one, OfflineCertificate)], now)
        return found if found is not None and found.is_valid(now) else None

    def last(self, kind: CertificateType) -> HeldCertificate | None:
        """The one of a type that ends last, be it over by now or not begun yet."""
        return max(
            (one for one in self.certificates if one.type is kind), key=lambda one: one.valid_to, default=None
        )

    def get(self, serial: str) -> HeldCertificate | None:
        """The certificate of that serial number."""
        return next((one for one in self.certificates if one.serial == serial), None)

    def pending(self, kind: CertificateType) -> Enrolment | None:
        """What was asked for of that type and has not come yet."""
        return next((one for one in self.enrolments if one.type is kind), None)

    def adding(self, certificate: HeldCertificate) -> Wallet:
        """With one more certificate; the same twice is once."""
        return replace(self, certificates=(*self.without(certificate.serial).certificates, certificate))

    def without(self, serial: str) -> Wallet:
        """Without a certificate, and so without its key."""
        return replace(self, certificates=tuple(one for one in self.certificates if one.serial != serial))

    def asking(self, enrolment: Enrolment) -> Wallet:
        """With an enrolment, new or changed."""
        return replace(self, enrolments=(*self.settled(enrolment.name).enrolments, enrolment))

    def settled(self, name: str) -> Wallet:
        """Without the enrolment of that name."""
        return replace(self, enrolments=tuple(one for one in self.enrolments if one.name != name))

    @classmethod
    def read(cls, written: bytes | None) -> Wallet:
        """The wallet as it was written; an empty one when nothing was."""
        if not written:
            return cls()
        body = json.loads(written)
        return cls(
            tuple(_certificate(one) for one in body["certificates"]),
            tuple(_enrolment(one) for one in body["enrolments"]),
        )

    def written(self) -> bytes:
        """As JSON, to be sealed."""
        body = {
            "certificates": [_plain(one) for one in self.certificates],
            "enrolments": [_plain(one) for one in self.enrolments],
        }
        return json.dumps(body).encode()


async def wallet_of(work: UnitOfWork, company_id: UUID) -> Wallet:
    """The wallet of a company."""
    return Wallet.read(await work.companies.secret(company_id, WALLET))


async def keep_wallet(work: UnitOfWork, company_id: UUID, wallet: Wallet) -> None:
    """Write the wallet; reading and keeping it belong into one transaction."""
    await work.companies.put_secret(company_id, WALLET, wallet.written())


def _best(found: list[T], now: datetime) -> T | None:
    return max(found, key=lambda one: (one.is_valid(now), one.valid_from), default=None)


_BYTES = ("certificate", "key")
_MOMENTS = ("valid_from", "valid_to", "asked_at")


def _plain(value: HeldCertificate | Enrolment) -> dict[str, Any]:
    plain = {name: getattr(value, name) for name in value.__dataclass_fields__ if hasattr(value, name)}
    plain["type"] = value.type.value
    plain |= {name: base64.b64encode(plain[name]).decode() for name in _BYTES if name in plain}
    return plain | {name: plain[name].isoformat() for name in _MOMENTS if name in plain}


def _certificate(plain: dict[str, Any]) -> HeldCertificate:
    kind, values = _rich(plain)
    return held(kind, **values)


def _enrolment(plain: dict[str, Any]) -> Enrolment:
    kind, values = _rich(plain)
    return Enrolment(type=kind, **values)


def _rich(plain: dict[str, Any]) -> tuple[CertificateType, dict[str, Any]]:
    rich = {name: value for name, value in plain.items() if name != "type"}
    rich |= {name: base64.b64decode(rich[name]) for name in _BYTES if name in rich}
    rich |= {name: datetime.fromisoformat(rich[name]) for name in _MOMENTS if name in rich}
    return CertificateType(plain["type"]), rich
