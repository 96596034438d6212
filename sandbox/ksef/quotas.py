"""How much each caller may: requests, sizes, counts, certificates; the law of the day and what TEST lets one change.

Facts: sections 11.1, 11.3 and 15.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from .identity import Identity
from .xades import Context

Key = TypeVar("Key")
Value = TypeVar("Value")
NO_LIMIT = -1
MEGABYTE = 1_000_000
Rates = tuple[int, int, int]
RATE_NAMES = ("perSecond", "perMinute", "perHour")
PRODUCTION: dict[str, Rates] = {
    "onlineSession": (10, 30, 120),
    "onlineSessionClose": (20, 60, 240),
    "batchSession": (10, 20, 60),
    "batchSessionClose": (20, 40, 120),
    "invoiceSend": (10, 30, 180),
    "invoiceStatus": (30, 120, 1200),
    "sessionList": (5, 10, 60),
    "sessionInvoiceList": (10, 20, 200),
    "sessionMisc": (10, 120, 1200),
    "invoiceMetadata": (8, 16, 20),
    "invoiceExport": (8, 16, 20),
    "invoiceExportStatus": (10, 60, 600),
    "invoiceDownload": (8, 16, 64),
    "collectiveIdentifier": (20, 120, 240),
    "other": (10, 30, 120),
    "anonymous": (60, NO_LIMIT, NO_LIMIT),
    "global": (75, NO_LIMIT, NO_LIMIT),
}
FIXED = ("onlineSessionClose", "batchSessionClose", "anonymous", "global")
SETTABLE = tuple(group for group in PRODUCTION if group not in FIXED)


@dataclass(frozen=True)
class SessionQuota:
    """What one session may hold; the names are those of the API."""

    maxInvoiceSizeInMB: int = 1  # noqa: N815  # the API's own word
    maxInvoiceWithAttachmentSizeInMB: int = 3  # noqa: N815  # the API's own word
    maxInvoices: int = 10_000  # noqa: N815  # the API's own word

    def largest(self, *, attachment: bool) -> int:
        """The size of the largest invoice in bytes."""
        return MEGABYTE * (self.maxInvoiceWithAttachmentSizeInMB if attachment else self.maxInvoiceSizeInMB)


STANDARD_SESSION = SessionQuota()
SESSION_CEILINGS = {"maxInvoiceSizeInMB": 5, "maxInvoiceWithAttachmentSizeInMB": 10, "maxInvoices": 100_000}


@dataclass(frozen=True)
class ContextQuota:
    """The limits of a context, as `GET /limits/context` tells them."""

    onlineSession: SessionQuota = STANDARD_SESSION  # noqa: N815  # the API's own word
    batchSession: SessionQuota = STANDARD_SESSION  # noqa: N815  # the API's own word
    collective_invoices: int = 500

    def view(self) -> dict[str, Any]:
        """The body of the answer."""
        kinds = {name: asdict(getattr(self, name)) for name in ("onlineSession", "batchSession")}
        return {**kinds, "collectiveIdentifier": {"maxInvoices": self.collective_invoices}}


@dataclass(frozen=True)
class SubjectQuota:
    """How many certificates somebody may ask for and have."""

    enrolments: int
    certificates: int

    def view(self) -> dict[str, Any]:
        """The body of `GET /limits/subject`."""
        enrolment, certificate = {"maxEnrollments": self.enrolments}, {"maxCertificates": self.certificates}
        return {"enrollment": enrolment, "certificate": certificate}


SUBJECTS = {"Nip": SubjectQuota(300, 100), "Pesel": SubjectQuota(12, 6), "Fingerprint": SubjectQuota(12, 6)}
# A token has no certificates of its own; asked for its limits, it hears the smallest.
SMALLEST = SubjectQuota(12, 6)


@dataclass
class Quotas:
    """The limits that hold now; everything not set is as in production."""

    _rates: dict[Context, dict[str, Rates]] = field(default_factory=dict)
    _contexts: dict[Context, ContextQuota] = field(default_factory=dict)
    _subjects: dict[Identity, SubjectQuota] = field(default_factory=dict)

    def clear(self) -> None:
        """Put everything back."""
        for each in fields(self):
            getattr(self, each.name).clear()

    def rates(self, context: Context | None) -> Mapping[str, Rates]:
        """The request limits of a context, by group."""
        changed = self._rates.get(context, {}) if context is not None else {}
        return {**PRODUCTION, **changed}

    def rates_are_set(self, context: Context | None) -> bool:
        """Whether somebody has asked for limits in this context, so that they hold also where none would."""
        return context in self._rates

    def set_rates(self, context: Context, rates: dict[str, Rates] | None) -> None:
        """Change the groups that TEST lets one change; None puts all back."""
        _put(self._rates, context, rates)

    def context(self, context: Context) -> ContextQuota:
        """Sizes and counts in a context."""
        return self._contexts.get(context, ContextQuota())

    def set_context(self, context: Context, quota: ContextQuota | None) -> None:
        """Change sizes and counts; None puts them back."""
        _put(self._contexts, context, quota)

    def subject(self, identity: Identity) -> SubjectQuota:
        """How many certificates an identity may have."""
        return self._subjects.get(identity, SUBJECTS.get(identity.kind, SMALLEST))

    def set_subject(self, identity: Identity, quota: SubjectQuota | None) -> None:
        """Change the limits of certificates; None puts them back."""
        _put(self._subjects, identity, quota)


def _put(where: dict[Key, Value], key: Key, value: Value | None) -> None:
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value


def rates_view(rates: Mapping[str, Rates]) -> dict[str, dict[str, int]]:
    """The body of `GET /rate-limits`; -1 means no limit in that window."""
    return {group: dict(zip(RATE_NAMES, values, strict=True)) for group, values in rates.items()}
