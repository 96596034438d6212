"""Offline modes, outages, and until when an invoice must be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OfflineMode(StrEnum):
    """In which mode an invoice was issued; online is `None` where a mode is optional."""

    OFFLINE24 = "offline24"  # art. 106nda
    UNAVAILABILITY = "unavailability"  # art. 106nh
    EMERGENCY = "emergency"  # art. 106nf
    TOTAL_FAILURE = "total_failure"  # art. 106ng


class OutageKind(StrEnum):
    """The event that the Ministry announces (wire values of the lighthouse, lower case)."""

    MAINTENANCE = "maintenance"
    FAILURE = "failure"
    TOTAL_FAILURE = "total_failure"


@dataclass(frozen=True, slots=True)
class Outage:
    """An announced event; `start` is the day of the announcement, `end` its last day or None while it lasts."""

    kind: OutageKind
    start: date
    end: date | None
