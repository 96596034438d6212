"""A receipt of KSeF (UPO) as it can be drawn; `upo` compares it with what we sent."""

from __future__ import annotations

from lxml import etree

from invoicing.model.document.receipt import ReceiptEntryView, ReceiptView
from invoicing.model.errors import InvalidDocument
from ksef.fa3.tree import Element, local_name

_ENTRY = {
    "seller_nip": "NipSprzedawcy",
    "ksef_number": "NumerKSeFDokumentu",
    "number": "NumerFaktury",
    "issue_date": "DataWystawieniaFaktury",
    "received_at": "DataPrzeslaniaDokumentu",
    "numbered_at": "DataNadaniaNumeruKSeF",
    "digest": "SkrotDokumentu",
    "mode": "TrybWysylki",
}
_MAX_BYTES = 20_000_000


def is_receipt(xml: bytes) -> bool:
    """Whether the bytes say that they are a receipt, without reading them."""
    return b"Potwierdzenie" in xml[:2000] and b"upo.schematy.mf.gov.pl" in xml[:4000]


def read_receipt(upo: bytes) -> ReceiptView:
    """Everything that a receipt says.

    Raises:
        InvalidDocument: the bytes are no receipt.
    """
    root = _opened(upo)
    login = root.find("{*}Uwierzytelnienie")
    contexts = root.find("{*}Uwierzytelnienie/{*}IdKontekstu")
    return ReceiptView(
        receiver=_text(root, "NazwaPodmiotuPrzyjmujacego"),
        session=_text(root, "NumerReferencyjnySesji"),
        contexts=_pairs(contexts),
        credential=tuple(pair for pair in _pairs(login) if pair[0] != "IdKontekstu"),
        pages=_pairs(root.find("{*}OpisPotwierdzenia")),
        structure=_text(root, "NazwaStrukturyLogicznej"),
        form=_text(root, "KodFormularza"),
        entries=tuple(_entry(each) for each in root.iterfind("{*}Dokument")),
    )


def _opened(upo: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if len(upo) > _MAX_BYTES:
        raise InvalidDocument("document-invalid", problem="too-large", place="1:1")
    try:
        root = etree.fromstring(upo, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InvalidDocument("document-invalid", problem="not-xml", place="1:1") from None
    if local_name(root) != "Potwierdzenie":
        raise InvalidDocument("document-invalid", problem="not-fa3", place="1:1")
    return root


def _entry(document: Element) -> ReceiptEntryView:
    return ReceiptEntryView(**{field: _text(document, name) for field, name in _ENTRY.items()})


def _text(parent: Element, name: str) -> str:
    return " ".join((parent.findtext(f"{{*}}{name}") or "").split())


def _pairs(parent: Element | None) -> tuple[tuple[str, str], ...]:
    """Names and texts of the children; nothing where there is no such group."""
    if parent is None:
        return ()
    return tuple(
        (local_name(each), " ".join((each.text or "").split())) for each in parent if local_name(each)
    )
