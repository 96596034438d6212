"""What a letter may do: one table, and one judgement that walks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoicing.services.mail_trust.records import FRESH, Doubt
from invoicing.services.messages import MailProof


class Rung(StrEnum):
    """How far a letter is believed; each stands on a proven From that is an address of the person's own."""

    TOKEN = "token"  # noqa: S105 - and it came to the person's secret address
    SUBJECT = "subject"  # and its subject bears the secret of a letter of ours
    SENDER = "sender"  # and nothing secret


class MailDeed(StrEnum):
    """What somebody may want of a letter."""

    DRAFT = "draft"  # a draft, or a plan, that somebody decides on in Telegram
    READ = "read"  # an answer with what the books hold
    RESEND = "resend"  # a paper once more, to the address on file
    CONFIRM = "confirm"  # agree to a draft, by the one-time address that was given for it
    AUTO_ISSUE = "auto-issue"  # within what an owner has allowed in Telegram
    ISSUE = "issue"  # beyond that
    ADDRESSES = "addresses"  # who may write, and where papers go


MAY: Mapping[MailDeed, frozenset[Rung]] = {
    MailDeed.DRAFT: frozenset({Rung.TOKEN, Rung.SUBJECT, Rung.SENDER}),
    MailDeed.READ: frozenset({Rung.TOKEN, Rung.SUBJECT}),
    MailDeed.RESEND: frozenset({Rung.TOKEN, Rung.SUBJECT}),
    MailDeed.CONFIRM: frozenset({Rung.TOKEN}),
    MailDeed.AUTO_ISSUE: frozenset({Rung.TOKEN}),
    MailDeed.ISSUE: frozenset(),
    MailDeed.ADDRESSES: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Trust:
    """What came of the judgement: a rung or a doubt, and the person whom the letter is about.

    Attributes:
        person: whom it would act for; None for strangers.
        agreement: the question that it answers, where it came to the one-time address of one.
    """

    rung: Rung | None = None
    doubt: Doubt | None = None
    person: UUID | None = None
    agreement: UUID | None = None

    def may(self, deed: MailDeed) -> bool:
        """Whether the letter reaches that far; the role of the person is asked for besides."""
        return self.rung is not None and self.rung in MAY[deed]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the books say of a letter.

    Attributes:
        owner: whose secret its plus-address bears; None when it is nobody's.
        agreement: the question that the secret belongs to, where it is of one.
        sender: who is known by its From.
        subject_fits: the secret in its subject is the sender's.
        plus_works: its mailbox was seen to take plus-addresses.
    """

    owner: UUID | None = None
    sender: UUID | None = None
    subject_fits: bool = False
    plus_works: bool = False
    agreement: UUID | None = None


def judge(proof: MailProof, found: Circumstances, now: datetime) -> Trust:
    """How far a letter is believed.

    The first doubt counts; without a secret a letter is believed only where a mailbox cannot carry one.
    """
    person = found.owner or found.sender
    doubt = _doubt(proof, found, now)
    if doubt is not None or person is None:
        return Trust(doubt=doubt, person=person)
    if found.owner is not None:
        return Trust(Rung.TOKEN, person=person, agreement=found.agreement)
    return Trust(Rung.SUBJECT if found.subject_fits else Rung.SENDER, person=person)


def _doubt(proof: MailProof, found: Circumstances, now: datetime) -> Doubt | None:
    """The first row that holds."""
    secret = proof.token is not None and not proof.in_subject
    known = found.sender is not None
    fresh = proof.dated is not None and abs(now - proof.dated) <= FRESH
    bare = known and not secret and not found.subject_fits
    rows = (
        (Doubt.UNPROVEN, not proof.sender_is_real),
        (Doubt.TOKEN_UNKNOWN, secret and found.owner is None),
        (Doubt.OTHER_SENDER, secret and found.owner != found.sender),
        (Doubt.NOT_ADDRESSED, known and not proof.addressed),
        (Doubt.OLD, known and not fresh),
        (Doubt.TOKEN_MISSING, bare and found.plus_works),
    )
    return next((doubt for doubt, holds in rows if holds), None)
