"""Rules about correcting invoices and the KSeF numbers they name."""

from __future__ import annotations

import re

from invoicing.model.errors import InvalidKsefNumber
from invoicing.model.ksef_number import KsefNumber
from ksef.fa3.rules.branches import Branch
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings, found
from ksef.fa3.rules.parties import IDENTITY, NIP

_KSEF_NUMBER = "NrKSeFFaKorygowanej"
_NUMBER = "NrFaKorygowanej"
_ISSUED = "DataWystFaKorygowanej"
_OF_CORRECTIONS = (
    "DaneFaKorygowanej", "PrzyczynaKorekty", "TypKorekty", "OkresFaKorygowanej", "NrFaKorygowany",
    "Podmiot1K", "Podmiot2K", "P_15ZK",
)  # fmt: skip
_TODAY_S_SHAPE = re.compile(
    r"[1-9][0-9]{9}-[0-9]{8}-[0-9A-F]{12}-[0-9A-F]{2}"
)  # not the 36 characters of KSeF 1.0


def names_its_original(document: Document) -> Findings:
    """A correcting invoice names what it corrects."""
    if not document.originals:
        yield found("corrected-invoice-missing", "Faktura/Fa")


def corrects_nothing(document: Document) -> Findings:
    """What belongs to a correction stands on no other invoice."""
    for name in _OF_CORRECTIONS:
        if document.all_inside(name):
            yield found("correction-data-idle", f"Faktura/Fa/{name}", field=name)
            return


def originals(document: Document) -> Findings:
    """An original has another number, was issued before, and is named once."""
    own, issued = document.fields["P_2"], document.fields["P_1"]
    seen: set[tuple[str, str]] = set()
    for original in document.originals:
        number, date = original.fields.get(_NUMBER, ""), original.fields.get(_ISSUED, "")
        if number == own:
            yield found("corrects-itself", original.place(_NUMBER), number=number)
        if date > issued:
            yield found("original-after-correction", original.place(_ISSUED), date=date, issue_date=issued)
        if (key := (number, original.fields.get(_KSEF_NUMBER, ""))) in seen:
            yield found("duplicate-original", original.place(_NUMBER), number=number)
        seen.add(key)


def ksef_numbers(document: Document) -> Findings:
    """The check characters, and the seller's NIP, of the numbers of originals and advances."""
    named = [(entry, _KSEF_NUMBER) for entry in document.originals]
    named += [(entry, "NrKSeFFaZaliczkowej") for entry in document.advances]
    sellers = _sellers(document) if named else set()
    for entry, name in named:
        number = entry.fields.get(name, "")
        if not _TODAY_S_SHAPE.fullmatch(number):
            continue
        if not _is_ksef_number(number):
            yield found("ksef-number-checksum", entry.place(name), number=number)
        elif number[:10] not in sellers:
            yield found("ksef-number-seller", entry.place(name), number=number, nip=number[:10])


def _sellers(document: Document) -> set[str]:
    """The seller, who it was before a correction, and those he took over or who belong to him (Podmiot3)."""
    before = [Branch(each) for each in document.all_inside("Podmiot1K")]
    return {party.text(NIP) for party in (document.seller, *before, *document.thirds)}


def identifiers_stay(document: Document) -> Findings:
    """A wrong NIP cannot be corrected so: correct to zero and issue anew."""
    sellers, buyers = (
        {document.seller.text(NIP)},
        {_identifier(each) for each in (document.buyer, *document.thirds)},
    )
    for name, now in (("Podmiot1K", sellers), ("Podmiot2K", buyers)):
        for before in map(Branch, document.all_inside(name)):
            number = _identifier(before)
            if number and number not in now:
                yield found("identifier-corrected", before.place(IDENTITY), number=number)


def _identifier(party: Branch) -> str:
    return next(
        (said for name in ("NIP", "NrVatUE", "IDWew", "NrID") if (said := party.text(f"{IDENTITY}/{name}"))),
        "",
    )


def _is_ksef_number(said: str) -> bool:
    try:
        KsefNumber.parse(said)
    except InvalidKsefNumber:
        return False
    return True
