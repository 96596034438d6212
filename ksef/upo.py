"""UPO, the official receipt: read and compared with what we sent."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from invoicing.model.errors import InvalidKsefNumber, Misunderstood
from invoicing.model.ksef_number import KsefNumber
from invoicing.services.ksef_ports import Accepted
from ksef.fa3.tree import Element

_MAX_BYTES = 20_000_000  # a page of a session holds up to 10 000 documents
_SESSION = re.compile(r"[0-9]{8}-S[OB]-[0-9A-F]{10}-[0-9A-F]{10}-[0-9A-F]{2}", re.IGNORECASE)
"""How KSeF writes references of sessions today; anything else in a receipt is no reason to doubt it."""


@dataclass(frozen=True, slots=True)
class UpoEntry:
    """What a receipt says of one document; times are aware."""

    number: KsefNumber
    sha256: bytes
    received_at: datetime
    numbered_at: datetime
    offline: bool


def read_upo(upo: bytes) -> tuple[UpoEntry, ...]:
    """The documents of a receipt.

    It is not validated against its schema: the Ministry's own test receipts break it.

    Raises:
        Misunderstood: reason ksef-upo-unreadable.
    """
    return _entries(_root(upo))


def read_session_upo(upo: bytes, reference: str) -> tuple[UpoEntry, ...]:
    """The documents of a page of a session's receipt.

    Raises:
        Misunderstood: it cannot be read, or names another session (ksef-upo-mismatch).
    """
    root = _root(upo)
    named = (root.findtext("{*}NumerReferencyjnySesji") or "").strip()
    if _SESSION.fullmatch(named) and named.upper() != reference.upper():
        raise Misunderstood("ksef-upo-mismatch", session=named)
    entries = _entries(root)
    if not entries:  # a page of HTML is XML too
        raise Misunderstood("ksef-upo-unreadable", session=reference)
    return entries


def _root(upo: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if len(upo) > _MAX_BYTES:
        raise Misunderstood("ksef-upo-unreadable", size=str(len(upo)))
    try:
        return etree.fromstring(upo, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unreadable(error) from error


def _entries(root: Element) -> tuple[UpoEntry, ...]:
    try:
        return tuple(_entry(document) for document in root.iterfind("{*}Dokument"))
    except (InvalidKsefNumber, binascii.Error, ValueError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> Misunderstood:
    return Misunderstood("ksef-upo-unreadable", error=str(error)[:200])


def entry_of(upo: bytes, number: KsefNumber) -> UpoEntry:
    """What the receipt says of that number.

    Raises:
        Misunderstood: it cannot be read, or speaks of other documents only (ksef-upo-mismatch).
    """
    for entry in read_upo(upo):
        if entry.number == number:
            return entry
    raise Misunderstood("ksef-upo-mismatch", number=str(number))


def acceptance(upo: bytes, number: KsefNumber, sha256: bytes) -> Accepted:
    """The acceptance that a receipt proves.

    Raises:
        Misunderstood: the receipt speaks of another number or another document (ksef-upo-mismatch).
    """
    entry = entry_of(upo, number)
    if entry.sha256 != sha256:
        raise Misunderstood("ksef-upo-mismatch", number=str(number))
    return Accepted(number, entry.received_at, entry.numbered_at, entry.offline, upo)


def _entry(document: Element) -> UpoEntry:
    said = {etree.QName(each).localname: (each.text or "").strip() for each in document}
    return UpoEntry(
        number=KsefNumber.parse(said.get("NumerKSeFDokumentu", "")),
        sha256=base64.b64decode(said.get("SkrotDokumentu", ""), validate=True),
        received_at=datetime.fromisoformat(said.get("DataPrzeslaniaDokumentu", "")),
        numbered_at=datetime.fromisoformat(said.get("DataNadaniaNumeruKSeF", "")),
        offline=said.get("TrybWysylki") == "Offline",
    )
