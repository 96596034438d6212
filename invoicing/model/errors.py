"""The tree of everything that can be wrong; a code for machines, a template for people.

LatarnikError
├── InvalidValue          somebody typed something that cannot be
│   ├── InvalidNip          nip-length, nip-checksum
│   ├── InvalidAmount       amount-*
│   ├── InvalidAccount      account-*
│   ├── InvalidKsefNumber   ksef-number
│   └── InvalidDocument     document-*
├── Refused               the value is fine, the law or the state of things forbids the act
│   ├── StaleChoice         stale-choice
│   ├── NotAllowed          not-allowed
│   └── IncompleteDraft     incomplete-draft
├── LeaseLost             lease-lost: another worker does this job now
└── WorldAtFault          somebody else's service
    ├── Unavailable         unavailable: try again later
    └── Misunderstood       misunderstood: it answered what we cannot use
"""

from __future__ import annotations

from typing import ClassVar


class LatarnikError(Exception):
    """Anything Latarnik can explain; `code` picks the sentence, `details` fills it."""

    code: ClassVar[str] = "error"

    def __init__(self, code: str | None = None, **details: str) -> None:
        self.reason = code or self.code
        self.details = details
        super().__init__(f"{self.reason} {details}" if details else self.reason)


class InvalidValue(LatarnikError):
    """Somebody typed something that cannot be."""

    code = "invalid-value"


class InvalidNip(InvalidValue):
    """Not a Polish tax identification number; reason `nip-length` or `nip-checksum`."""

    code = "nip-checksum"


class InvalidAmount(InvalidValue):
    """Not an amount an invoice can hold; reason `amount-format`, `amount-negative`, `amount-too-large`."""

    code = "amount-format"


class InvalidAccount(InvalidValue):
    """Not a bank account number (NRB or IBAN) with right check digits."""

    code = "account-checksum"


class InvalidKsefNumber(InvalidValue):
    """Not a KSeF number: shape or CRC-8 is wrong."""

    code = "ksef-number"


class InvalidDocument(InvalidValue):
    """A document that FA(3), or our own rules beyond it, refuse."""

    code = "document-invalid"


class Refused(LatarnikError):
    """The value is fine; the law or the state of things forbids the act."""

    code = "refused"


class StaleChoice(Refused):
    """A button of an older version of the card."""

    code = "stale-choice"


class NotAllowed(Refused):
    """The person is no member of the company, or the role does not reach that far."""

    code = "not-allowed"


class IncompleteDraft(Refused):
    """Something the invoice needs has not been said yet; details name it."""

    code = "incomplete-draft"


class WorldAtFault(LatarnikError):
    """Somebody else's service."""

    code = "world-at-fault"


class Unavailable(WorldAtFault):
    """The service does not answer, or asks to come back later; the same call may succeed.

    Attributes:
        retry_after: seconds the service asked us to wait, or None.
    """

    code = "unavailable"

    def __init__(self, code: str | None = None, *, retry_after: float | None = None, **details: str) -> None:
        super().__init__(code, **details)
        self.retry_after = retry_after


class Misunderstood(WorldAtFault):
    """The service answered something that cannot be used; trying again will not help."""

    code = "misunderstood"


class LeaseLost(LatarnikError):
    """Another worker has taken the job over; what was done for it must not be committed."""

    code = "lease-lost"
