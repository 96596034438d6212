"""Who a certificate speaks for (facts: section 2.3, certificate subject rules)."""

import re
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from .errors import ApiError
from .identity import Identity

PESEL = re.compile(r"(PNOPL|PESEL).*?(\d{11})")
NIP = re.compile(r"(TINPL|NIP).*?(\d{10})")
SEAL = re.compile(r"(VATPL).*?(\d{10})")
PERSON_NEEDS = (
    NameOID.GIVEN_NAME,
    NameOID.SURNAME,
    NameOID.SERIAL_NUMBER,
    NameOID.COMMON_NAME,
    NameOID.COUNTRY_NAME,
)
SEAL_NEEDS = (
    NameOID.ORGANIZATION_NAME,
    NameOID.ORGANIZATION_IDENTIFIER,
    NameOID.COMMON_NAME,
    NameOID.COUNTRY_NAME,
)


@dataclass(frozen=True)
class Signer:
    """What a certificate tells: the identity and how its owner logged in."""

    identity: Identity
    method: str
    code: str
    display_name: str


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in upper-case hex."""
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def check_key(certificate: x509.Certificate) -> None:
    """Refuse keys that are too short or of an unknown kind (21115)."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
        return
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256:
        return
    raise ApiError(21115, "Klucz certyfikatu jest niedozwolonego rodzaju lub za krótki.")


def signer_of(certificate: x509.Certificate, identifier_type: str) -> Signer:
    """Read who signed; 21115 for a subject against the rules, 21406 for the wrong way of naming him."""
    names = {each.oid: str(each.value) for each in certificate.subject}
    if identifier_type == "certificateFingerprint":
        if _found(names) is not None:
            raise ApiError(21406, "Certyfikat zawiera identyfikator podmiotu; wymagany certificateSubject.")
        return Signer(Identity("Fingerprint", fingerprint(certificate)), "QualifiedSignature", *PERSON)
    if NameOID.ORGANIZATION_IDENTIFIER in names:
        return _seal(names)
    return _person(names)


PERSON = ("xades.qualified-signature", "Podpis kwalifikowany")
ORGANIZATION = ("xades.qualified-seal", "Pieczęć kwalifikowana")


def _seal(names: dict[x509.ObjectIdentifier, str]) -> Signer:
    if NameOID.GIVEN_NAME in names or NameOID.SURNAME in names:
        raise ApiError(21115, "Pieczęć nie może zawierać imienia ani nazwiska.")
    _demand(names, SEAL_NEEDS)
    found = SEAL.search(names[NameOID.ORGANIZATION_IDENTIFIER])
    if found is None:
        raise ApiError(21115, "Atrybut organizationIdentifier nie zawiera identyfikatora VATPL.")
    return Signer(Identity("Nip", found[2]), "QualifiedSeal", *ORGANIZATION)


def _person(names: dict[x509.ObjectIdentifier, str]) -> Signer:
    _demand(names, PERSON_NEEDS)
    identity = _found(names)
    if identity is None:
        raise ApiError(21115, "Atrybut serialNumber nie zawiera identyfikatora PNOPL ani TINPL.")
    return Signer(identity, "QualifiedSignature", *PERSON)


def _found(names: dict[x509.ObjectIdentifier, str]) -> Identity | None:
    serial = names.get(NameOID.SERIAL_NUMBER, "")
    for pattern, kind in ((PESEL, "Pesel"), (NIP, "Nip")):
        found = pattern.search(serial)
        if found is not None:
            return Identity(kind, found[2])
    found = SEAL.search(names.get(NameOID.ORGANIZATION_IDENTIFIER, ""))
    return None if found is None else Identity("Nip", found[2])


def _demand(names: dict[x509.ObjectIdentifier, str], needs: tuple[x509.ObjectIdentifier, ...]) -> None:
    missing = [oid.dotted_string for oid in needs if not names.get(oid)]
    if missing:
        raise ApiError(21115, f"Brak wymaganych atrybutów podmiotu certyfikatu: {', '.join(missing)}.")
