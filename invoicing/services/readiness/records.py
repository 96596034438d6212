"""What readiness is made of: what was looked at, what was found, and what all of it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from invoicing.services.messages import Json


class Check(StrEnum):
    """What is looked at before an outage, the most important first."""

    OFFLINE_CERTIFICATE = "offline-certificate"
    CODE = "code"  # KOD II made with its key holds
    ACCESS = "access"  # by what the company logs in
    LOGIN = "login"  # whether that works
    MAIL = "mail"
    OWN_ADDRESS = "own-address"
    BUYERS = "buyers"  # reached by e-mail
    CLOCK = "clock"
    LIGHTHOUSE = "lighthouse"
    DRILL = "drill"


class Severity(StrEnum):
    """How much a finding matters, the worst first."""

    BLOCKING = "blocking"  # the company could not work through an outage lawfully
    WARNING = "warning"
    WELL = "well"


class Score(StrEnum):
    """What the findings come to, the worst first."""

    NOT_READY = "not-ready"
    ALMOST = "almost"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of a company.

    Attributes:
        state: what was found, in a word that the templates know.
    """

    check: Check
    severity: Severity
    state: str
    details: Mapping[str, Json] = field(default_factory=dict)

    def data(self) -> dict[str, Json]:
        """As replies carry it."""
        return {
            "check": self.check.value,
            "severity": self.severity.value,
            "state": self.state,
            "details": dict(self.details),
        }


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a company could work through an outage now."""

    company_id: UUID
    company: str
    nip: str
    findings: Sequence[Finding]

    @property
    def score(self) -> Score:
        """The worst finding decides."""
        found = {each.severity for each in self.findings}
        if Severity.BLOCKING in found:
            return Score.NOT_READY
        return Score.ALMOST if Severity.WARNING in found else Score.READY

    def of(self, severity: Severity) -> list[Finding]:
        """The findings of one severity."""
        return [each for each in self.findings if each.severity is severity]

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Sorts the worst first."""
        blocking, warning = len(self.of(Severity.BLOCKING)), len(self.of(Severity.WARNING))
        return list(Score).index(self.score), -blocking, -warning, self.company.casefold()

    def data(self) -> dict[str, Json]:
        """As replies carry it, the worst findings first."""
        ordered = [each.data() for severity in Severity for each in self.of(severity)]
        return {"company": self.company, "nip": self.nip, "score": self.score.value, "findings": [*ordered]}
