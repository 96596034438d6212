"""Which paper a buyer may be given, and when: the hand-over matrix asked, and its refusals. Docs: docs/handover.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from invoicing.model.errors import Refused
from invoicing.model.handover_table import DRAWING, FAILURE, ROWS
from invoicing.model.offline import OfflineMode
from invoicing.model.papers import (
    BEFORE_NUMBER,
    WITH_NUMBER,
    Confidence,
    HandOver,
    HandOverState,
    Label,
    Paper,
    Receipt,
    Way,
    When,
)
from invoicing.model.party import BuyerKind

__all__ = [
    "BEFORE_NUMBER",
    "ROWS",
    "WITH_NUMBER",
    "Confidence",
    "HandOver",
    "HandOverState",
    "Label",
    "Override",
    "Paper",
    "Receipt",
    "Way",
    "When",
    "check_override",
    "check_paper",
    "hand_over",
    "state_before_number",
]

_W, _N, _O = HandOverState.WAITING, HandOverState.NUMBERED, HandOverState.OFFLINE
_E, _X = HandOverState.EMERGENCY, HandOverState.OUTSIDE
_LIKE: Mapping[str, Mapping[HandOverState, str]] = {
    "domestic": {_W: "D1", _N: "D2", _O: "D3", _E: "D4", _X: "D23"},
    "consumer": {_W: "D15", _N: "D7", _O: "D8", _E: "D9", _X: "D6"},
    "eu": {_W: "D15", _N: "D10", _O: "D11", _E: "D12", _X: "D23"},
    "non_eu": {_W: "D15", _N: "D13", _O: "D13", _E: "D12", _X: "D23"},
    "foreign_with_nip": {_W: "D15", _N: "D14", _O: "D14", _E: "D12", _X: "D23"},
    "no_nip": {_W: "D15", _N: "D16", _O: "D16", _E: "D16", _X: "D23"},
    # D22 names N and O; a failure gives any buyer the invoice (art. 106nf), waiting follows the other agreed buyers
    "supply_abroad": {_W: "D15", _N: "D22", _O: "D22", _E: "D12", _X: "D23"},
}
_AS: Mapping[BuyerKind, tuple[str, str | None]] = {
    BuyerKind.DOMESTIC: ("domestic", None),
    BuyerKind.CONSUMER: ("consumer", None),
    BuyerKind.EU: ("eu", None),
    BuyerKind.NON_EU: ("non_eu", None),
    BuyerKind.FOREIGN_WITH_NIP: ("foreign_with_nip", None),
    BuyerKind.NO_NIP: ("no_nip", None),
    BuyerKind.EXEMPT_WITH_NIP: ("domestic", "D17"),
    BuyerKind.EXEMPT_WITHOUT_NIP: ("no_nip", "D18"),
    BuyerKind.EU_SMALL: ("eu", "D19"),
    BuyerKind.JST: ("domestic", "D20"),
    BuyerKind.VAT_GROUP: ("domestic", "D21"),
    BuyerKind.SUPPLY_ABROAD: ("supply_abroad", None),
}
"""Whose rows a buyer follows, and the row that says so."""


def hand_over(kind: BuyerKind, state: HandOverState) -> HandOver:
    """What a buyer may be given; every kind in every state has an answer.

    The row is named after the buyer (D17 to D21) where one says "as the domestic buyer", except that T, X and
    rejection are rows of their own for everybody.

    >>> hand_over(BuyerKind.DOMESTIC, HandOverState.OFFLINE).paper
    <Paper.TRANSACTION_CONFIRMATION: 'transaction_confirmation'>
    >>> hand_over(BuyerKind.JST, HandOverState.OFFLINE).row
    'D20'
    """
    if state is HandOverState.TOTAL_FAILURE:
        return ROWS["D5"]
    if state is HandOverState.REJECTED:
        return ROWS["D25"]
    like, named = _AS[kind]
    found = _in_state(ROWS[_LIKE[like][state]], state)
    return replace(found, row=named) if named and state is not _X else found


def _in_state(row: HandOver, state: HandOverState) -> HandOver:
    """Rows D13, D14, D16 and D22 hold N and O (and E) in one: before the number there are two codes, at once."""
    if row.codes != WITH_NUMBER or state not in {_O, _E}:
        return row
    basis = FAILURE if state is _E else f"{DRAWING} ust. 3"
    return replace(row, codes=BEFORE_NUMBER, when=When.AT_ONCE, articles=(basis, *row.articles))


def state_before_number(mode: OfflineMode | None) -> HandOverState:
    """Where an invoice of that mode stands while it has no number; None is online."""
    if mode is OfflineMode.EMERGENCY:
        return HandOverState.EMERGENCY
    if mode is OfflineMode.TOTAL_FAILURE:
        return HandOverState.TOTAL_FAILURE
    return HandOverState.WAITING if mode is None else HandOverState.OFFLINE


@dataclass(frozen=True, slots=True)
class Override:
    """The owner's decision to hand the visualisation over before the number, for one invoice.

    Attributes:
        reason: typed by the owner; ten characters at least.
    """

    who: str
    reason: str
    at: datetime


_SHORTEST_REASON = 10


def check_override(row: HandOver, override: Override) -> None:
    """Refuse an override of what nobody may override, or without a reason.

    Raises:
        Refused: override-impossible, with row and article; override-reason.
    """
    if not row.overridable:
        raise Refused("override-impossible", row=row.row, article=row.articles[0])
    if len(override.reason.strip()) < _SHORTEST_REASON:
        raise Refused("override-reason", row=row.row)


def check_paper(row: HandOver, paper: Paper, override: Override | None = None) -> None:
    """Refuse a paper that the row does not allow.

    Raises:
        Refused: plain-invoice-forbidden (D24: a document called invoice without its codes, which nobody may
            override); hand-over-forbidden with row, article and the lawful paper `instead`.
    """
    if paper is row.paper:
        return
    if paper is Paper.PLAIN_INVOICE:
        raise Refused(
            "plain-invoice-forbidden", row="D24", article=ROWS["D24"].articles[0], instead=row.paper.value
        )
    if override is not None and paper is Paper.VISUALISATION:
        check_override(row, override)
        return
    raise Refused("hand-over-forbidden", row=row.row, article=row.articles[0], instead=row.paper.value)
