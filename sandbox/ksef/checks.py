"""What KSeF checks after it has accepted an invoice for processing (facts: sections 4.6, 8.3 and 13.11).

Each check looks at one thing and gives a refusal or nothing; CHECKS is their order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .document import Document
from .quotas import STANDARD_SESSION, SessionQuota
from .records import Archive, SentInvoice
from .reference import internal_id_is_valid, nip_is_valid
from .schema import schema_errors
from .statuses import ATTACHMENT, DUPLICATE, FILE, NO_RIGHT, SEMANTICS, Refusal
from .wire import WARSAW

NIP_PLACES = tuple(
    f"f:{party}/f:DaneIdentyfikacyjne/f:NIP"
    for party in ("Podmiot1", "Podmiot2", "Podmiot3", "PodmiotUpowazniony")
)
INTERNAL_IDS = "f:Podmiot3/f:DaneIdentyfikacyjne/f:IDWew"


@dataclass(frozen=True)
class Case:
    """An invoice under examination, with what it is compared to."""

    invoice: SentInvoice
    document: Document
    archive: Archive
    checks_identifiers: bool
    grants: frozenset[str] = frozenset()
    quota: SessionQuota = STANDARD_SESSION
    consent: bool = False


Check = Callable[[Case], Refusal | None]


def _schema(case: Case) -> Refusal | None:
    errors = schema_errors(case.document.root)
    return Refusal(SEMANTICS, "; ".join(errors)) if errors else None


def _size(case: Case) -> Refusal | None:
    limit = case.quota.largest(attachment=case.document.has_attachment)
    if len(case.invoice.plain) <= limit:
        return None
    return Refusal(FILE, f"Rozmiar faktury przekracza {limit} bajtów.")


def _attachment(case: Case) -> Refusal | None:
    """Only in packages, and with consent; a technical correction may bring one interactively too."""
    if not case.document.has_attachment or case.invoice.corrected_hash is not None:
        return None
    if case.invoice.session.kind == "Online":
        return Refusal(ATTACHMENT)
    if case.consent:
        return None
    detail = f"Sprzedawca {case.document.seller_nip} nie posiada zgody do wysyłania faktur z załącznikami"
    return Refusal(NO_RIGHT, detail)


def _seller(case: Case) -> Refusal | None:
    own = case.invoice.session.context.nip
    if case.document.seller_nip == own:
        return None
    billed_by_buyer = case.document.is_self_billed and case.document.buyer_nip == own
    if billed_by_buyer and "SelfInvoicing" in case.grants:
        return None
    return Refusal(NO_RIGHT, f"Brak uprawnień do wystawienia faktury w imieniu {case.document.seller_nip}.")


def _identifiers(case: Case) -> Refusal | None:
    if not case.checks_identifiers:
        return None
    for place in NIP_PLACES:
        for nip in case.document.texts(place):
            if not nip_is_valid(nip):
                return Refusal(SEMANTICS, f"Numer NIP '{nip}' jest nieprawidłowy.")
    for value in case.document.texts(INTERNAL_IDS):
        if not internal_id_is_valid(value):
            detail = f"Identyfikator wewnętrzny podmiotu trzeciego: '{value}' jest nieprawidłowy."
            return Refusal(SEMANTICS, detail)
    return None


def _issue_date(case: Case) -> Refusal | None:
    if case.document.issue_date <= case.invoice.received_at.astimezone(WARSAW).date():
        return None
    return Refusal(SEMANTICS, "Data wystawienia P_1 jest późniejsza niż data przyjęcia faktury.")


def _duplicate(case: Case) -> Refusal | None:
    original = case.archive.original_of(case.document.duplicate_key)
    if original is None:
        return None
    number, session = str(original.ksef_number), original.session.reference
    detail = (
        f"Duplikat faktury. Faktura o numerze KSeF: {number} została już prawidłowo przesłana "
        f"do systemu w sesji: {session}"
    )
    return Refusal(
        DUPLICATE, detail, {"originalSessionReferenceNumber": session, "originalKsefNumber": number}
    )


CHECKS: tuple[Check, ...] = (_schema, _size, _attachment, _seller, _identifiers, _issue_date, _duplicate)


def examine(case: Case) -> Refusal | None:
    """Run the checks in order; the first refusal wins."""
    return next((refusal for check in CHECKS if (refusal := check(case)) is not None), None)


def mode_of(invoice: SentInvoice, document: Document) -> str:
    """Online or Offline: KSeF decides by the day of issue, whatever was declared (facts 8.3)."""
    issued_earlier = document.issue_date < invoice.received_at.astimezone(WARSAW).date()
    return "Offline" if invoice.declared_offline or issued_earlier else "Online"
