"""What VIES said of a buyer's VAT number, and when: the proof that belongs to a sale at 0 % (art. 42 VATA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from invoicing.model.warsaw import warsaw_day


class EuVatStanding(StrEnum):
    """What is known of a number; no answer is never a "no"."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EuVatCheck:
    """A question to VIES and its answer.

    Attributes:
        number: with the code of its country.
        asked_at: when VIES answered, or when it did not.
        consultation: VIES's own number of the answer, given to whoever says who asks; None otherwise.
        name, address: as the member state discloses them, the address in lines; many disclose neither.
    """

    number: str
    standing: EuVatStanding
    asked_at: datetime
    consultation: str | None = None
    name: str | None = None
    address: tuple[str, ...] = ()

    def answers(self, number: str, now: datetime) -> bool:
        """Whether it is VIES's word on that number, of the Warsaw day of that moment."""
        same_day = warsaw_day(self.asked_at) == warsaw_day(now)
        return self.number == number and self.standing is not EuVatStanding.UNKNOWN and same_day
