"""Units of work: one transaction over all books."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from invoicing.services import books, invoice_books, ksef_books
from invoicing.services.access.link_records import AccessLinkBook
from invoicing.services.buyers_write.records import AnswerBook, BuyerLetterBook
from invoicing.services.contacts import books as contact_books
from invoicing.services.delivery.buyer_chats import BuyerChatBook
from invoicing.services.delivery.originals import OriginalBook
from invoicing.services.delivery.other_letters import OtherLetterBook
from invoicing.services.delivery.paper_links import PaperLinkBook
from invoicing.services.finding import books as finding_books
from invoicing.services.mail_trust.records import AgreementBook, MailTokenBook, QuarantineBook
from invoicing.services.mailboxes.records import MailboxBook, MailDayBook
from invoicing.services.onboarding.records import OnboardingBook
from invoicing.services.outages import books as outage_books
from invoicing.services.people.held import PersonalBook
from invoicing.services.pro_forma.records import ProFormaBook
from invoicing.services.questions.records import QuestionBook
from invoicing.services.repeating.records import RecurrenceBook
from storage.access_links import AccessLinks
from storage.agreements import Agreements
from storage.batches import Batches
from storage.buyer_chats import BuyerChats
from storage.buyer_letters import Answers, BuyerLetters
from storage.buyers import Buyers
from storage.companies import Companies
from storage.cursors import Cursors
from storage.deliveries import Deliveries
from storage.dialects import Engines, explained
from storage.drafts import Drafts
from storage.entries import Entries
from storage.events import Events
from storage.inbox import Inbox
from storage.invitations import Invitations
from storage.invoices import Invoices
from storage.jobs import Jobs
from storage.looks import Verdicts
from storage.mail_days import MailDays
from storage.mail_trust import MailTokens, Quarantine
from storage.mailboxes import Mailboxes
from storage.notices import Notices
from storage.onboardings import Onboardings
from storage.originals import Originals
from storage.other_letters import OtherLetters
from storage.outages import Outages
from storage.paper_links import PaperLinks
from storage.people import People
from storage.personal import Personal
from storage.pro_formas import ProFormas
from storage.products import Products
from storage.questions import Questions
from storage.receipts import Receipts
from storage.recurrences import Recurrences
from storage.series import Series
from storage.shelf import Shelf
from storage.shown import Shown
from storage.transaction import Shared, Transaction


class Work:
    """The books of one transaction (`UnitOfWork` of the ports)."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.companies: books.CompanyBook = Companies(transaction)
        self.people: books.PeopleBook = People(transaction)
        self.personal: PersonalBook = Personal(transaction)
        self.invitations: books.InvitationBook = Invitations(transaction)
        self.access_links: AccessLinkBook = AccessLinks(transaction)
        self.agreements: AgreementBook = Agreements(transaction)
        self.mail_tokens: MailTokenBook = MailTokens(transaction)
        self.quarantine: QuarantineBook = Quarantine(transaction)
        self.questions: QuestionBook = Questions(transaction)
        self.onboardings: OnboardingBook = Onboardings(transaction)
        self.buyers: contact_books.BuyerBook = Buyers(transaction)
        self.products: contact_books.ProductBook = Products(transaction)
        self.drafts: invoice_books.DraftBook = Drafts(transaction)
        self.recurrences: RecurrenceBook = Recurrences(transaction)
        self.pro_formas: ProFormaBook = ProFormas(transaction)
        self.invoices: invoice_books.InvoiceBook = Invoices(transaction)
        self.deliveries: invoice_books.DeliveryBook = Deliveries(transaction)
        self.originals: OriginalBook = Originals(transaction)
        self.other_letters: OtherLetterBook = OtherLetters(transaction)
        self.paper_links: PaperLinkBook = PaperLinks(transaction)
        self.buyer_chats: BuyerChatBook = BuyerChats(transaction)
        self.buyer_letters: BuyerLetterBook = BuyerLetters(transaction)
        self.answers: AnswerBook = Answers(transaction)
        self.filed: finding_books.FiledBook = Shelf(transaction)
        self.series: invoice_books.SeriesBook = Series(transaction)
        self.events: books.EventBook = Events(transaction)
        self.outages: outage_books.OutageBook = Outages(transaction, self.events)
        self.verdicts: outage_books.VerdictBook = Verdicts(transaction, self.outages)
        self.inbox: books.InboxBook = Inbox(transaction)
        self.cursors: books.CursorBook = Cursors(transaction)
        self.mail_days: MailDayBook = MailDays(transaction)
        self.mailboxes: MailboxBook = Mailboxes(transaction)
        self.shown: books.ShownBook = Shown(transaction)
        self.receipts: ksef_books.ReceiptBook = Receipts(transaction)
        self.batches: ksef_books.BatchBook = Batches(transaction)
        self.ksef: ksef_books.KsefBook = Entries(transaction)
        self.notices: ksef_books.NoticeBook = Notices(transaction)
        self.jobs: books.JobBook = Jobs(transaction)


class Units:
    """Opens transactions (`UnitsOfWork` of the ports).

    Leaving the context commits, an exception rolls back. A database that is locked, full or gone is `Unavailable`.
    """

    def __init__(self, engines: Engines, shared: Shared) -> None:
        self._engines = engines
        self._shared = shared

    @asynccontextmanager
    async def __call__(self, *, durable: bool = True) -> AsyncIterator[Work]:
        """A transaction that may write; writers of this process come one after another.

        What is not durable a power cut may undo: only for what means nothing once all processes are dead.
        """
        opened = self._engines.writing if durable else self._engines.passing
        async with self._engines.turn():
            with explained(self._engines.room):
                async with opened() as connection:
                    transaction = Transaction(connection, self._shared)
                    yield Work(transaction)
                    for write in transaction.before_commit:
                        await write()
        for tell in transaction.after_commit:
            tell()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """A transaction that sees one moment of the database and cannot write."""
        with explained(self._engines.room):
            async with self._engines.reading() as connection:
                yield Work(Transaction(connection, self._shared))
