"""The buttons by which a draft is changed: a table of menus; every button bears the version of the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from invoicing.model.company import VatStatus
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import PriceKind
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import called
from invoicing.services.messages import Choice, Option
from invoicing.services.replies import cancel

MENUS = ("rate", "due", "supply", "lines", "buyer", "payment", "email", "currency")
"""What is changed by a menu of its own: its button is edit-<menu>."""
DUE_DAYS = (7, 14, 21, 30)
_MOST = 30  # lines with buttons of their own; others are named in words
_IN_A_ROW = 2
_CHOICES: Mapping[str, Sequence[Sequence[str]]] = {
    "due": (tuple(f"due-{days}" for days in DUE_DAYS),),
    "supply": (("supply-today", "supply-yesterday", "supply-none"),),
    "payment": (("payment-transfer", "payment-cash", "payment-card"),),
    "buyer": (),
    "currency": tuple(tuple(f"currency-{code}" for code in row) for row in (("PLN", "EUR"), ("USD", "GBP"))),
}
_TAXED = (("rate-23", "rate-8", "rate-5", "rate-0"), ("rate-zw", "rate-np", "rate-oo"))
_UNTAXED = (("rate-zw", "rate-np"),)


def board(draft: Draft) -> tuple[tuple[Option, ...], ...]:
    """What can be changed, by one button each."""
    last = ["back", *(["undo"] if draft.previous is not None else [])]
    flip = "kind-net" if draft.price_kind is PriceKind.GROSS else "kind-gross"
    rows = [
        [flip, "edit-rate"],
        ["edit-due", "edit-supply"],
        ["edit-lines", "edit-buyer"],
        ["edit-payment", "edit-email"],
        ["edit-currency"],
    ]
    if draft.kind is InvoiceKind.CORRECTING:  # changed in words alone
        rows = []
    options = [tuple(button(draft, code) for code in row) for row in (*rows, last)]
    return (*options[:-1], (*options[-1], cancel(draft.id, draft.version)))


def menu(name: str, draft: Draft, standing: Standing) -> tuple[tuple[Option, ...], ...]:
    """The choices of a menu, and the way back to the board."""
    rows: Sequence[Sequence[str]] = _CHOICES.get(name, ())
    if name == "rate":
        rows = _UNTAXED if standing.company.profile.vat_status is VatStatus.EXEMPT else _TAXED
    elif name == "lines":
        rows = _rows([f"remove-{at}" for at in range(1, min(len(draft.lines), _MOST) + 1)])
    elif name == "payment":
        rows = (*rows, ("payment-unpaid" if draft.paid else "payment-paid",))
    elif name == "email" and draft.send_to is not None:
        rows = (("email-none",),)
    return (*(tuple(button(draft, code) for code in row) for row in rows), (button(draft, "board"),))


def button(draft: Draft, action: str) -> Option:
    """A button that does so to the version of the draft."""
    name, _, position = action.partition("-")
    choice = Choice(action, draft.id, draft.version)
    if name == "remove":
        return Option("remove-line", choice=choice, about=called(draft, int(position)))
    return Option(action, choice=choice)


def _rows(codes: Sequence[str]) -> Sequence[Sequence[str]]:
    return [codes[at : at + _IN_A_ROW] for at in range(0, len(codes), _IN_A_ROW)]
