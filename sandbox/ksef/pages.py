"""The pages behind the two QR codes, in Polish, as a buyer sees them (facts: section 9)."""

import base64
import binascii
import html
import re
from datetime import date, datetime
from urllib.parse import urlsplit

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .certificates import KsefCertificate, signature_is_right
from .errors import ApiError
from .identity import Identity
from .office import Office
from .records import Archive, SentInvoice
from .reference import NIP_SHAPE
from .wire import WARSAW
from .xades import Context, context_from

SERIAL = re.compile(r"[0-9A-F]{16}")
FOR_OTHERS = ("SelfInvoicing", "TaxRepresentative")
TROUBLES = {"Active": None, "Blocked": "zablokowany", "Revoked": "unieważniony", "Expired": "wygasł"}
LAYOUT = """<!doctype html>
<html lang="pl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}}
dt{{color:#555}}dd{{margin:0 0 .6rem}}.good{{color:#17652b}}.bad{{color:#a11919}}small{{color:#666}}</style></head>
<body><h1>{title}</h1>{body}<p><small>Piaskownica: to nie jest serwis Ministerstwa Finansów.</small></p></body></html>"""


class Pages:
    """Answers to KOD I (`/invoice/...`) and KOD II (`/certificate/...`)."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._archive = archive

    def add(self, app: web.Application) -> None:
        """Hang the pages beside /v2."""
        app.router.add_get("/invoice/{nip}/{day}/{hash}", self.invoice)
        path = "/certificate/{kind}/{value}/{nip}/{serial}/{hash}/{signature}"
        app.router.add_get(path, self.certificate)

    async def invoice(self, request: web.Request) -> web.Response:
        """KOD I: is this invoice in KSeF?"""
        title = "Weryfikacja faktury"
        invoice_hash, day = _hash(request.match_info["hash"]), _day(request.match_info["day"])
        if invoice_hash is None or day is None:
            return _page(title, _line("Adres jest nieprawidłowy.", good=False), 400)
        found = self._find(request.match_info["nip"], day, invoice_hash)
        if found is not None:
            return _page(title, _line("Faktura znajduje się w KSeF.", good=True) + _facts(found))
        corrected = self._archive.correction_of(invoice_hash)
        if corrected is not None:
            note = "Faktura została skorygowana technicznie. Poniżej dane faktury przyjętej do KSeF."
            return _page(title, _line(note, good=True) + _facts(corrected))
        return _page(title, _line("Faktura nie znajduje się w KSeF.", good=False))

    async def certificate(self, request: web.Request) -> web.Response:
        """KOD II: did the issuer sign this link with a valid certificate?"""
        part = request.match_info
        title, context = "Weryfikacja wystawcy", _context(part["kind"], part["value"])
        right = SERIAL.fullmatch(part["serial"]) and NIP_SHAPE.fullmatch(part["nip"]) and _hash(part["hash"])
        if context is None or not right:
            return _page(title, _line("Adres jest nieprawidłowy.", good=False), 400)
        known = self._office.authority.find(part["serial"])
        if known is None:
            return _page(title, _line("Certyfikat nie istnieje", good=False))
        trouble = self._trouble(known)
        lines = [
            (True, "Certyfikat istnieje", ""),
            (trouble is None, "Certyfikat jest aktywny", f"Certyfikat jest nieaktywny: {trouble}"),
            (
                self._is_signed(request, known),
                "Podpis wystawcy jest prawidłowy",
                "Podpis wystawcy jest nieprawidłowy",
            ),
            (
                self._may_issue(known, context, part["nip"]),
                "Wystawca posiada uprawnienia do wystawienia faktury",
                "Wystawca nie posiada uprawnień do wystawienia faktury",
            ),
        ]
        body = "".join(_line(yes if good else no, good=good) for good, yes, no in lines)
        return _page(title, body)

    def _find(self, nip: str, day: date, invoice_hash: str) -> SentInvoice | None:
        for each in self._archive.by_hash(invoice_hash):
            if each.is_accepted and (each.content.seller_nip, each.content.issue_date) == (nip, day):
                return each
        return None

    def _trouble(self, known: KsefCertificate) -> str | None:
        """Why a certificate does not confirm an issuer; None when it does."""
        now = self._office.now()
        if known.kind != "Offline":
            return "certyfikat tego typu służy tylko do uwierzytelniania"
        if now < known.certificate.not_valid_before_utc:
            return "jeszcze nie obowiązuje"
        return TROUBLES[known.state_at(now)]

    def _is_signed(self, request: web.Request, known: KsefCertificate) -> bool:
        text = f"{urlsplit(self._office.base_url).netloc}{request.rel_url.raw_path}".rpartition("/")[0]
        signature = _decoded(request.match_info["signature"])
        key = known.certificate.public_key()
        if signature is None or not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            return False
        return signature_is_right(key, text.encode(), signature)

    def _may_issue(self, known: KsefCertificate, context: Context, seller: str) -> bool:
        """The owner may issue in the context, and the context for the seller: itself, or one that allowed it."""
        permissions = self._office.permissions
        if "InvoiceWrite" not in permissions.of(context, known.owner):
            return False
        allowed = permissions.grants.get((seller, Identity("Nip", context.nip)), frozenset())
        return context.nip == seller or not allowed.isdisjoint(FOR_OTHERS)


def _page(title: str, body: str, status: int = 200) -> web.Response:
    return web.Response(text=LAYOUT.format(title=title, body=body), content_type="text/html", status=status)


def _line(text: str, *, good: bool) -> str:
    mark = "✔" if good else "✘"
    return f'<p class="{"good" if good else "bad"}">{mark} {html.escape(text)}</p>'


def _facts(invoice: SentInvoice) -> str:
    content = invoice.content
    received = (invoice.numbered_at or invoice.received_at).astimezone(WARSAW)
    rows = {
        "Numer KSeF": str(invoice.ksef_number),
        "Numer faktury": content.number,
        "Data wystawienia": content.issue_date.isoformat(),
        "Sprzedawca": f"{content.seller_name}, NIP {content.seller_nip}",
        "Kwota należności ogółem": f"{content.gross} {content.currency}",
        "Data nadania numeru KSeF": f"{received:%Y-%m-%d %H:%M:%S}",
        "Tryb": str(invoice.mode),
    }
    return (
        "<dl>"
        + "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in rows.items())
        + "</dl>"
    )


def _context(kind: str, value: str) -> Context | None:
    try:
        return context_from(kind, value, 21405)
    except ApiError:
        return None


def _day(text: str) -> date | None:
    """DD-MM-YYYY, and no other order."""
    try:
        return datetime.strptime(text, "%d-%m-%Y").replace(tzinfo=WARSAW).date()
    except ValueError:
        return None


def _hash(text: str) -> str | None:
    data = _decoded(text)
    return base64.b64encode(data).decode() if data is not None and len(data) == 32 else None


def _decoded(text: str) -> bytes | None:
    """Base64URL without padding; standard Base64 does not pass."""
    if "=" in text or "+" in text:
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
