"""Do the two codes hold: by our own look at the signature, and by the public pages behind them (section "Kody QR")."""

from __future__ import annotations

import base64
import html
import re
from datetime import date

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.model.party import Nip
from invoicing.services.access.certificates import OfflineCertificate
from invoicing.services.access.verifying import InvoiceSeen, IssuerSeen
from ksef.qr import verification_link

_TIMEOUT = 20.0  # seconds
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_ABOUT_CERTIFICATE = ("certyfikat istnieje", "certyfikat nie istnieje")
_ACTIVE, _SIGNED = "certyfikat jest aktywny", "podpis wystawcy jest prawid"
_ENTITLED = "wystawca posiada uprawnienia"
_CORRECTED = "skorygowana technicznie"
_ABSENT, _PRESENT = "nie znajduje się w ksef", "znajduje się w ksef"


class CodePagesOverHttp:
    """Reads the pages behind the codes (port `CodePages`).

    Of the page of KOD II four sentences are known from the Ministry's own tests; a page without the first of them is
    not read as "no", and so is a page of KOD I that says none of what we know.

    Args:
        http: reaches the address below.
        qr: base address behind the codes of our environment.
    """

    def __init__(self, http: httpx.AsyncClient, qr: str) -> None:
        self._http, self._qr = http, qr.rstrip("/")

    async def issuer(self, link: str) -> IssuerSeen:
        """What stands behind KOD II.

        Raises:
            Unavailable: code-page-silent.
            Misunderstood: code-page-unreadable.
            Refused: address-not-configured.
        """
        page = await self._page(link)
        if not any(words in page for words in _ABOUT_CERTIFICATE):
            raise Misunderstood("code-page-unreadable", page="KOD II")
        return IssuerSeen(
            known=_ABOUT_CERTIFICATE[0] in page,
            active=_ACTIVE in page,
            signed=_SIGNED in page,
            entitled=_ENTITLED in page,
        )

    async def invoice(self, nip: Nip, issue_date: date, sha256: bytes) -> InvoiceSeen:
        """What stands behind KOD I; raises as `issuer`."""
        page = await self._page(verification_link(self._qr, nip, issue_date, sha256))
        if _CORRECTED in page:
            return InvoiceSeen.CORRECTED
        if _ABSENT in page:  # its words hold those of the other answer
            return InvoiceSeen.UNKNOWN
        if _PRESENT in page:
            return InvoiceSeen.KNOWN
        raise Misunderstood("code-page-unreadable", page="KOD I")

    async def _page(self, link: str) -> str:
        """The words of the page, in lower case."""
        if not link.startswith(self._qr + "/"):
            raise Refused("address-not-configured", host=httpx.URL(link).host)
        try:
            answer = await self._http.get(link, timeout=_TIMEOUT, follow_redirects=False)
        except httpx.HTTPError as error:
            raise Unavailable("code-page-silent", error=type(error).__name__) from error
        if answer.status_code != httpx.codes.OK:
            raise Unavailable("code-page-silent", status=str(answer.status_code))
        return " ".join(html.unescape(_TAGS.sub(" ", answer.text)).lower().split())


def signature_holds(link: str, certificate: OfflineCertificate) -> bool:
    """Whether the signature in a link of KOD II is that of the certificate, without asking anybody.

    Args:
        link: as `ksef.qr.issuer_link` makes it.
        certificate: the public half of its key is looked at, not the private one.
    """
    said, _, signature = link.partition("://")[2].rpartition("/")
    try:
        key = x509.load_pem_x509_certificate(certificate.certificate).public_key()
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        if isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
            key.verify(raw, said.encode(), pss, hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            half = len(raw) // 2
            der = encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
            key.verify(der, said.encode(), ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True
