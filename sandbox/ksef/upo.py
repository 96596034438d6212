"""The official confirmation (UPO), schema v4-3 (facts: section 4.7)."""

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from .records import OnlineSession, SentInvoice
from .wire import WARSAW

NAMESPACE = "http://upo.schematy.mf.gov.pl/KSeF/v4-3"
RECEIVERS = {"prod": "Ministerstwo Finansów", "test": "Ministerstwo Finansów - środowisko testowe (TE)"}
CONTEXT_NAMES = {
    "Nip": "Nip",
    "InternalId": "IdWewnetrzny",
    "NipVatUe": "IdZlozonyVatUE",
    "PeppolId": "IdDostawcyUslugPeppol",
}


def write_upo(
    session: OnlineSession, invoices: Sequence[SentInvoice], profile: str, *, whole_session: bool
) -> bytes:
    """Write the confirmation of one invoice, or of a session with its page description."""
    root = etree.Element(_tag("Potwierdzenie"), nsmap={None: NAMESPACE})
    _add(root, "NazwaPodmiotuPrzyjmujacego", RECEIVERS[profile])
    _add(root, "NumerReferencyjnySesji", session.reference)
    login = etree.SubElement(root, _tag("Uwierzytelnienie"))
    context = etree.SubElement(login, _tag("IdKontekstu"))
    _add(context, CONTEXT_NAMES[session.context.kind], session.context.value)
    _add(login, *session.login.proof)
    if whole_session:
        _page_description(root, len(invoices))
    _add(root, "NazwaStrukturyLogicznej", "Schemat_FA(3)_v1-0E.xsd")
    _add(root, "KodFormularza", "FA (3)")
    for invoice in invoices:
        _document(root, invoice)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return content


def _document(root: etree._Element, invoice: SentInvoice) -> None:
    content = invoice.content
    part = etree.SubElement(root, _tag("Dokument"))
    _add(part, "NipSprzedawcy", content.seller_nip)
    _add(part, "NumerKSeFDokumentu", str(invoice.ksef_number))
    _add(part, "NumerFaktury", content.number)
    _add(part, "DataWystawieniaFaktury", content.issue_date.isoformat())
    _add(part, "DataPrzeslaniaDokumentu", _local(invoice.received_at))
    _add(part, "DataNadaniaNumeruKSeF", _local(invoice.numbered_at or invoice.received_at))
    _add(part, "SkrotDokumentu", invoice.invoice_hash)
    _add(part, "TrybWysylki", str(invoice.mode))


def _page_description(root: etree._Element, count: int) -> None:
    page = etree.SubElement(root, _tag("OpisPotwierdzenia"))
    _add(page, "Strona", "1")
    _add(page, "LiczbaStron", "1")
    _add(page, "ZakresDokumentowOd", "1")
    _add(page, "ZakresDokumentowDo", str(count))
    _add(page, "CalkowitaLiczbaDokumentow", str(count))


def _local(moment: datetime) -> str:
    return moment.astimezone(WARSAW).isoformat(timespec="milliseconds")


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text
