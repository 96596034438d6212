"""The life of an invoice towards KSeF, as a table."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where an issued invoice stands."""

    ISSUED = "issued"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


ARROWS: dict[Status, frozenset[Status]] = {
    Status.ISSUED: frozenset({Status.SENT}),
    Status.SENT: frozenset(
        {Status.ACCEPTED, Status.REJECTED, Status.ISSUED}
    ),  # ISSUED: the session died, send again
    Status.ACCEPTED: frozenset(),
    Status.REJECTED: frozenset(),
}
