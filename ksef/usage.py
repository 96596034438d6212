"""What a certificate is for and whose it is, read from the certificate itself."""

from __future__ import annotations

import re

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from invoicing.services.access.certificates import CertificateType

_QUALIFIED = ObjectIdentifier("1.3.6.1.5.5.7.1.3")  # qcStatements: a person's signature or a company's seal
_NIP_IN = {
    NameOID.ORGANIZATION_IDENTIFIER: re.compile(r"VATPL.*?(\d{10})"),
    NameOID.SERIAL_NUMBER: re.compile(r"(?:TINPL|NIP).*?(\d{10})"),
}


def type_of(certificate: x509.Certificate) -> CertificateType | None:
    """Its type; None when its key usage fits neither.

    KSeF sets exactly one bit: Digital Signature logs in, Non-Repudiation signs KOD II. A qualified certificate bears
    Non-Repudiation too, and logs in; one without any key usage (only the test environment takes it) logs in.
    """
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return CertificateType.AUTHENTICATION
    if usage.digital_signature:
        return CertificateType.AUTHENTICATION
    if not usage.content_commitment:
        return None
    return CertificateType.AUTHENTICATION if _is_qualified(certificate) else CertificateType.OFFLINE


def serial_of(certificate: x509.Certificate) -> str:
    """The serial number as KSeF writes it: sixteen upper-case hexadecimal digits (more for certificates of others)."""
    return f"{certificate.serial_number:016X}"


def nip_of(certificate: x509.Certificate) -> str | None:
    """The NIP in its subject; None when it names none, such as a person's with a PESEL."""
    for oid, pattern in _NIP_IN.items():
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            found = pattern.search(str(attribute.value))
            if found is not None:
                return found[1]
    return None


def _is_qualified(certificate: x509.Certificate) -> bool:
    return any(extension.oid == _QUALIFIED for extension in certificate.extensions)
