"""From 202 to the KSeF number: statuses 100, 150 and the final one, over real time."""

from .checks import Case, examine, mode_of
from .document import Document, number_if_readable
from .files import read_file
from .identity import Identity
from .keys import aes_decrypt
from .office import Office
from .records import Archive, SentInvoice
from .reference import new_ksef_number
from .statuses import (
    CANCELLED,
    DECRYPTION,
    FILE,
    RUNNING,
    SEMANTICS,
    SESSION_FAILED,
    SUCCESS,
    UNKNOWN,
    Refusal,
)
from .wire import WARSAW, sha256_base64


class Pipeline:
    """Processes invoices one by one, in the order in which they fall due."""

    def __init__(self, office: Office, archive: Archive) -> None:
        self._office = office
        self._archive = archive

    async def process(self, invoice: SentInvoice) -> None:
        """Lead an invoice to its final status, then into permanent storage."""
        switches = self._office.switches
        await switches.pause(switches.faults.status_delay / 2)
        invoice.code = RUNNING
        await switches.pause(switches.faults.status_delay / 2)
        refusal = self._judge(invoice)
        if refusal is None:
            self._number(invoice)
        else:
            invoice.refusal, invoice.code = refusal, refusal.code
        self._report(invoice)
        if refusal is None:
            await switches.pause(switches.faults.storage_delay)
            invoice.stored_at = self._office.now()

    def settle(self, invoice: SentInvoice) -> None:
        """Lead an invoice of a package to its final status at once; its plain bytes are known."""
        refusal = self._read(invoice)
        if refusal is None:
            self._number(invoice)
        else:
            invoice.refusal, invoice.code = refusal, refusal.code
        self._report(invoice)

    def _judge(self, invoice: SentInvoice) -> Refusal | None:
        key = invoice.session.key
        if key is None:
            return Refusal(SESSION_FAILED)
        plain = aes_decrypt(invoice.encrypted, key, invoice.session.iv)
        if plain is None:
            return Refusal(DECRYPTION)
        invoice.plain = plain
        if len(plain) != invoice.invoice_size:
            return Refusal(FILE, "Rozmiar pliku jest niezgodny z zadeklarowanym.")
        if sha256_base64(plain) != invoice.invoice_hash:
            return Refusal(FILE, "Skrót pliku jest niezgodny z zadeklarowanym.")
        return self._read(invoice)

    def _read(self, invoice: SentInvoice) -> Refusal | None:
        root = read_file(invoice.plain)
        if isinstance(root, Refusal):
            return root
        invoice.number = number_if_readable(root)
        return self._fault(invoice) or self._content(invoice, Document(root))

    def _fault(self, invoice: SentInvoice) -> Refusal | None:
        switches = self._office.switches
        if invoice.declared_offline and switches.faults.take("reject_next"):
            return Refusal(switches.faults.reject_code, switches.faults.reject_detail)
        if switches.faults.take("cancel_550"):
            return Refusal(CANCELLED)
        if switches.faults.take("unknown_500"):
            return Refusal(UNKNOWN)
        if switches.state == "rejecting":
            return Refusal(SEMANTICS, "Piaskownica odrzuca teraz każdą fakturę.")
        return None

    def _content(self, invoice: SentInvoice, document: Document) -> Refusal | None:
        strict = self._office.is_prod or invoice.session.checks_identifiers
        context = invoice.session.context
        grants = self._office.permissions.grants.get(
            (document.seller_nip, Identity("Nip", context.nip)), frozenset()
        )
        quotas = self._office.quotas.context(context)
        quota = quotas.onlineSession if invoice.session.kind == "Online" else quotas.batchSession
        consent = self._office.permissions.may_attach(document.seller_nip, self._office.today())
        refusal = examine(Case(invoice, document, self._archive, strict, grants, quota, consent=consent))
        if refusal is None:
            invoice.document = document
        return refusal

    def _number(self, invoice: SentInvoice) -> None:
        day = invoice.received_at.astimezone(WARSAW).date()
        invoice.ksef_number = new_ksef_number(invoice.content.seller_nip, day)
        invoice.mode = mode_of(invoice, invoice.content)
        invoice.numbered_at = self._office.now()
        invoice.code = SUCCESS
        self._archive.accept(invoice)

    def _report(self, invoice: SentInvoice) -> None:
        invoice.session.updated_at = self._office.now()
        self._office.world.events.add(
            "ksef_invoice", number=invoice.number, status=invoice.code, ksef_number=invoice.ksef_number
        )
