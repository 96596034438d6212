"""The log-in document and its XAdES-BES signature, enveloped (documentation, "Podpis XAdES")."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml import etree

from invoicing.model.errors import Refused
from ksef.contexts import Context
from ksef.credentials import CertificateCredentials
from ksef.fa3.tree import Element

AUTH = "http://ksef.mf.gov.pl/auth/token/2.1"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_ENVELOPED = f"{DS}enveloped-signature"
_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
_BACKDATED = timedelta(minutes=1)  # our clock may be ahead of theirs

_EARLY = timedelta(hours=1)  # a certificate made a moment ago, on a clock that lags

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Signer:
    """A certificate with its key.

    Raises:
        Refused: reason ksef-certificate-unreadable or ksef-key-mismatch.
    """

    def __init__(self, credentials: CertificateCredentials) -> None:
        try:
            self._certificate = x509.load_pem_x509_certificate(credentials.certificate)
            key = load_pem_private_key(credentials.key, credentials.password)
        except (ValueError, TypeError) as error:  # TypeError: a password is missing, or one too many
            raise Refused("ksef-certificate-unreadable") from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise Refused("ksef-certificate-unreadable")
        if key.public_key() != self._certificate.public_key():
            raise Refused("ksef-key-mismatch")
        self._key: PrivateKey = key

    def check(self, now: datetime) -> None:
        """See whether the certificate is valid at a moment.

        Raises:
            Refused: reason ksef-certificate-expired or ksef-certificate-early, with the day.
        """
        begin, end = self._certificate.not_valid_before_utc, self._certificate.not_valid_after_utc
        if now >= end:
            raise Refused("ksef-certificate-expired", day=f"{end:%d.%m.%Y}")
        if now < begin - _EARLY:
            raise Refused("ksef-certificate-early", day=f"{begin:%d.%m.%Y}")

    def login_request(self, challenge: str, context: Context, now: datetime) -> bytes:
        """AuthTokenRequest 2.1 for a context, signed; not a byte may change afterwards."""
        root = auth_token_request(challenge, context)
        self.sign(root, now)
        return as_document(root)

    def sign(self, root: Element, now: datetime) -> None:
        """Append an enveloped signature to the document."""
        document_digest = _digest(_canonical(root))
        signature = etree.SubElement(root, f"{{{DS}}}Signature", Id="Signature", nsmap={"ds": DS})
        signed_info = etree.SubElement(signature, f"{{{DS}}}SignedInfo")
        value = _ds(signature, "SignatureValue")
        data = _ds(_ds(signature, "KeyInfo"), "X509Data")
        _ds(data, "X509Certificate", base64.b64encode(self._der).decode())
        properties = self._properties(signature, now)
        _ds(signed_info, "CanonicalizationMethod", Algorithm=_C14N)
        _ds(signed_info, "SignatureMethod", Algorithm=self._algorithm)
        _reference(signed_info, "", document_digest, (_ENVELOPED, _C14N))
        _reference(
            signed_info, "#SignedProperties", _digest(_canonical(properties)), (_C14N,), Type=_PROPERTIES
        )
        value.text = base64.b64encode(self._signed(_canonical(signed_info))).decode()

    @property
    def _der(self) -> bytes:
        return self._certificate.public_bytes(Encoding.DER)

    @property
    def _algorithm(self) -> str:
        name = "rsa" if isinstance(self._key, rsa.RSAPrivateKey) else "ecdsa"
        return f"http://www.w3.org/2001/04/xmldsig-more#{name}-sha256"

    def _properties(self, signature: Element, now: datetime) -> Element:
        """SigningTime and the digest of the certificate, inside ds:Object."""
        qualifying = etree.SubElement(
            _ds(signature, "Object"), f"{{{XADES}}}QualifyingProperties", nsmap={"xades": XADES}
        )
        qualifying.set("Target", "#Signature")
        properties = _xades(qualifying, "SignedProperties")
        properties.set("Id", "SignedProperties")
        inner = _xades(properties, "SignedSignatureProperties")
        _xades(inner, "SigningTime", (now - _BACKDATED).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        certificate = _xades(_xades(inner, "SigningCertificate"), "Cert")
        cert_digest = _xades(certificate, "CertDigest")
        _ds(cert_digest, "DigestMethod", Algorithm=_SHA256)
        _ds(cert_digest, "DigestValue", _digest(self._der))
        issuer = _xades(certificate, "IssuerSerial")
        _ds(issuer, "X509IssuerName", self._certificate.issuer.rfc4514_string())
        _ds(issuer, "X509SerialNumber", str(self._certificate.serial_number))
        return properties

    def _signed(self, data: bytes) -> bytes:
        """RSA PKCS#1 v1.5, or ECDSA as R and S of fixed width, which XML signatures want instead of DER."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        width = (self._key.curve.key_size + 7) // 8
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def auth_token_request(challenge: str, context: Context) -> Element:
    """AuthTokenRequest 2.1 before its signature; the order of its parts is fixed."""
    root = etree.Element(f"{{{AUTH}}}AuthTokenRequest", nsmap={None: AUTH})
    etree.SubElement(root, f"{{{AUTH}}}Challenge").text = challenge
    named = etree.SubElement(root, f"{{{AUTH}}}ContextIdentifier")
    etree.SubElement(named, f"{{{AUTH}}}{context.kind}").text = context.value
    etree.SubElement(root, f"{{{AUTH}}}SubjectIdentifierType").text = "certificateSubject"
    return root


def as_document(root: Element) -> bytes:
    """The bytes to send."""
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return document


def _canonical(element: Element) -> bytes:
    canonical: bytes = etree.tostring(element, method="c14n", exclusive=True)
    return canonical


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def _ds(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    made = etree.SubElement(parent, f"{{{DS}}}{name}", attributes)
    made.text = text
    return made


def _xades(parent: Element, name: str, text: str | None = None) -> Element:
    made = etree.SubElement(parent, f"{{{XADES}}}{name}")
    made.text = text
    return made


def _reference(
    signed_info: Element, uri: str, digest: str, transforms: tuple[str, ...], **attributes: str
) -> None:
    reference = _ds(signed_info, "Reference", URI=uri, **attributes)
    listed = _ds(reference, "Transforms")
    for transform in transforms:
        _ds(listed, "Transform", Algorithm=transform)
    _ds(reference, "DigestMethod", Algorithm=_SHA256)
    _ds(reference, "DigestValue", digest)
