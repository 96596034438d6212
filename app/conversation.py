"""The assistant with everything it can talk about: a new talk or button is one line here."""

from __future__ import annotations

from app.clock import SystemClock
from app.files_in import judge
from app.knowing import Knowing
from app.places import handing_over
from app.practice import is_practice
from app.settings import Settings
from invoicing.services.access.asking import AccessPageTalk
from invoicing.services.access.login_desk import Download
from invoicing.services.access.signing import SigningTalk
from invoicing.services.advances.stale import ACTION as SETTLEMENT
from invoicing.services.advances.stale import CorrectSettlement
from invoicing.services.assistant import Assistant
from invoicing.services.buyers_write.deciding import BuyersLetters
from invoicing.services.buyers_write.listening import BuyersWrite
from invoicing.services.contacts.talk import FORGET as FORGET_CONTACT
from invoicing.services.contacts.talk import SHOW as SHOW_CONTACT
from invoicing.services.contacts.talk import ContactTalk
from invoicing.services.conversation.taps import OnInvoice
from invoicing.services.correcting.rebating import RebateTalk
from invoicing.services.correcting.refused import AGAIN, SendAgain
from invoicing.services.correcting.technical import ACTION as TECHNICAL
from invoicing.services.correcting.technical import TechnicalCorrection
from invoicing.services.delivery.buyer_talk import BuyerTalk
from invoicing.services.delivery.evidence_talk import DeliveryProofTalk
from invoicing.services.delivery.handing_talk import HandingTalk
from invoicing.services.delivery.overriding import OverrideTalk
from invoicing.services.drilling.walk import DrillTalk
from invoicing.services.exporting.talk import ExportTalk
from invoicing.services.finding.talk import Finding
from invoicing.services.intents import understand
from invoicing.services.issuing.exemption_talk import ExemptionTalk
from invoicing.services.letters_in.documents import DocumentDesk
from invoicing.services.letters_in.taking import FilesIn
from invoicing.services.mail_trust.address_talk import MailAddressTalk
from invoicing.services.mail_trust.auto_issuing import AutoIssueTalk
from invoicing.services.mail_trust.quarantine_talk import QuarantineTalk
from invoicing.services.metering.talk import LimitTalk
from invoicing.services.modes.company_talk import ACTION as FOR_COMPANY
from invoicing.services.modes.company_talk import CompanyTalk
from invoicing.services.onboarding.dialogue import OnboardingTalk
from invoicing.services.outages.evidence_talk import ACTION as EVIDENCE
from invoicing.services.outages.evidence_talk import EvidenceTalk
from invoicing.services.papers.month import MonthTalk
from invoicing.services.papers.on_request import PapersOnRequest
from invoicing.services.people.choosing import ACTION as CHOOSE_COMPANY
from invoicing.services.people.choosing import CompanyChoice
from invoicing.services.people.freezing import THAW, FreezeTalk
from invoicing.services.people.inviting import PeopleTalk
from invoicing.services.people.privacy import PrivacyTalk
from invoicing.services.people.speaking import LanguageTalk
from invoicing.services.pro_forma.talk import ProFormaTalk
from invoicing.services.readiness.questions import ReadinessTalk
from invoicing.services.received.documents import BUTTONS as THEIR_FILES
from invoicing.services.received.documents import wanted
from invoicing.services.repeating.planning import DROP, STOP, RecurrenceTalk, RecurrenceTaps
from invoicing.services.repeating.planning import KEEP as KEEP_RECURRING
from invoicing.services.talking import FirstOf
from invoicing.services.terms.redating import KEEP, MOVE, KeepDate, MoveDate
from invoicing.services.unpaid.part_talk import PartPaymentTalk
from invoicing.services.unpaid.talk import ReminderTalk
from ksef.fa3.reader import read_document
from ksef.fa3.writer import Fa3Writer
from ksef.rates import NbpRates
from ksef.registers import TaxpayerRegisterClient
from ksef.vies import ViesClient
from storage.database import Database


def assistant_of(
    settings: Settings,
    clock: SystemClock,
    database: Database,
    register: TaxpayerRegisterClient,
    *,
    rates: NbpRates,
    vies: ViesClient,
    chat_files: Download | None = None,
) -> Assistant:
    """The front door, the same for every front end."""
    write = Fa3Writer()
    promising, finding = handing_over(settings), Finding(clock)
    buttons: dict[str, OnInvoice] = {
        TECHNICAL: TechnicalCorrection(clock, write, read_document),
        AGAIN: SendAgain(clock),
        SETTLEMENT: CorrectSettlement(clock),
        MOVE: MoveDate(clock),
        KEEP: KeepDate(clock, promising),
    }
    evidence, contacts, choice = (
        EvidenceTalk(clock),
        ContactTalk(clock, settings.telegram_bot),
        CompanyChoice(clock),
    )
    people, reminders = PeopleTalk(clock, settings.telegram_bot), ReminderTalk(clock)
    pro_formas, languages, privacy = ProFormaTalk(clock), LanguageTalk(), PrivacyTalk(clock)
    access = AccessPageTalk(clock, has_page=bool(settings.public_address))
    limit = LimitTalk(clock)
    signing = SigningTalk(database.units)
    addresses = MailAddressTalk(clock, settings.imap_user and settings.imap_user.lower())
    quarantine, letters = QuarantineTalk(clock), BuyersLetters(clock, promising)
    desk = DocumentDesk(clock, judge, read_document)
    return Assistant(
        database.units,
        clock,
        register,
        write,
        understand,
        on_invoice=buttons,
        on_tap={
            **dict.fromkeys((KEEP_RECURRING, DROP, STOP), RecurrenceTaps(clock)),
            **finding.buttons,
            **dict.fromkeys(THEIR_FILES, wanted),
            **dict.fromkeys((SHOW_CONTACT, FORGET_CONTACT), contacts.tapped),
            FOR_COMPANY: CompanyTalk(clock).tapped,
            EVIDENCE: evidence.tapped,
            CHOOSE_COMPANY: choice.tapped,
            THAW: FreezeTalk(clock).tapped,
            **people.buttons,
            **languages.buttons,
            **privacy.buttons,
            **reminders.buttons,
            **pro_formas.buttons,
            **access.buttons,
            **limit.buttons,
            **signing.buttons,
            **addresses.buttons,
            **quarantine.buttons,
            **letters.buttons,
            **desk.buttons,
        },
        after_issue=promising.after_issue,
        rates=rates,
        vies=vies,
        accounts=register,
        onboarding=OnboardingTalk(database.units, clock, register, register, signing.begin),
        documents=signing.document,
        base=Knowing(clock),
        guests=FirstOf(BuyerTalk(clock), BuyersWrite(clock, promising)),
        sayings=letters.sayings,
        files=FilesIn(clock, understand, desk, chat_files),
        talks=[
            languages,
            privacy,
            choice,
            FreezeTalk(clock),
            people,
            reminders,
            OverrideTalk(clock, promising),
            DeliveryProofTalk(),
            HandingTalk(clock, promising),
            PapersOnRequest(clock, promising),
            DrillTalk(clock, practice=is_practice(settings)),
            ReadinessTalk(clock),
            evidence,
            access,
            signing,
            RecurrenceTalk(),
            pro_formas,
            MonthTalk(clock),
            limit,
            addresses,
            quarantine,
            AutoIssueTalk(clock),
            ExemptionTalk(clock),
            contacts,
            PartPaymentTalk(clock),
            RebateTalk(clock),
            finding,
            ExportTalk(clock),
        ],
    )
