"""Writes the FA(3) XML of an invoice of any kind; nothing leaves that the schema or our own rules refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from lxml import etree

from invoicing.model.errors import InvalidDocument
from invoicing.model.invoice import Invoice
from invoicing.model.kinds import DEMANDS
from invoicing.model.pln import vat_in_pln
from invoicing.model.vat import VatRate
from ksef.fa3.numbers import utc
from ksef.fa3.opening import MAX_BYTES, character_problems
from ksef.fa3.problems import Problem, error
from ksef.fa3.rules import FORGIVEN, rule_problems
from ksef.fa3.schema import schema_problems
from ksef.fa3.tree import NAMESPACE, Element, qualified
from ksef.fa3.writing_annotations import rates_of
from ksef.fa3.writing_content import put_content
from ksef.fa3.writing_parties import put_parties
from ksef.fa3.writing_terms import put_footer
from ksef.fa3.xml import group, put, say

_PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class Fa3Writer:
    """Makes FA(3) documents (port `DocumentWriter`).

    Args:
        system: SystemInfo, the name of the program.
        note_key, rate_key: headings of a free note and of the rate of exchange in DodatkowyOpis; part of the
            document, so in its language.
    """

    def __init__(
        self, system: str = "Latarnik", note_key: str = "Uwagi", rate_key: str = "Kurs waluty"
    ) -> None:
        self._system, self._note_key, self._rate_key = system, note_key, rate_key

    def __call__(self, invoice: Invoice, created_at: datetime) -> bytes:
        """The XML of the invoice, to be frozen as it is.

        Args:
            invoice: of any kind but a pro forma, which is none.
            created_at: DataWytworzeniaFa, aware.

        Raises:
            InvalidDocument: reason `document-invalid`; details `problem` (a code of the rules or the schema),
                `place` and what the sentence needs.
        """
        _refuse(_unsupported(invoice))
        root = self.build(invoice, created_at)
        _refuse(schema_problems(root))
        _refuse(character_problems(root))
        _refuse(problem for problem in rule_problems(root) if problem.code not in FORGIVEN)
        xml: bytes = _PROLOG + etree.tostring(root, encoding="utf-8", xml_declaration=False)
        if len(xml) > MAX_BYTES:
            _refuse([error("too-large", "1:1", size=str(len(xml)), limit=str(MAX_BYTES))])
        return xml

    def build(self, invoice: Invoice, created_at: datetime) -> Element:
        """The tree of the document before anybody has checked it.

        Raises:
            InvalidDocument: a text holds what XML cannot.
        """
        root = etree.Element(qualified("Faktura"), nsmap={None: NAMESPACE})
        try:
            self._put_header(root, created_at)
            put_parties(root, invoice)
            put_content(root, invoice, self._notes(invoice))
            put_footer(root, invoice)
        except ValueError:  # lxml: a character that XML cannot hold at all
            raise InvalidDocument("document-invalid", problem="character", place="Faktura") from None
        return root

    def _put_header(self, document: Element, created_at: datetime) -> None:
        header = group(document, "Naglowek")
        form = group(header, "KodFormularza")
        form.text = "FA"
        form.set("kodSystemowy", "FA (3)")
        form.set("wersjaSchemy", "1-0E")
        put(header, "WariantFormularza", "3")
        put(header, "DataWytworzeniaFa", utc(created_at))
        say(header, "SystemInfo", self._system)

    def _notes(self, invoice: Invoice) -> Sequence[tuple[str, str]]:
        note = [(self._note_key, part) for part in _chunks(invoice.note or "")]
        rates = [invoice.exchange_rate, *(each.exchange_rate for each in invoice.advance_payments)]
        known = dict.fromkeys(str(rate) for rate in rates if rate is not None)
        return [*note, *((self._rate_key, rate) for rate in known), *invoice.extra]


def _unsupported(invoice: Invoice) -> Iterable[Problem]:
    """What is no invoice, or must not be left out."""
    if not DEMANDS[invoice.kind].goes_to_ksef:
        yield error("kind-unsupported", "Faktura/Fa/RodzajFaktury", kind=invoice.kind.value)
    rates = rates_of(invoice)
    if VatRate.EXEMPT in rates and (invoice.exemption is None or not invoice.exemption.text.strip()):
        yield error("exemption-missing", "Faktura/Fa/Adnotacje/Zwolnienie")
    foreign = invoice.currency != "PLN" and any(rate.shows_tax for rate in rates)
    if foreign and not vat_in_pln(invoice):
        yield error("vat-in-pln-missing", "Faktura/Fa/KodWaluty", currency=invoice.currency)


def _refuse(problems: Iterable[Problem]) -> None:
    for problem in problems:
        raise InvalidDocument(
            "document-invalid", problem=problem.code, place=problem.place, **dict(problem.details)
        )


def _chunks(note: str, longest: int = 256) -> Iterable[str]:
    """A note cut between words into parts that DodatkowyOpis can hold."""
    part = ""
    for word in note.split():
        if part and len(part) + 1 + len(word) > longest:
            yield part
            part = word
        else:
            part = f"{part} {word}".strip()
    if part:
        yield part
