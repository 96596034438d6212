"""Moving a stored invoice along the arrows of its life."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.lifecycle import Status, check_move
from invoicing.services.records import StoredInvoice


def moved(stored: StoredInvoice, to: Status) -> StoredInvoice:
    """The invoice in its next status.

    Raises:
        Refused: status-order, no arrow leads there.
    """
    check_move(stored.status, to)
    return replace(stored, status=to)
