"""Moving a stored invoice along the arrows of its life, and which way is open to it."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.lifecycle import Status, check_move
from invoicing.services.records import StoredInvoice

SOURCE = ("source", "file")
"""Note of an invoice that another program wrote: its content here is only a summary, its XML is the invoice."""
_NO_PERMISSION, _TAKEN = "410", "440"


def moved(stored: StoredInvoice, to: Status) -> StoredInvoice:
    """The invoice in its next status.

    Raises:
        Refused: status-order, no arrow leads there.
    """
    check_move(stored.status, to)
    return replace(stored, status=to)


def lacks_permission(stored: StoredInvoice) -> bool:
    """Whether an offline invoice of ours was refused for missing rights (410): its file is sound and may go again."""
    ours = SOURCE not in stored.invoice.extra
    refused = stored.status is Status.REJECTED and stored.rejection[:1] == (_NO_PERMISSION,)
    return refused and stored.offline_mode is not None and ours


def is_correctable(stored: StoredInvoice) -> bool:
    """Whether a technical correction is the way: an offline invoice of ours, rejected for its file.

    It is none for missing rights (410) nor for a number that another document has (440).
    """
    offline = stored.offline_mode is not None or stored.deemed_offline
    ours = SOURCE not in stored.invoice.extra
    technical = stored.rejection[:1] not in {(_NO_PERMISSION,), (_TAKEN,)}
    return stored.status is Status.REJECTED and offline and ours and technical
