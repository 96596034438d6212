"""Certificates and keys from files: the Ministry's PEM, DER and encrypted PKCS#8, and PKCS#12; checked before they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_der_private_key,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from invoicing.model.errors import Refused
from invoicing.model.party import Nip
from invoicing.services.access.certificates import HeldCertificate, held
from ksef.csr import as_pem
from ksef.usage import nip_of, serial_of, type_of

_SHORTEST_RSA = 2048
_LARGEST = 1_000_000  # bytes: no certificate is that long


@dataclass(frozen=True, slots=True)
class Imported:
    """A certificate fit to be kept; `foreign_nip` is a NIP in its subject that is not the company's."""

    certificate: HeldCertificate
    foreign_nip: str | None = None


def read_pair(certificate: bytes, key: bytes, password: bytes | None = None) -> tuple[x509.Certificate, Any]:
    """A certificate and its key from two files, each PEM or DER.

    Raises:
        Refused: ksef-file-unknown (with `what`), ksef-file-password.
    """
    return _certificate_in(certificate), _key_in(key, password)


def read_bundle(bundle: bytes, password: bytes | None = None) -> tuple[x509.Certificate, Any]:
    """A certificate and its key from one PKCS#12 file.

    Raises:
        Refused: ksef-file-unknown, ksef-file-password, ksef-file-incomplete.
    """
    if len(bundle) > _LARGEST or not bundle.startswith(b"\x30"):
        raise Refused("ksef-file-unknown", what="bundle")
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(bundle, password)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _why(error, "bundle", password) from error
    if key is None or certificate is None:
        raise Refused("ksef-file-incomplete")
    return certificate, key


def checked(certificate: x509.Certificate, key: Any, nip: Nip, now: datetime) -> Imported:
    """Whether the two belong together and will serve the company.

    Raises:
        Refused: ksef-key-kind, ksef-key-mismatch, ksef-certificate-expired, ksef-certificate-usage.
    """
    if not _is_allowed(key):
        raise Refused("ksef-key-kind")
    if key.public_key() != certificate.public_key():
        raise Refused("ksef-key-mismatch")
    if now >= certificate.not_valid_after_utc:
        raise Refused("ksef-certificate-expired", day=f"{certificate.not_valid_after_utc:%d.%m.%Y}")
    kind = type_of(certificate)
    if kind is None:
        raise Refused("ksef-certificate-usage")
    kept = held(
        kind,
        serial=serial_of(certificate),
        name=_name(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        certificate=certificate.public_bytes(Encoding.PEM),
        key=as_pem(key),
    )
    theirs = nip_of(certificate)
    return Imported(kept, theirs if theirs not in {None, nip.digits} else None)


def _certificate_in(data: bytes) -> x509.Certificate:
    load = x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
    try:
        return load(_short(data))
    except ValueError as error:
        raise Refused("ksef-file-unknown", what="certificate") from error


def _key_in(data: bytes, password: bytes | None) -> Any:
    load: Callable[..., Any] = load_pem_private_key if b"-----BEGIN" in data else load_der_private_key
    try:
        return _opened(load, _short(data), password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if password is not None and _is_locked(load, data):
            # one wrong password in 256 seems to fit, and what it opens is no key
            raise Refused("ksef-file-password", given="yes") from error
        raise _why(error, "key", password) from error


def _is_locked(load: Callable[..., Any], data: bytes) -> bool:
    """Whether the file holds a key that wants a password."""
    try:
        load(data, None)
    except TypeError:
        return True
    except (ValueError, UnsupportedAlgorithm):
        return False
    return False


def _opened(load: Callable[..., Any], data: bytes, password: bytes | None) -> Any:
    try:
        return load(data, password)
    except TypeError:
        if password is None:
            raise
        return load(data, None)  # a password was given for a key that has none


def _short(data: bytes) -> bytes:
    if len(data) > _LARGEST:
        raise ValueError("too long")
    return data


def _why(error: Exception, what: str, password: bytes | None) -> Refused:
    """A password that is wrong or missing, told from a file that is something else."""
    if isinstance(error, TypeError) or "password" in str(error).lower():
        return Refused("ksef-file-password", given="yes" if password else "")
    return Refused("ksef-file-unknown", what=what)


def _is_allowed(key: Any) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)


def _name(certificate: x509.Certificate) -> str:
    names: Iterable[x509.NameAttribute[Any]] = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return next((str(one.value) for one in names), "")
