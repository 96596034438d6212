"""Files that a reply can carry, as references: whoever shows the reply has them fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class DocumentForm(StrEnum):
    """Which file of an invoice."""

    XML = "xml"
    PDF = "pdf"
    UPO = "upo"
    UPO_PAGE = "upo-pdf"  # the receipt as a person reads it
    DUPLICATE = "duplicate"  # of an invoice outside KSeF, with the day it was made (art. 106l VATA)
    PAPER = "paper"  # what the buyer may be given before the number, by the hand-over matrix


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A file to attach; `services/papers/documents` fetches its bytes when the promise is kept."""

    invoice_id: UUID
    form: DocumentForm
    on: date | None = None  # of a duplicate


@dataclass(frozen=True, slots=True)
class MonthRef:
    """The paper of a company's month; `services/papers/month` draws it when the promise is kept."""

    company_id: UUID
    month: date


@dataclass(frozen=True, slots=True)
class TheirRef:
    """A file of what another program issued; `services/received/documents` fetches it when the promise is kept."""

    filed_id: UUID
    form: DocumentForm


@dataclass(frozen=True, slots=True)
class ExportRef:
    """A part of an exported month, packed under the key of its promise; whoever shows it packs it anew if it is gone."""

    key: str
    name: str
    company_id: UUID
    month: date


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """The evidence of an outage; `services/outages/evidence_talk` packs it when the promise is kept."""

    outage: str


@dataclass(frozen=True, slots=True)
class DeliveryProofRef:
    """What proves the hand-over of an invoice; `services/delivery/evidence_talk` packs it when the promise is kept."""

    invoice_id: UUID


@dataclass(frozen=True, slots=True)
class ProFormaRef:
    """The paper of a pro forma; `services/pro_forma/sending` draws it when the promise is kept."""

    pro_forma_id: UUID


@dataclass(frozen=True, slots=True)
class LoginFileRef:
    """The newest file to be signed for a company's log-in; `services/access/signing` makes it."""

    company_id: UUID


@dataclass(frozen=True, slots=True)
class PrintRef:
    """A paper to be printed, with its protocol; `services/delivery/by_print` draws it when the promise is kept."""

    delivery_id: UUID


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Everything held of a person; `services/people/copying` packs it when the promise is kept."""

    person_id: UUID


FileRef = (
    DocumentRef
    | MonthRef
    | TheirRef
    | ExportRef
    | EvidenceRef
    | DeliveryProofRef
    | ProFormaRef
    | LoginFileRef
    | PrintRef
    | PersonRef
)
"""Whatever can be attached to a reply."""
