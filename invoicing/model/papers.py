"""Words of the hand-over matrix: states of an invoice, papers, labels under codes, and what a row says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HandOverState(StrEnum):
    """Where an invoice stands when somebody wants to hand it over."""

    WAITING = "waiting"  # W: sent online, no number yet
    NUMBERED = "numbered"  # N: it has its KSeF number, whatever the mode
    OFFLINE = "offline"  # O: offline24 or unavailability, before the number
    EMERGENCY = "emergency"  # E: announced failure, before the number
    TOTAL_FAILURE = "total_failure"  # T: issued in a total failure
    OUTSIDE = "outside"  # X: lawfully outside KSeF (art. 106ga ust. 2, 145m, 145n)
    REJECTED = "rejected"  # KSeF refused it


class Paper(StrEnum):
    """What is handed over to a buyer."""

    TRANSACTION_CONFIRMATION = "transaction_confirmation"
    VISUALISATION = "visualisation"
    EARLY_VISUALISATION = "early_visualisation"
    """A visualisation with two codes, before the number; the matrix calls both visualisation, a delivery tells them
    apart, because the one with the number follows it."""
    PLAIN_INVOICE = "plain_invoice"
    NOTHING = "nothing"


class Label(StrEnum):
    """What stands under a code (par. 9 of the regulation Dz.U. 2025 poz. 1815)."""

    KSEF_NUMBER = "ksef_number"  # KOD I, the number itself
    OFFLINE = "OFFLINE"  # KOD I
    CERTIFICATE = "CERTYFIKAT"  # KOD II


class Way(StrEnum):
    """By which channel."""

    ANY = "any"
    AGREED = "agreed"  # as seller and buyer agreed
    KSEF = "ksef"


class When(StrEnum):
    """When it may go."""

    AT_ONCE = "at_once"
    AFTER_NUMBER = "after_number"
    AS_AGREED = "as_agreed"
    NEVER = "never"


class Receipt(StrEnum):
    """Which day counts as the buyer's receipt of the invoice."""

    NUMBER = "number"  # the day KSeF gave the number
    ACTUAL = "actual"
    ACTUAL_OR_NUMBER = (
        "actual_or_number"  # actual if handed over before the sending, else the day of the number
    )
    NONE = "none"


class Confidence(StrEnum):
    """How sure the row is."""

    HIGH = "high"
    MINISTRY = "ministry"  # high as the Ministry's position; some advisers see it otherwise
    MEDIUM = "medium"


BEFORE_NUMBER = (Label.OFFLINE, Label.CERTIFICATE)
WITH_NUMBER = (Label.KSEF_NUMBER,)


@dataclass(frozen=True, slots=True)
class HandOver:
    """A row of the matrix as it applies to a buyer.

    Attributes:
        row: D1 to D25.
        paper: the only document allowed.
        codes: labels of the codes on it, KOD I first; none on a plain invoice.
        articles: the basis, as it is quoted.
        overridable: the owner may hand over the visualisation all the same, for one invoice and with a reason.
    """

    row: str
    paper: Paper
    codes: tuple[Label, ...]
    way: Way
    when: When
    receipt: Receipt
    articles: tuple[str, ...]
    confidence: Confidence = Confidence.HIGH
    overridable: bool = False

    @property
    def delivered(self) -> Paper:
        """The paper as a delivery knows it."""
        early = self.paper is Paper.VISUALISATION and self.codes == BEFORE_NUMBER
        return Paper.EARLY_VISUALISATION if early else self.paper
