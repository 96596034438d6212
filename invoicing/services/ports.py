"""What the use cases need from the world, as narrow as the calls they make."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from invoicing.model.invoice import Invoice
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from invoicing.model.party import Address, Nip
from invoicing.model.terms import ExchangeRate
from invoicing.model.verdict import Beacon
from invoicing.services.access.link_records import AccessLinkBook
from invoicing.services.books import (
    CompanyBook,
    CursorBook,
    EventBook,
    InboxBook,
    InvitationBook,
    JobBook,
    PeopleBook,
    ShownBook,
)
from invoicing.services.buyers_write.records import AnswerBook, BuyerLetterBook
from invoicing.services.contacts.books import BuyerBook, ProductBook
from invoicing.services.delivery.buyer_chats import BuyerChatBook
from invoicing.services.delivery.originals import OriginalBook
from invoicing.services.delivery.other_letters import OtherLetterBook
from invoicing.services.delivery.paper_links import PaperLinkBook
from invoicing.services.finding.books import FiledBook
from invoicing.services.invoice_books import DeliveryBook, DraftBook, InvoiceBook, SeriesBook
from invoicing.services.jobs import Show
from invoicing.services.ksef_books import BatchBook, KsefBook, NoticeBook, ReceiptBook
from invoicing.services.mail_trust.records import AgreementBook, MailTokenBook, QuarantineBook
from invoicing.services.mailboxes.records import MailboxBook, MailDayBook
from invoicing.services.onboarding.records import OnboardingBook
from invoicing.services.outages.books import LighthouseReport, OutageBook, Probe, VerdictBook
from invoicing.services.people.held import PersonalBook
from invoicing.services.pro_forma.records import ProFormaBook
from invoicing.services.questions.records import QuestionBook
from invoicing.services.repeating.records import RecurrenceBook


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """The present moment, aware, in Europe/Warsaw."""

    def today(self) -> date:
        """The Warsaw date."""


class UnitOfWork(Protocol):
    """One transaction over all books; leaving the context commits, an exception rolls back."""

    companies: CompanyBook
    people: PeopleBook
    personal: PersonalBook
    invitations: InvitationBook
    access_links: AccessLinkBook
    other_letters: OtherLetterBook
    paper_links: PaperLinkBook
    buyer_chats: BuyerChatBook
    buyer_letters: BuyerLetterBook
    answers: AnswerBook
    onboardings: OnboardingBook
    agreements: AgreementBook
    mail_tokens: MailTokenBook
    quarantine: QuarantineBook
    questions: QuestionBook
    buyers: BuyerBook
    products: ProductBook
    drafts: DraftBook
    recurrences: RecurrenceBook
    pro_formas: ProFormaBook
    invoices: InvoiceBook
    deliveries: DeliveryBook
    originals: OriginalBook
    filed: FiledBook
    series: SeriesBook
    outages: OutageBook
    verdicts: VerdictBook
    events: EventBook
    inbox: InboxBook
    mail_days: MailDayBook
    mailboxes: MailboxBook
    shown: ShownBook
    cursors: CursorBook
    receipts: ReceiptBook
    batches: BatchBook
    ksef: KsefBook
    notices: NoticeBook
    jobs: JobBook


class UnitsOfWork(Protocol):
    """Opens transactions."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that may write (BEGIN IMMEDIATE on SQLite)."""

    def reading(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that only reads and takes no lock."""


@dataclass(frozen=True, slots=True)
class RegisteredTaxpayer:
    """What the tax-payer register (art. 96b VATA) knows of a NIP, with the proof of the question."""

    nip: Nip
    name: str
    address: Address | None
    vat_status: str | None
    accounts: tuple[str, ...]
    request_id: str


class TaxpayerRegister(Protocol):
    """The register of VAT tax-payers."""

    async def find(self, nip: Nip, on: date) -> RegisteredTaxpayer | None:
        """The entry on that day; None when the register says there is none.

        Raises:
            Unavailable: no usable answer; never to be read as "not found".
        """


class ExchangeRates(Protocol):
    """Middle exchange rates of the National Bank of Poland."""

    async def before(self, currency: str, day: date) -> ExchangeRate | None:
        """The rate of the last table published before that Warsaw day; None when the bank has none.

        Raises:
            Unavailable: no usable answer; never to be read as "none".
        """


class DocumentWriter(Protocol):
    """Makes the FA(3) XML of an invoice, checked against the schema and our own rules."""

    def __call__(self, invoice: Invoice, created_at: datetime) -> bytes:
        """XML bytes to be frozen.

        Raises:
            InvalidDocument: the schema or a rule refuses it.
        """


class Renderer(Protocol):
    """Draws the visualisation of an FA(3) document."""

    async def __call__(
        self,
        xml: bytes,
        ksef_number: KsefNumber | None,
        language: str,
        *,
        paper: Paper = Paper.VISUALISATION,
        issuer_link: str | None = None,
        duplicate: date | None = None,
    ) -> bytes:
        """A PDF.

        Args:
            xml: the document.
            ksef_number: labels KOD I; while there is none it is labelled OFFLINE, beside KOD II.
            language: pl, en, uk or pl-en.
            paper: visualisation, transaction confirmation, or plain invoice, which bears no codes.
            issuer_link: behind KOD II.
            duplicate: the Warsaw date of a duplicate of a plain invoice.
        """


class IssuerLinks(Protocol):
    """Makes the links of KOD II."""

    async def __call__(self, company_id: UUID, sha256: bytes) -> str | None:
        """The link of a document, signed with the company's offline certificate; None when it has none that is valid."""


class Lighthouse(Protocol):
    """The Ministry's announcements about KSeF."""

    async def look(self) -> LighthouseReport:
        """The present report; `state` None means available.

        Raises:
            Unavailable: the lighthouse itself does not answer, which says nothing about KSeF.
        """


class Prober(Protocol):
    """Asks whether KSeF and the world beyond answer."""

    async def look(self, beacon: Beacon, at: datetime) -> Probe:
        """One look; never raises: what does not answer is what it is for.

        Args:
            beacon: what the lighthouse said a moment ago.
            at: the moment of the look.
        """


@dataclass(frozen=True, slots=True)
class FileToShow:
    """A file for a chat."""

    name: str
    content: bytes


class Showing(Protocol):
    """A front end's way out."""

    async def show(self, show: Show, files: Sequence[FileToShow]) -> str | None:
        """Show it; returns the channel's message id.

        Raises:
            Unavailable: with `retry_after` when the channel asked us to slow down.
            Refused: the person cannot be reached (blocked the bot, address refused).
        """
