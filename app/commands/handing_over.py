"""`latarnik handover`: which paper a buyer may be given."""

from __future__ import annotations

from itertools import product

from app.commands.speaking import emit
from invoicing.model.handover import HandOver, HandOverState, hand_over, state_before_number
from invoicing.model.offline import OfflineMode
from invoicing.model.party import BuyerKind

OUTSIDE, ONLINE = "outside", "online"
MODES = (ONLINE, *(mode.value for mode in OfflineMode), OUTSIDE)
KINDS = tuple(kind.value for kind in BuyerKind)


def show_row(mode: str, buyer: str, *, numbered: bool) -> None:
    """Print the row that holds for the buyer."""
    emit(_line(mode, BuyerKind(buyer), numbered=numbered))


def show_all() -> None:
    """Print every combination, one JSON line each."""
    for mode, kind, numbered in product(MODES, BuyerKind, (False, True)):
        if not numbered or mode not in {OUTSIDE, OfflineMode.TOTAL_FAILURE}:
            emit(_line(mode, kind, numbered=numbered))


def state_of(mode: str, *, numbered: bool) -> HandOverState:
    """The state behind the words of the command line; outside and in a total failure a number never comes."""
    if mode == OUTSIDE:
        return HandOverState.OUTSIDE
    before = state_before_number(None if mode == ONLINE else OfflineMode(mode))
    return HandOverState.NUMBERED if numbered and before is not HandOverState.TOTAL_FAILURE else before


def _line(mode: str, kind: BuyerKind, *, numbered: bool) -> dict[str, object]:
    row = hand_over(kind, state_of(mode, numbered=numbered))
    return {"mode": mode, "buyer": kind.value, "number": numbered, **_said(row)}


def _said(row: HandOver) -> dict[str, object]:
    return {
        "row": row.row,
        "document": row.paper.value,
        "codes": [label.value for label in row.codes],
        "channels": row.way.value,
        "when": row.when.value,
        "receipt": row.receipt.value,
        "articles": list(row.articles),
        "confidence": row.confidence.value,
        "overridable": row.overridable,
    }
