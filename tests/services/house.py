"""The whole core on a real database, with stand-ins at its ports and a worker that does what is due."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from app.files_in import judge
from invoicing.model.company import CompanyProfile
from invoicing.model.delivering import DeliveryWay
from invoicing.model.errors import LeaseLost, Unavailable
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.access.asking import AccessPageTalk, WithLink
from invoicing.services.access.enrolling import Enrol
from invoicing.services.access.equipping import Equipping
from invoicing.services.access.logging_in import Fetching, LoggingIn, Preparing
from invoicing.services.access.rights import CheckingRights
from invoicing.services.access.signing import LoginFiles, SigningTalk
from invoicing.services.access.signing_jobs import (
    CheckRights,
    EquipCompany,
    FetchSigned,
    LogInSigned,
    PrepareLogin,
)
from invoicing.services.advances.stale import ACTION as SETTLEMENT
from invoicing.services.advances.stale import CorrectSettlement
from invoicing.services.assistant import Assistant
from invoicing.services.buyers_write.deciding import BuyersLetters
from invoicing.services.buyers_write.listening import BuyersWrite
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.contacts.talk import FORGET, SHOW, ContactTalk
from invoicing.services.conversation.issue_page import IssuePages
from invoicing.services.conversation.showing import ShowReply, in_turn
from invoicing.services.correcting.rebating import RebateTalk
from invoicing.services.correcting.refused import AGAIN, SendAgain
from invoicing.services.correcting.technical import ACTION as TECHNICAL
from invoicing.services.correcting.technical import TechnicalCorrection
from invoicing.services.delivery.buyer_talk import BuyerTalk
from invoicing.services.delivery.by_email import EmailChannel
from invoicing.services.delivery.by_link import LinkChannel, WithPaperLink
from invoicing.services.delivery.by_print import PrintChannel, PrintSheets
from invoicing.services.delivery.by_telegram import TelegramChannel
from invoicing.services.delivery.channels import DeliveringBy
from invoicing.services.delivery.delivering import Delivering
from invoicing.services.delivery.evidence import DeliveryEvidence
from invoicing.services.delivery.evidence_talk import DeliveryProofFiles, DeliveryProofTalk
from invoicing.services.delivery.handing_over import HandingOver
from invoicing.services.delivery.handing_talk import HandingTalk
from invoicing.services.delivery.jobs import Deliver, TryNext
from invoicing.services.delivery.next_way import TryingNext
from invoicing.services.delivery.opening import PaperPages
from invoicing.services.delivery.overriding import OverrideTalk
from invoicing.services.exporting.talk import ExportTalk
from invoicing.services.finding.talk import Finding
from invoicing.services.ids import draft_id
from invoicing.services.intents import understand
from invoicing.services.issuing.exemption_talk import ExemptionTalk
from invoicing.services.jobs import NotYet, Show
from invoicing.services.ksef_jobs import CheckBatch, CheckSubmission, Redate, SendBatch, Submit
from invoicing.services.letters_in.documents import DocumentDesk
from invoicing.services.letters_in.lane_names import lane_name
from invoicing.services.letters_in.taking import FilesIn
from invoicing.services.mail_trust.address_talk import MailAddressTalk
from invoicing.services.mail_trust.agreements import WithAddress
from invoicing.services.mail_trust.auto_issuing import AutoIssueTalk
from invoicing.services.mail_trust.quarantine_talk import QuarantineTalk
from invoicing.services.messages import Channel, Choice, Incoming, MailProof, Sender
from invoicing.services.metering.talk import LimitTalk
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.company_talk import ACTION as FOR_COMPANY
from invoicing.services.modes.company_talk import CompanyTalk
from invoicing.services.modes.rules import propose
from invoicing.services.onboarding.dialogue import OnboardingTalk
from invoicing.services.outages.evidence import EvidenceOf
from invoicing.services.outages.evidence_talk import ACTION as EVIDENCE
from invoicing.services.outages.evidence_talk import EvidenceFiles, EvidenceTalk
from invoicing.services.outages.notices import WatchLighthouse
from invoicing.services.papers.documents import Documents
from invoicing.services.papers.files import Files
from invoicing.services.papers.month import MonthPapers, MonthTalk
from invoicing.services.papers.on_request import PapersOnRequest
from invoicing.services.people.choosing import ACTION as CHOOSE_COMPANY
from invoicing.services.people.choosing import CompanyChoice
from invoicing.services.people.copying import CopyOfPerson
from invoicing.services.people.erasing import ForgettingTraces
from invoicing.services.people.freezing import THAW, FreezeTalk
from invoicing.services.people.inviting import PeopleTalk
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.people.privacy import PrivacyTalk
from invoicing.services.people.speaking import LanguageTalk
from invoicing.services.pro_forma.jobs import SendProForma
from invoicing.services.pro_forma.sending import ProFormaPapers, SendingProFormas
from invoicing.services.pro_forma.talk import ProFormaTalk
from invoicing.services.received.documents import BUTTONS as THEIR_FILES
from invoicing.services.received.documents import TheirDocuments, wanted
from invoicing.services.records import Received, Role
from invoicing.services.repeating.planning import DROP, STOP, RecurrenceTalk, RecurrenceTaps
from invoicing.services.repeating.planning import KEEP as KEEP_RECURRING
from invoicing.services.repeating.waking import PrepareRecurring
from invoicing.services.sending.accepting import Accepting
from invoicing.services.sending.batch_sending import BatchSending
from invoicing.services.sending.batch_verdicts import BatchChecking
from invoicing.services.sending.batching import Batching
from invoicing.services.sending.checking import Checking
from invoicing.services.sending.setting_aside import SettingAside
from invoicing.services.sending.submitting import Submitting
from invoicing.services.sending.troubles import SetAside
from invoicing.services.sending.verdicts import Verdicts
from invoicing.services.talking import FirstOf
from invoicing.services.terms.midnight import MidnightGuard
from invoicing.services.terms.redating import KEEP, MOVE, KeepDate, MoveDate, Redating
from invoicing.services.unpaid.jobs import RemindBuyer
from invoicing.services.unpaid.looking import RemindBuyers
from invoicing.services.unpaid.part_talk import PartPaymentTalk
from invoicing.services.unpaid.sending import SendReminder
from invoicing.services.unpaid.talk import ReminderTalk
from ksef.fa3.reader import read_document
from templates.personal_page import personal_page
from tests.services.desk import Desk
from tests.services.fakes import (
    PROSTA,
    Batches,
    Chat,
    CrashingUnits,
    Ksef,
    Lighthouse,
    PostOffice,
    Quota,
    Rates,
    Register,
    Vies,
    Wording,
    Writer,
    month_paper,
    no_issuer_links,
    page_part,
    pro_forma_paper,
    protocol_behind,
    receipt_page,
    render,
    verification_link,
)

OLA, STRANGER = "1001", "1002"
BUYER = Nip.parse("5260250274")
SELLER = Seller(Nip.parse("5265877635"), "Latarnia Morska", Address("ul. Morska 2", "80-001 Gdańsk"))
MAILBOX = "faktury@latarnik.example"
PUBLIC = "https://latarnik.example"
SENTENCE = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


class House:
    def __init__(self, database, clock) -> None:
        self.database, self.clock = database, clock
        self.units = CrashingUnits(database.units)
        self.register, self.write, self.ksef = Register(), Writer(), Ksef(self.clock)
        self.rates, self.vies, self.desk = Rates(), Vies(clock), Desk(clock)
        self.batches, self.quota = Batches(self.ksef), Quota()
        self.post, self.telegram, self.mail, self.lighthouse = PostOffice(), Chat(), Chat(), Lighthouse()
        self.register.knows(BUYER, "KLIENT SPÓŁKA Z O.O.", PROSTA)
        self.profile = CompanyProfile(SELLER, bank_account="61109010140000071219812874")
        self.ids, self.chat_files = count(1), {}
        self.handing_over, self.issuer_links = HandingOver("latarnik.example"), no_issuer_links
        self.after_issue, self.draw = self.handing_over.after_issue, render
        self.has_page, self.wording = True, Wording()
        self.pages_of = page_part
        self.base = None
        self.start()

    def start(self) -> None:
        """A new process: nothing is remembered but what the database holds."""
        units, clock = self.units, self.clock
        finding, buttons_of_theirs = Finding(clock), dict.fromkeys(THEIR_FILES, wanted)
        documents = Documents(units, self.draw, self.issuer_links, receipt_page)
        fronts = {Channel.TELEGRAM: self.telegram, Channel.EMAIL: self.mail}
        buttons = {
            TECHNICAL: TechnicalCorrection(clock, self.write, read_document),
            AGAIN: SendAgain(clock),
            SETTLEMENT: CorrectSettlement(clock),
            MOVE: MoveDate(clock),
            KEEP: KeepDate(clock, self.handing_over),
        }
        contacts, access = ContactTalk(clock, "latarnik_bot"), AccessPageTalk(clock, has_page=self.has_page)
        self.signing = SigningTalk(units)
        letters = BuyersLetters(clock, self.handing_over)
        papers = DocumentDesk(clock, judge, read_document)
        addresses, quarantine = MailAddressTalk(clock, MAILBOX), QuarantineTalk(clock)
        self.assistant = Assistant(
            units,
            clock,
            self.register,
            self.write,
            understand,
            on_invoice=buttons,
            on_tap={
                **dict.fromkeys((KEEP_RECURRING, DROP, STOP), RecurrenceTaps(clock)),
                **finding.buttons,
                **buttons_of_theirs,
                **dict.fromkeys((SHOW, FORGET), contacts.tapped),
                FOR_COMPANY: CompanyTalk(clock).tapped,
                EVIDENCE: EvidenceTalk(clock).tapped,
                CHOOSE_COMPANY: CompanyChoice(clock).tapped,
                THAW: FreezeTalk(clock).tapped,
                **PeopleTalk(clock, "latarnik_bot").buttons,
                **LanguageTalk().buttons,
                **PrivacyTalk(clock).buttons,
                **ReminderTalk(clock).buttons,
                **ProFormaTalk(clock).buttons,
                **self.signing.buttons,
                **access.buttons,
                **LimitTalk(clock).buttons,
                **addresses.buttons,
                **quarantine.buttons,
                **papers.buttons,
                **letters.buttons,
            },
            after_issue=self.after_issue,
            rates=self.rates,
            vies=self.vies,
            accounts=self.register,
            onboarding=OnboardingTalk(units, clock, self.register, self.register, self.signing.begin),
            documents=self.signing.document,
            files=FilesIn(clock, understand, papers, self.chat_file),
            guests=FirstOf(BuyerTalk(clock), BuyersWrite(clock, self.handing_over)),
            sayings=letters.sayings,
            base=self.base,
            talks=[
                LanguageTalk(),
                PrivacyTalk(clock),
                CompanyChoice(clock),
                FreezeTalk(clock),
                access,
                PeopleTalk(clock, "latarnik_bot"),
                ReminderTalk(clock),
                OverrideTalk(clock, self.handing_over),
                DeliveryProofTalk(),
                HandingTalk(clock, self.handing_over),
                PapersOnRequest(clock, self.handing_over),
                MonthTalk(clock),
                RecurrenceTalk(),
                ProFormaTalk(clock),
                self.signing,
                EvidenceTalk(clock),
                contacts,
                PartPaymentTalk(clock),
                RebateTalk(clock),
                finding,
                LimitTalk(clock),
                addresses,
                quarantine,
                AutoIssueTalk(clock),
                ExemptionTalk(clock),
                ExportTalk(clock),
            ],
        )
        self.prepare_recurring = PrepareRecurring(units, clock)
        self.remind_buyers = RemindBuyers(units, clock)
        self.guard_midnight = MidnightGuard(units, clock)
        self.watch = WatchLighthouse(units, clock, self.lighthouse)
        verdicts = Verdicts(clock, Accepting(clock, self.handing_over))
        self.aside = SettingAside(units, clock)
        theirs = TheirDocuments(units, render)
        evidence = EvidenceFiles(EvidenceOf(units, str, lambda data: b"%PDF"))
        files = Files(
            documents,
            MonthPapers(units, clock, month_paper),
            theirs,
            self.fetch_export,
            evidence,
            pro_formas=ProFormaPapers(units, pro_forma_paper),
            logins=LoginFiles(units, self.desk.unsigned),
            proofs=DeliveryProofFiles(units, DeliveryEvidence(units, lambda data: b"%PDF")),
            prints=PrintSheets(units, documents, protocol_behind),
            people=CopyOfPerson(units, clock, personal_page),
        )
        self.handlers = {
            Submit: Submitting(units, clock, self.ksef, Batching(units, clock, self.quota)),
            CheckSubmission: Checking(units, clock, self.ksef, verdicts),
            SendBatch: BatchSending(units, clock, self.batches, self.quota),
            CheckBatch: BatchChecking(units, clock, self.batches, verdicts),
            TryNext: TryingNext(units, self.handing_over),
            Redate: Redating(units, clock, self.write),
            Deliver: self.by_its_way(documents),
            RemindBuyer: SendReminder(
                units, clock, documents, self.wording, self.post, links=verification_link
            ),
            SendProForma: SendingProFormas(
                units, clock, pro_forma_paper, self.wording, self.post, domain="latarnik.example"
            ),
            PrepareLogin: Preparing(units, clock, self.desk),
            FetchSigned: Fetching(units, self.desk.download),
            LogInSigned: LoggingIn(units, clock, self.desk),
            CheckRights: CheckingRights(units, clock, self.desk),
            ForgetTraces: ForgettingTraces(units),
            EquipCompany: Equipping(
                units, clock, Enrol(units, clock, self.desk, self.desk.sleep), self.desk.forgotten.append
            ),
            Show: ShowReply(
                units,
                clock,
                fronts,
                files,
                complete=in_turn(
                    WithAddress(units, PUBLIC), WithLink(units, PUBLIC), WithPaperLink(units, PUBLIC)
                )
                if self.has_page
                else WithAddress(units),
            ),
        }

    def by_its_way(self, documents):
        """Gives each promise to whoever knows its way: one worker knows all of them here."""
        ways = self.ways(documents)

        async def keep(job: Deliver) -> None:
            await ways[job.way](job)

        return keep

    def ways(self, documents):
        """Every way to a buyer, for one worker."""
        units, clock = self.units, self.clock
        email = EmailChannel(units, documents, self.wording, self.post, links=verification_link)
        letters = Delivering(units, clock, email, handing_over=self.handing_over)
        link = LinkChannel(units, clock, self.wording, self.post, public_address=PUBLIC)
        pages = Documents(units, self.pages_of, self.issuer_links, receipt_page)
        self.paper_pages = PaperPages(units, clock, documents, pages)
        telegram = TelegramChannel(units, documents, self.telegram)
        others = (link, telegram, PrintChannel(units))
        self.channels = {each.channel: each for each in (email, *others)}
        by = {each.channel: DeliveringBy(units, clock, each) for each in others}
        return {DeliveryWay.EMAIL: letters, **by}

    @property
    def issue_pages(self) -> IssuePages:
        """What people without Telegram see behind their links."""
        return IssuePages(self.units, self.clock, self.assistant.tap, MAILBOX)

    def can(self, *ways) -> None:
        """From now on papers go by these ways."""
        self.handing_over.able = frozenset(ways)

    async def fetch_export(self, ref, language):
        """A part of a package; there is nobody who packs until a test says so."""
        return await self.exporting.fetch(ref, language)

    async def receipt(self, invoice) -> bytes:
        async with self.units.reading() as work:
            return await work.receipts.get(invoice.receipt)

    async def restart(self) -> None:
        await self.database.queue.release()
        self.start()

    async def take_on(self, role=Role.OWNER, chat=OLA, email=None):
        """A company, and somebody who came by its invitation."""
        async with self.units.reading() as work:
            company = await work.companies.by_nip(SELLER.nip)
        company = company or await AddCompany(self.units, self.clock)(self.profile, {"ksef-token": b"secret"})
        code = await Invite(self.units, self.clock)(company.id, role, email)
        await self.say(f"/start {code}", chat, start=code)
        return company

    async def chat_file(self, reference: str, limit: int) -> bytes:
        """A file as the chat gives it."""
        if reference in self.chat_files:
            return self.chat_files[reference][: limit + 1]
        return await self.desk.download(reference, limit)

    async def receive(self, incoming) -> None:
        """What a front end and the worker do: write it down, then hand it to the assistant."""
        async with self.database.units() as work:
            await work.inbox.put(self.row(incoming))
        await self.assistant(incoming)

    def row(self, incoming) -> Received:
        """How it lies in the inbox."""
        lane = f"{incoming.sender.channel}:{incoming.chat}"
        if incoming.sender.channel is Channel.EMAIL:
            lane = f"email:{MAILBOX} {lane_name(incoming.chat)}"
        return Received(incoming.key, incoming.sender.channel, lane, b"{}", incoming.received_at)

    async def say(self, text, chat=OLA, **more) -> Incoming:
        incoming = self.incoming(text, chat, **more)
        await self.receive(incoming)
        await self.work()
        return incoming

    def incoming(self, text, chat=OLA, **more) -> Incoming:
        sender = Sender(Channel.TELEGRAM, chat, "Ola")
        return Incoming(f"telegram:{next(self.ids)}", sender, chat, text, self.clock.now(), **more)

    def letter(self, text, sender="ola@firma.example", *, authentic=True, **more) -> Incoming:
        """A letter as the mailer reads it; `authentic` is our mail server's word on its sender."""
        who = Sender(Channel.EMAIL, sender, "Ola")
        proof = MailProof(MAILBOX, vouched=authentic, addressed=True, dated=self.clock.now())
        more = {"proof": proof} | {"thread": "<1@firma.example>", "subject": "Faktura"} | more
        return Incoming(f"email:{next(self.ids)}", who, sender, text, self.clock.now(), **more)

    async def write_letter(self, text, sender="ola@firma.example", **more) -> None:
        await self.receive(self.letter(text, sender, **more))
        await self.work()

    def tap_of(self, label, chat=OLA, message=None, person=None) -> Incoming:
        """A tap on the newest message that has the button, as it looks now."""
        key = message or [key for key, each in self.telegram.chats[chat].items() if label in each.labels][-1]
        choice = self.telegram.chats[chat][key].choice(label)
        return self.incoming(
            "", person or chat, choice=choice, tapped_message=key, callback=f"c{next(self.ids)}"
        )

    async def tap(self, label, chat=OLA, message=None) -> None:
        await self.receive(self.tap_of(label, chat, message))
        await self.work()

    async def backlog(self, count: int) -> None:
        """So many invoices are issued while nobody works: only the taps are handled."""
        for _ in range(count):
            incoming = self.incoming(SENTENCE)
            await self.receive(incoming)
            async with self.units.reading() as work:
                draft = await work.drafts.get(draft_id(incoming.key))
                company = await work.companies.get(draft.company_id)
                way = propose(await facts_of(work, company, self.clock.now())).way
            choice = Choice(way, draft.id, draft.version)
            tap = self.incoming("", choice=choice, tapped_message="0", callback=f"c{next(self.ids)}")
            await self.receive(tap)

    async def work(self, seconds: float = 5) -> None:
        """Do what is due, and what falls due within so many seconds (the clock goes along)."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while True:
            for leased in await self.database.queue.lease_jobs(self.clock.now(), 16):
                await self._keep(leased)
            due = await self.database.queue.next_due()
            if due is None or due > end:
                return
            self.clock.at = max(self.clock.at, due)

    async def _keep(self, leased) -> None:
        try:
            await self.handlers[type(leased.job)](leased.job)
        except Unavailable as later:
            pause = later.retry_after if later.retry_after is not None else min(60.0, 2.0**leased.attempts)
            due = self.clock.now() + timedelta(seconds=pause)
            failed = not isinstance(later, NotYet)
            await self.database.queue.postpone(leased, due, str(later), failed=failed)
        except SetAside as error:
            await self.aside.job(leased.job, error)
            await self.database.queue.park(leased, str(error))
        except LeaseLost:
            pass  # a batch keeps the promise now

    def shown(self, chat=OLA) -> list[str]:
        return [message.code for message in self.telegram.chats.get(chat, {}).values()]

    def last(self, chat=OLA):
        return list(self.telegram.chats[chat].values())[-1]

    def one(self, code, chat=OLA):
        (message,) = [each for each in self.telegram.chats[chat].values() if each.code == code]
        return message

    async def invoices(self):
        async with self.units.reading() as work:
            (company, *_) = await work.companies.all()
            return list(reversed(await work.invoices.recent(company.id, 100)))

    async def events(self, invoice):
        async with self.units.reading() as work:
            return [event.what for event in await work.events.of_invoice(invoice.id)]
