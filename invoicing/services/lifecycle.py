"""Moving a stored invoice along the arrows of its life."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.errors import Refused
from invoicing.model.lifecycle import ARROWS, Status
from invoicing.services.records import StoredInvoice


def moved(stored: StoredInvoice, to: Status) -> StoredInvoice:
    """The invoice in its next status.

    Raises:
        Refused: wrong-arrow, no arrow leads there.
    """
    if to not in ARROWS[stored.status]:
        raise Refused("wrong-arrow", now=stored.status, to=to)
    return replace(stored, status=to)
