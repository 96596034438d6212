"""A key and a request for a certificate (PKCS#10), with the very names KSeF dictates (API, section "Certyfikaty KSeF")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from invoicing.model.errors import Misunderstood

_NAMES = (
    ("commonName", NameOID.COMMON_NAME),
    ("surname", NameOID.SURNAME),
    ("givenName", NameOID.GIVEN_NAME),
    ("organizationName", NameOID.ORGANIZATION_NAME),
    ("organizationIdentifier", NameOID.ORGANIZATION_IDENTIFIER),
    ("countryName", NameOID.COUNTRY_NAME),
    ("serialNumber", NameOID.SERIAL_NUMBER),
    ("uniqueIdentifier", NameOID.X500_UNIQUE_IDENTIFIER),
)
"""In the order in which the official client writes them."""


def new_key() -> bytes:
    """A fresh EC P-256 key: PKCS#8 in PEM, without a password."""
    return as_pem(ec.generate_private_key(ec.SECP256R1()))


def as_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as the wallet keeps it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def loaded(key: bytes) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """A private key of the wallet.

    Raises:
        TypeError: the wallet holds a key of a kind that never goes into it.
    """
    private = load_pem_private_key(key, None)
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError(type(private).__name__)
    return private


def request_for(names: Mapping[str, Any], key: bytes) -> bytes:
    """The request in DER, signed with the key.

    Raises:
        Misunderstood: KSeF dictated names that no certificate can bear.
    """
    try:
        parts = [
            x509.NameAttribute(oid, str(value))
            for name, oid in _NAMES
            for value in _listed(names.get(name))
            if value
        ]
        builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(parts))
    except ValueError as error:
        raise Misunderstood("ksef-unreadable", path="/certificates/enrollments/data") from error
    return builder.sign(loaded(key), hashes.SHA256()).public_bytes(Encoding.DER)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
