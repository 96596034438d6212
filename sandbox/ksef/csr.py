"""Certificate signing requests: what a caller must copy into one, and whether it did (facts: section 2.7)."""

from collections import Counter

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from .certificates import PublicKey
from .errors import ApiError

FIELDS = {
    "commonName": NameOID.COMMON_NAME,
    "countryName": NameOID.COUNTRY_NAME,
    "givenName": NameOID.GIVEN_NAME,
    "surname": NameOID.SURNAME,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "uniqueIdentifier": NameOID.X500_UNIQUE_IDENTIFIER,
    "organizationName": NameOID.ORGANIZATION_NAME,
    "organizationIdentifier": NameOID.ORGANIZATION_IDENTIFIER,
}
ALWAYS = ("commonName", "countryName")
HASHES = (hashes.SHA1, hashes.SHA256, hashes.SHA384, hashes.SHA512)
RSA_BITS = 2048


def subject_data(certificate: x509.Certificate) -> dict[str, str]:
    """What the certificate of a log-in says of its owner, by the names of the API; 25001 when it says too little."""
    found = {
        name: " ".join(str(each.value) for each in certificate.subject.get_attributes_for_oid(oid))
        for name, oid in FIELDS.items()
    }
    if not all(found[name] for name in ALWAYS):
        raise ApiError(25001)
    return {name: value for name, value in found.items() if value}


def read_request(der: bytes, data: dict[str, str]) -> tuple[x509.Name, PublicKey]:
    """The subject and the key of a request; 25003, 25004, 25010 or 25011 when it cannot be certified."""
    try:
        request = x509.load_der_x509_csr(der)
        key = request.public_key()
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise ApiError(25004) from wrong
    public_key = _certifiable(key)
    _check_signature(request)
    wanted = Counter((FIELDS[name], value) for name, value in data.items())
    given = Counter((each.oid, str(each.value)) for each in request.subject)
    if given != wanted:
        raise ApiError(25003)
    return request.subject, public_key


def _certifiable(key: object) -> PublicKey:
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ApiError(25010)


def _check_signature(request: x509.CertificateSigningRequest) -> None:
    try:
        algorithm = request.signature_hash_algorithm
    except UnsupportedAlgorithm as wrong:
        raise ApiError(25011) from wrong
    if not isinstance(algorithm, HASHES):
        raise ApiError(25011)
    if not request.is_signature_valid:
        raise ApiError(25004)
