"""Reading a signed AuthTokenRequest: one XAdES signature, and nothing believed that it does not cover.

Facts: section 2.3. The document's grammar is small, so it is checked here and not by a schema file.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from cryptography import x509
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from .errors import ApiError
from .reference import NIP_SHAPE, NIP_VAT_UE_SHAPE

NAMESPACES = ("http://ksef.mf.gov.pl/auth/token/2.0", "http://ksef.mf.gov.pl/auth/token/2.1")
DS = "{http://www.w3.org/2000/09/xmldsig#}"
CHALLENGE = re.compile(r"\d{8}-CR-[A-F0-9]{10}-[A-F0-9]{10}-[A-F0-9]{2}")
CONTEXTS = {
    "Nip": NIP_SHAPE,
    "InternalId": re.compile(r"[1-9](\d[1-9]|[1-9]\d)\d{7}-\d{5}"),
    "NipVatUe": NIP_VAT_UE_SHAPE,
    "PeppolId": re.compile(r"P[A-Z]{2}[0-9]{6}"),
}
SUBJECT_TYPES = ("certificateSubject", "certificateFingerprint")
IP_RULES = ("Ip4Address", "Ip4Range", "Ip4Mask")
XADES_METHODS = frozenset(
    each for each in SignatureMethod if not each.name.startswith(("HMAC", "DSA", "EDDSA"))
)


@dataclass(frozen=True)
class Context:
    """In whose name: a type of the API (Nip, InternalId, NipVatUe, PeppolId) and its value."""

    kind: str
    value: str

    @property
    def nip(self) -> str:
        """The NIP inside; empty for a Peppol provider."""
        return "" if self.kind == "PeppolId" else self.value[:10]


@dataclass(frozen=True)
class AuthRequest:
    """A verified request to log in."""

    challenge: str
    context: Context
    identifier_type: str
    certificate: x509.Certificate
    allowed_ips: dict[str, list[str]] = field(default_factory=dict)


def read_auth_request(body: bytes) -> AuthRequest:
    """Verify the signature and read what it covers; ApiError 9101..21401 as the API refuses."""
    root = _parsed(body)
    signatures = list(root.iter(f"{DS}Signature"))
    if not signatures:
        raise ApiError(9102)
    if len(signatures) > 1:
        raise ApiError(9103)
    certificate = _certificate(signatures[0])
    document = _signed_document(body, certificate)
    return _read(document, certificate)


def _parsed(body: bytes) -> etree._Element:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise ApiError(21217) from wrong
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise ApiError(21001, str(wrong)) from wrong
    if root.getroottree().docinfo.doctype:
        raise ApiError(9101, "Dokument nie może zawierać DOCTYPE.")
    name = etree.QName(root)
    if name.localname not in {"AuthTokenRequest", "Signature"}:
        raise ApiError(9101, f"Nieoczekiwany element główny {name.localname}.")
    return root


def _certificate(signature: etree._Element) -> x509.Certificate:
    text = signature.findtext(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
    if not text:
        raise ApiError(21115, "Podpis nie zawiera certyfikatu.")
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
    except (ValueError, binascii.Error) as wrong:
        raise ApiError(21115, "Certyfikatu nie można odczytać.") from wrong


def _signed_document(body: bytes, certificate: x509.Certificate) -> etree._Element:
    config = XAdESSignatureConfiguration(
        location=".//",
        expect_references=True,
        signature_methods=XADES_METHODS,
        digest_algorithms=frozenset(DigestAlgorithm),
        # Whether the certificate is still valid is told later, as status 460; here only the signature counts.
        verification_time=certificate.not_valid_before_utc,
    )
    try:
        results = XAdESVerifier().verify(body, x509_cert=certificate, expect_config=config)
    except (SignXMLException, ValueError, TypeError, etree.LxmlError) as wrong:
        raise ApiError(9105, str(wrong)) from wrong
    for result in results:
        document = _document_in(result.signed_xml)
        if document is not None:
            return document
    raise ApiError(9105, "Podpis nie obejmuje dokumentu AuthTokenRequest.")


def _document_in(signed: etree._Element | None) -> etree._Element | None:
    if signed is None:
        return None
    wanted = {f"{{{space}}}AuthTokenRequest" for space in NAMESPACES}
    if signed.tag in wanted:
        return signed
    if signed.tag == f"{DS}Object" and len(signed) == 1 and signed[0].tag in wanted:
        return signed[0]
    return None


def _read(document: etree._Element, certificate: x509.Certificate) -> AuthRequest:
    space = f"{{{etree.QName(document).namespace}}}"
    for signature in document.findall(f"{DS}Signature"):
        document.remove(signature)
    children = [str(child.tag).removeprefix(space) for child in document]
    expected = ["Challenge", "ContextIdentifier", "SubjectIdentifierType"]
    if children not in (expected, [*expected, "AuthorizationPolicy"]):
        raise ApiError(21401, f"Nieoczekiwana zawartość: {', '.join(children)}.")
    challenge = _text(document[0])
    if not CHALLENGE.fullmatch(challenge):
        raise ApiError(21401, "Element Challenge nie pasuje do wzorca.")
    identifier_type = _text(document[2])
    if identifier_type not in SUBJECT_TYPES:
        raise ApiError(21401, "Element SubjectIdentifierType ma niedozwoloną wartość.")
    allowed = _allowed_ips(document[3], space) if len(document) == 4 else {}
    return AuthRequest(challenge, _context(document[1], space), identifier_type, certificate, allowed)


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _context(element: etree._Element, space: str) -> Context:
    if len(element) != 1:
        raise ApiError(21401, "ContextIdentifier musi zawierać jeden identyfikator.")
    return context_from(str(element[0].tag).removeprefix(space), element[0].text or "", 21401)


def context_from(kind: str, value: str, code: int) -> Context:
    """Check a context identifier against its pattern; ApiError with `code` otherwise."""
    pattern = CONTEXTS.get(kind)
    if pattern is None or not pattern.fullmatch(value):
        raise ApiError(code, f"Nieprawidłowy identyfikator kontekstu {kind}.")
    return Context(kind, value)


def _allowed_ips(policy: etree._Element, space: str) -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {name: [] for name in IP_RULES}
    for rule in policy.iterfind(f"{space}AllowedIps/*"):
        name = str(rule.tag).removeprefix(space)
        if name not in rules:
            raise ApiError(21401, f"Nieoczekiwany element {name}.")
        rules[name].append(_text(rule))
    if any(len(values) > 10 for values in rules.values()):
        raise ApiError(21401, "Najwyżej 10 adresów każdego rodzaju.")
    return rules
