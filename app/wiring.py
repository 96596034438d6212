"""The composition root: every part is built here, by hand, with no decisions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection

from app.clock import SandboxTime, SystemClock
from app.conversation import assistant_of
from app.drawing import Aside
from app.duty import Resting
from app.exporting import Exporting, drawing_of_months, packer_of
from app.files_in import ChatFiles
from app.fronts import add_bot, add_mail
from app.house import House, Parts
from app.inbox import Inbox
from app.issuer_links import IssuerLinksOfWallets
from app.outbox import Outbox
from app.places import http_client, ksef_environment
from app.practice import trial_of
from app.pro_forma import ProFormaRenderer
from app.rendering import DocumentRenderer, MonthRenderer, PageRenderer, protocol_behind, receipt_page
from app.settings import Settings
from app.watching.tally import Tally
from app.ways_in import WaysIn
from invoicing.services.access.asking import WithLink
from invoicing.services.access.signing import LoginFiles
from invoicing.services.conversation.issue_page import IssuePages
from invoicing.services.conversation.showing import Completing, ShowReply, in_turn
from invoicing.services.conversation.trial import WithTrial
from invoicing.services.delivery.by_link import WithPaperLink
from invoicing.services.delivery.by_print import PrintSheets
from invoicing.services.delivery.evidence import DeliveryEvidence
from invoicing.services.delivery.evidence_talk import DeliveryProofFiles
from invoicing.services.delivery.opening import PaperPages
from invoicing.services.mail_trust.agreements import WithAddress
from invoicing.services.mail_trust.way_back import WithWayBack
from invoicing.services.outages.evidence import EvidenceOf
from invoicing.services.outages.evidence_talk import EvidenceFiles
from invoicing.services.papers.documents import Documents
from invoicing.services.papers.files import Files
from invoicing.services.papers.looks import LooksInBooks
from invoicing.services.papers.month import MonthPapers
from invoicing.services.pro_forma.sending import ProFormaPapers
from invoicing.services.received.documents import TheirDocuments
from invoicing.services.sending.setting_aside import SettingAside
from ksef.rates import NbpRates
from ksef.registers import TaxpayerRegisterClient
from ksef.signed_login import unsigned
from ksef.vies import ViesClient
from storage.database import Database
from templates.evidence import delivery_paper, evidence_page, evidence_paper

ROLES = ("bot", "mail", "worker", "web")


def build(settings: Settings, roles: Collection[str], clock: SystemClock, database: Database) -> House:
    """Everything that the roles need."""
    http = http_client(settings)
    register = TaxpayerRegisterClient(http, settings.register_api, clock)
    rates = NbpRates(http, settings.rates_api)
    vies = ViesClient(http, settings.vies_api, clock)
    chat_files = ChatFiles()
    assistant = assistant_of(
        settings, clock, database, register, rates=rates, vies=vies, chat_files=chat_files
    )
    qr = ksef_environment(settings).qr
    links = IssuerLinksOfWallets(WaysIn(database, clock), clock, qr)
    drawing = Aside()
    trial = trial_of(settings)
    renderer = DocumentRenderer(qr, drawing, LooksInBooks(database.units), trial=trial)
    papers = Documents(database.units, renderer, links, receipt_page)
    drawn_for_pages = PageRenderer(qr, LooksInBooks(database.units), trial=trial)
    pages = Documents(database.units, drawn_for_pages, links, receipt_page)
    parts = Parts(papers, ProFormaRenderer(LooksInBooks(database.units), trial=trial))
    theirs, monthly = TheirDocuments(database.units, renderer), drawing_of_months()
    exporting = Exporting(
        database.units, packer_of(database, qr, links, monthly, trial=trial), settings.spool
    )
    aside = SettingAside(database.units, clock)
    resting, skip = Resting(), _skipping(database)
    inbox = Inbox(
        database.queue, parts.readers, assistant, skip, clock, tell_aside=aside.message, resting=resting
    )
    tally = Tally()
    outbox = Outbox(database.queue, parts.handlers, clock, aside.job, tally=tally, resting=resting)
    issue_pages = IssuePages(database.units, clock, assistant.tap, (settings.imap_user or "").lower())
    paper_pages = PaperPages(database.units, clock, papers, pages)
    house = House(settings, clock, database, inbox, outbox, paper_pages, issue_pages, tally, resting)
    house.closers += [http.aclose, drawing.close, monthly.close]
    house.tasks["neighbours"] = database.listen
    if settings.clock_url:
        house.tasks["clock"] = SandboxTime(clock, settings.clock_url, http, database.queue.wake)
    if "worker" in roles:
        # what talks to KSeF takes some megabytes, so only the role that does it imports it
        from app.work import add_worker  # noqa: PLC0415 - heavy, for this role alone

        add_worker(house, parts, http, register)
        parts.handlers["ExportMonth"] = exporting
    if "mail" in roles:
        add_mail(house, parts, http)
    if "bot" in roles:
        add_bot(house, parts, chat_files)
    files = Files(
        parts.documents,
        MonthPapers(database.units, clock, MonthRenderer(drawing)),
        theirs,
        exporting.fetch,
        EvidenceFiles(EvidenceOf(database.units, evidence_page, evidence_paper)),
        pro_formas=ProFormaPapers(database.units, parts.pro_formas),
        logins=LoginFiles(database.units, unsigned),
        proofs=DeliveryProofFiles(database.units, DeliveryEvidence(database.units, delivery_paper)),
        prints=PrintSheets(database.units, papers, protocol_behind),
    )
    way_back = WithWayBack(database.units, clock, settings.imap_user and settings.imap_user.lower())
    complete: Completing = in_turn(
        WithTrial(trial), WithAddress(database.units, settings.public_address), way_back
    )
    if (address := settings.public_address) is not None:
        complete = in_turn(
            complete, WithLink(database.units, address), WithPaperLink(database.units, address)
        )
    showing = ShowReply(database.units, clock, parts.fronts, files, complete=complete)
    parts.handlers |= {f"Show:{channel}": showing for channel in parts.fronts}
    return house


def _skipping(database: Database) -> Callable[[str], Awaitable[None]]:
    async def skip(key: str) -> None:
        async with database.units() as work:
            await work.inbox.finish(key)

    return skip
