"""Letters to buyers as values: what each is about; how it is said is a matter of the room `templates`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from invoicing.model.invoice import Invoice
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.look import OURS, Look
from invoicing.model.papers import Paper
from invoicing.model.party import Nip
from invoicing.services.letters_out import Attachment

LOGO = "logo"
"""Content-ID of the company's logo."""
Words = tuple[str, str, str]
"""Subject, text part and HTML part."""


class Occasion(StrEnum):
    """Why a buyer gets a letter about an invoice."""

    HAND_OVER = "hand_over"
    NUMBER = "number"  # KSeF gave the number; the letter follows an earlier paper in its thread
    COPY = "copy"  # somebody asked for it once more


@dataclass(frozen=True, slots=True)
class InlinePicture(Attachment):
    """A picture that the HTML part shows by `cid:`; it travels inside that part and is no file for the reader."""

    content_id: str = LOGO


def logo_of(look: Look) -> tuple[InlinePicture, ...]:
    """The company's logo, if it has one."""
    return (InlinePicture("logo.png", "image/png", look.logo),) if look.logo else ()


@dataclass(frozen=True, slots=True)
class InvoiceLetter:
    """A letter that hands over a paper of an invoice.

    Attributes:
        ksef_number: None while there is none; whether the letter may go then is the hand-over's decision.
        verification_link: behind KOD I; None leaves the button out, as on a plain invoice that has no codes.
        number_in_transfer: a transfer is to name the KSeF number (art. 108g ust. 1 VATA).
        files: names of what is attached.
        look: its logo travels with the letter as `logo_of` gives it.
    """

    invoice: Invoice
    paper: Paper = Paper.VISUALISATION
    ksef_number: KsefNumber | None = None
    occasion: Occasion = Occasion.HAND_OVER
    verification_link: str | None = None
    number_in_transfer: bool = False
    files: tuple[str, ...] = ()
    look: Look = OURS


@dataclass(frozen=True, slots=True)
class PaymentReminder:
    """A letter about what is still to be paid.

    Attributes:
        about: the invoice, with the paper that lies in the letter.
        left: still to be paid, in the currency of the invoice.
        on: the Warsaw day the letter is written, from which the term is counted.
    """

    about: InvoiceLetter
    left: Decimal
    on: date


class BuyerLetters(Protocol):
    """Words of letters to buyers (the room `templates`)."""

    def invoice(self, letter: InvoiceLetter, language: str) -> Words:
        """The letter that hands a paper over."""


class ReminderLetters(Protocol):
    """Words of letters about what is still to be paid (the room `templates`)."""

    def reminder(self, reminder: PaymentReminder, language: str) -> Words:
        """The letter that asks, calmly, for what is left."""


class VerificationLinks(Protocol):
    """Makes the link of KOD I."""

    def __call__(self, nip: Nip, issue_date: date, sha256: bytes) -> str:
        """The link for the seller, P_1 and the digest of the very bytes of the invoice."""
