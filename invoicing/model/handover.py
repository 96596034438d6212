"""Which paper a buyer may be given."""

from __future__ import annotations

from enum import StrEnum


class Paper(StrEnum):
    """What is handed over to a buyer."""

    TRANSACTION_CONFIRMATION = "transaction_confirmation"
    VISUALISATION = "visualisation"
    PLAIN_INVOICE = "plain_invoice"
    NOTHING = "nothing"
