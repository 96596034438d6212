"""Names that are derived, not drawn: doing a thing twice meets its own traces.

A draft is named by the update it came from, an invoice by its draft, a delivery by invoice and address; so a
repeated update, a repeated tap or a repeated job cannot make a second one.
"""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from invoicing.model.delivering import DeliveryWay
from invoicing.model.handover import Paper
from invoicing.model.party import Nip

_OURS = uuid5(NAMESPACE_URL, "https://latarnik.invalid/")


def company_id(nip: Nip) -> UUID:
    """The company of that NIP."""
    return uuid5(_OURS, f"company:{nip}")


def quarantine_id(incoming_key: str) -> UUID:
    """The letter that was set apart."""
    return uuid5(_OURS, f"quarantine:{incoming_key}")


def buyer_letter_id(incoming_key: str) -> UUID:
    """What a buyer wrote, by the first letter of it."""
    return uuid5(_OURS, f"buyer-letter:{incoming_key}")


def question_id(incoming_key: str) -> UUID:
    """The question that an incoming asked."""
    return uuid5(_OURS, f"question:{incoming_key}")


def contact_id(company: UUID, identity: str) -> UUID:
    """A buyer that a company knows, by what it is recognised."""
    return uuid5(_OURS, f"contact:{company}:{identity}")


def draft_id(incoming_key: str) -> UUID:
    """The draft an incoming began."""
    return uuid5(_OURS, f"draft:{incoming_key}")


def document_draft_id(company: UUID, sha256: bytes) -> UUID:
    """The draft that stands behind a document another program wrote: the same bytes, the same invoice."""
    return uuid5(_OURS, f"document:{company}:{sha256.hex()}")


def recurrence_id(draft: UUID) -> UUID:
    """The recurring invoice that a sentence proposed, named by the draft it was made of."""
    return uuid5(_OURS, f"recurrence:{draft}")


def recurring_draft_id(recurrence: UUID, on: date) -> UUID:
    """The draft of a recurring invoice for a day: one a day, however often it is prepared."""
    return uuid5(_OURS, f"recurring:{recurrence}:{on.isoformat()}")


def replacement_draft_id(correction: UUID) -> UUID:
    """The draft of the invoice for the right buyer, issued with that draft of a correction to zero."""
    return uuid5(_OURS, f"instead:{correction}")


def invoice_id(draft: UUID) -> UUID:
    """What the draft becomes: one invoice, whoever taps and how often."""
    return uuid5(_OURS, f"invoice:{draft}")


def pro_forma_id(draft: UUID) -> UUID:
    """The pro forma that a draft becomes, whoever taps and how often."""
    return uuid5(_OURS, f"pro-forma:{draft}")


def pro_forma_draft_id(pro_forma: UUID, earlier: int) -> UUID:
    """The draft of the invoice of a pro forma, when so many were begun from it before."""
    return uuid5(_OURS, f"of-pro-forma:{pro_forma}:{earlier}")


def delivery_id(invoice: UUID, way: DeliveryWay, address: str, paper: Paper = Paper.VISUALISATION) -> UUID:
    """The hand-over of a paper of an invoice to an address."""
    return uuid5(_OURS, f"delivery:{invoice}:{way}:{address}{_of(paper)}")


def letter_id(invoice: UUID, address: str, domain: str, paper: Paper = Paper.VISUALISATION) -> str:
    """Message-ID of the letter with a paper: a repeat is recognisable as the same letter (RFC 5322 3.6.4)."""
    digest = hashlib.sha256(f"{invoice}:{address}{_of(paper)}".encode()).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def copy_id(message_id: str, attempt: int) -> str:
    """Message-ID of a letter sent once more because somebody asked: another letter than the first.

    >>> copy_id("<ab@firma.example>", 2)
    '<ab.2@firma.example>'
    """
    left, _, right = message_id.partition("@")
    return f"{left}.{attempt}@{right}"


def reminder_letter_id(message_id: str, step: str) -> str:
    """Message-ID of a reminder in the thread of the letter that brought the invoice: one for each step.

    >>> reminder_letter_id("<ab@firma.example>", "14")
    '<ab.reminder-14@firma.example>'
    """
    left, _, right = message_id.partition("@")
    return f"{left}.reminder-{step}@{right}"


def other_letter_id(message_id: str) -> UUID:
    """A letter that hands nothing over, by its Message-ID."""
    return uuid5(_OURS, f"letter:{message_id}")


def _of(paper: Paper) -> str:
    """Nothing for the paper that every invoice ends with: such names are older than the others."""
    return "" if paper is Paper.VISUALISATION else f":{paper}"
