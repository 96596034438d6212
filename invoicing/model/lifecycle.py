"""The life of an invoice towards KSeF, as a table."""

from __future__ import annotations

from enum import StrEnum

from invoicing.model.errors import Refused


class Status(StrEnum):
    """Where an issued invoice stands."""

    ISSUED = "issued"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OUTSIDE = "outside"  # lawfully outside KSeF, for ever: total failure (art. 106ng), consumers, art. 145m


ARROWS: dict[Status, frozenset[Status]] = {
    Status.ISSUED: frozenset({Status.SENT}),
    Status.SENT: frozenset(
        {Status.ACCEPTED, Status.REJECTED, Status.ISSUED}
    ),  # ISSUED: the session died, send again
    Status.ACCEPTED: frozenset(),
    Status.REJECTED: frozenset({Status.ISSUED}),  # an offline invoice, put right by a technical correction
    Status.OUTSIDE: frozenset(),
}


def may(status: Status, to: Status) -> bool:
    """Whether an invoice may go from one status to another.

    >>> may(Status.SENT, Status.ACCEPTED), may(Status.ACCEPTED, Status.SENT)
    (True, False)
    """
    return to in ARROWS[status]


def is_final(status: Status) -> bool:
    """Whether nothing follows unless a person wants it."""
    return status not in {Status.ISSUED, Status.SENT}


def check_move(status: Status, to: Status) -> None:
    """Refuse a step the table does not hold.

    Raises:
        Refused: status-order.
    """
    if not may(status, to):
        raise Refused("status-order", status=status.value, to=to.value)
