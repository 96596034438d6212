"""What of the conversation a letter may do: words by who understands them, buttons by their action.

What is in no row is for Telegram alone, so that a new talk reaches no letter before somebody decided that it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from invoicing.model.errors import Refused
from invoicing.services.contacts.talk import SHOW as SHOW_CONTACT
from invoicing.services.contacts.talk import ContactTalk
from invoicing.services.contacts.wishes import Doing, wish_of
from invoicing.services.conversation.helping import HELP, HelpTalk
from invoicing.services.correcting.refused import AGAIN as SEND_AGAIN
from invoicing.services.correcting.technical import ACTION as TECHNICAL
from invoicing.services.delivery.evidence_talk import DeliveryProofTalk
from invoicing.services.delivery.handing_talk import HandingTalk
from invoicing.services.exporting.talk import ExportTalk
from invoicing.services.file_refs import DocumentForm
from invoicing.services.finding.listing import FILED, FOUND
from invoicing.services.finding.showing import PAID, THEIR_PDF, THEIR_XML, UNPAID
from invoicing.services.finding.talk import Finding
from invoicing.services.letters_in.documents import ACTION as SEND_DOCUMENT
from invoicing.services.mail_trust.judging import MailDeed
from invoicing.services.metering.talk import LimitTalk
from invoicing.services.modes.ways import IssueWay
from invoicing.services.outages.evidence_talk import ACTION as EVIDENCE
from invoicing.services.outages.evidence_talk import EvidenceTalk
from invoicing.services.papers.month import MonthTalk
from invoicing.services.papers.on_request import PapersOnRequest
from invoicing.services.parsing.paper_wishes import paper_wish
from invoicing.services.people.privacy import CONFIRM as ERASE_CONFIRMED
from invoicing.services.people.privacy import COPY, ERASE, PrivacyTalk
from invoicing.services.people.speaking import SPEAK, LanguageTalk
from invoicing.services.pro_forma.talk import ProFormaTalk
from invoicing.services.pro_forma.telling import AGAIN as PRO_FORMA_AGAIN
from invoicing.services.pro_forma.telling import INVOICE, PDF
from invoicing.services.questions.handing_over import AnswerTalk
from invoicing.services.questions.replies import HAND, NONE, PICK
from invoicing.services.readiness.questions import ReadinessTalk
from invoicing.services.repeating.planning import DROP, STOP, RecurrenceTalk
from invoicing.services.repeating.planning import KEEP as KEEP_RECURRING
from invoicing.services.terms.redating import KEEP, MOVE
from invoicing.services.unpaid.talk import ReminderTalk

_OfWords = Callable[[str], MailDeed | None]


def _papers(text: str) -> MailDeed | None:
    """A file into the thread, or a letter to the address on file; no letter says where papers go."""
    wish = paper_wish(text)
    if wish is None or wish.remembers or wish.address is not None:
        return None
    return MailDeed.READ if wish.shows else MailDeed.RESEND


def _contacts(text: str) -> MailDeed | None:
    wish = wish_of(text)
    return MailDeed.READ if wish is not None and wish.doing in {Doing.LIST, Doing.SHOW} else None


TALKS: Mapping[type, MailDeed | _OfWords] = {
    HelpTalk: MailDeed.READ,
    AnswerTalk: MailDeed.READ,
    Finding: MailDeed.READ,
    MonthTalk: MailDeed.READ,
    ExportTalk: MailDeed.READ,
    LimitTalk: MailDeed.READ,
    EvidenceTalk: MailDeed.READ,
    ReadinessTalk: MailDeed.READ,
    RecurrenceTalk: MailDeed.READ,
    DeliveryProofTalk: MailDeed.READ,
    LanguageTalk: MailDeed.READ,
    PrivacyTalk: MailDeed.READ,
    PapersOnRequest: _papers,
    ContactTalk: _contacts,
    ReminderTalk: MailDeed.RESEND,
    HandingTalk: MailDeed.RESEND,
    ProFormaTalk: MailDeed.DRAFT,
}
"""Who understands words before they are parsed."""
_COMMANDS = frozenset({"/start", "/szkice", "/ksef", "/faktury", "/kolejka", "/terminy", "/odrzucone"})
_WORDS: Mapping[str, MailDeed] = {
    "outside": MailDeed.READ,
    "jpk": MailDeed.READ,
    "mode": MailDeed.DRAFT,
    "undo": MailDeed.DRAFT,
    **dict.fromkeys(_COMMANDS, MailDeed.READ),
}

_READS = frozenset(
    {
        *DocumentForm,
        FOUND,
        FILED,
        THEIR_PDF,
        THEIR_XML,
        SHOW_CONTACT,
        EVIDENCE,
        PDF,
        HELP,
        PICK,
        NONE,
        HAND,
        COPY,
        "show",
        "back",
    }
)
_WAYS = frozenset(IssueWay) - {IssueWay.HOLD, IssueWay.ACCESS}
_CONFIRMS = _WAYS | {
    SEND_DOCUMENT,
    "issue-pro-forma",
    SEND_AGAIN,
    TECHNICAL,
    MOVE,
    KEEP,
    KEEP_RECURRING,
    ERASE,
    ERASE_CONFIRMED,
}
_DRAFTS = frozenset(
    {"edit", "board", "undo", "cancel", "resume", "hold", PAID, UNPAID, INVOICE, PRO_FORMA_AGAIN, DROP, STOP}
)
_EDITS = re.compile(
    r"(?:edit|due|rate|supply|payment|kind|all|currency|remove|line|email|buyer|sold|pick)-[\w-]+"
)


def deed_of_words(source: object, text: str) -> MailDeed | None:
    """What words are for that `source` understands: a talk, or the name of a command; None: for Telegram alone.

    >>> deed_of_words("/ksef", "/ksef"), deed_of_words("/certyfikat", "/certyfikat")
    (<MailDeed.READ: 'read'>, None)
    """
    if isinstance(source, str):
        return _WORDS.get(source)
    deed: Any = TALKS.get(type(source))
    return deed if deed is None or isinstance(deed, MailDeed) else deed(text)


def deed_of_action(action: str) -> MailDeed | None:
    """What a button is for; None: for Telegram alone.

    >>> deed_of_action("pdf"), deed_of_action("due-14"), deed_of_action("thaw")
    (<MailDeed.READ: 'read'>, <MailDeed.DRAFT: 'draft'>, None)
    """
    if action in _READS or action.startswith((f"{HELP}-", SPEAK)):
        return MailDeed.READ
    if action in _CONFIRMS:
        return MailDeed.CONFIRM
    return MailDeed.DRAFT if action in _DRAFTS or _EDITS.fullmatch(action) else None


def telegram_only() -> Refused:
    """What is said to words that no letter may act upon."""
    return Refused("telegram-only")
