"""What somebody wants different, put on the draft: a table of handlers; nothing is changed by a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.money import product, to_grosze
from invoicing.model.vat import PriceKind
from invoicing.services.editing.adding import with_added
from invoicing.services.editing.lines import UnclearLine, all_called, line_meant, lines_meant
from invoicing.services.issuing.buyers import FoundBuyer, address_of
from invoicing.services.issuing.limits import refuse_worthless
from invoicing.services.issuing.lines import discounted, said_rate, unpriced
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.understood import Understood

_OF_ALL = frozenset({Field.RATE, Field.DISCOUNT})
_OF_LINES = frozenset({Field.PRICE, Field.QUANTITY, Field.LINE_NAME, Field.REMOVE}) | _OF_ALL


@dataclass(frozen=True, slots=True)
class Setting:
    """What a change is made with.

    Attributes:
        profile: of the seller.
        today: Warsaw date.
        understand: reads the words of new lines.
        found: the buyer that was named, when one was.
        chosen: the position of the line that somebody picked when asked.
    """

    profile: CompanyProfile
    today: date
    understand: Callable[[str, date], Understood]
    found: FoundBuyer | None = None
    chosen: int | None = None


Handler = Callable[[Draft, Edit, Setting], Draft]


def applied(draft: Draft, edits: Sequence[Edit], setting: Setting) -> Draft:
    """The next version of the draft with every edit.

    Raises:
        UnclearLine: it is not clear which line is meant.
        StaleChoice: the draft is issued or cancelled.
        Refused: edit-same, it is so already; edit-*, price-kinds-mixed, not-yet, a rate that the company has not.
        InvalidValue: a text or a number that no invoice can hold.
    """
    newer = draft
    for edit in edits:
        chosen = setting.chosen if edit.field in _OF_LINES and edit.line is None else None
        meant = replace(edit, line=chosen) if chosen and _asks(newer, edit) else edit
        newer = _HANDLERS[edit.field](newer, meant, setting)
    newer = replace(newer, missing=unpriced(newer.lines))
    if replace(newer, asked=None) == replace(draft, asked=None):
        raise Refused("edit-same")
    refuse_worthless(newer)
    return newer.changed(**newer.dates_of(setting.today, setting.profile.payment_days))


def _asks(draft: Draft, edit: Edit) -> bool:
    """Whether nobody could tell which line is meant."""
    if edit.field in _OF_ALL and edit.hint is None and (edit.percent or edit.number is None):
        return False
    try:
        line_meant(draft, edit)
    except UnclearLine:
        return True
    return False


def _price(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    at = line_meant(draft, edit)
    newer = _of_kind(draft, edit.price_kind)
    line = _reckoned(newer.lines[at], unit_price=_number(edit))
    return replace(_with_line(newer, at, line), guessed=newer.guessed - {"price"})


def _of_kind(draft: Draft, kind: PriceKind | None) -> Draft:
    """One price said to be gross makes all of a draft gross only where it is the only one."""
    if kind is None:
        return draft
    if kind is not draft.price_kind and len(draft.lines) > 1:
        raise Refused("price-kinds-mixed")
    return replace(draft, price_kind=kind, guessed=draft.guessed - {"price_kind"})


def _quantity(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    at = line_meant(draft, edit)
    unit = edit.unit or draft.lines[at].unit
    return _with_line(draft, at, _reckoned(draft.lines[at], quantity=_number(edit), unit=unit))


def _amount(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """A bare number counts or costs, whichever the old one does, on one line only."""
    places = lines_meant(draft, edit)
    found = [
        replace(edit, field=field, line=at + 1)
        for at in places
        for field, name in ((Field.QUANTITY, "quantity"), (Field.PRICE, "unit_price"))
        if edit.old is not None and getattr(draft.lines[at], name) == edit.old
    ]
    if len(found) != 1:
        raise Refused("edit-amount-unclear", line=draft.lines[places[0]].name)
    return _HANDLERS[found[0].field](draft, found[0], setting)


def _rate(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    rate = setting.profile.rate_for(said_rate(edit.text))
    places = set(_one_or_all(draft, edit))
    lines = (replace(line, vat_rate=rate) if at in places else line for at, line in enumerate(draft.lines))
    every = len(places) == len(draft.lines)
    return replace(draft, lines=tuple(lines), guessed=draft.guessed - ({"vat"} if every else set()))


def _discount(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """A percentage goes for every line unless one is named; an amount is taken off one line (P_10)."""
    del setting
    if not edit.yes:
        return replace(draft, lines=tuple(replace(line, discount=None) for line in draft.lines))
    if not edit.percent:
        at = line_meant(draft, edit)
        return _with_line(draft, at, replace(draft.lines[at], discount=_number(edit)))
    if not 0 < _number(edit) < 100:
        raise Refused("discount-percent", value=str(edit.number))
    places = set(_one_or_all(draft, edit))
    lines = (discounted(line, _number(edit)) if at in places else line for at, line in enumerate(draft.lines))
    return replace(draft, lines=tuple(lines))


def _one_or_all(draft: Draft, edit: Edit) -> Sequence[int]:
    if edit.line is None and edit.hint is None:
        return lines_meant(draft, edit)
    return [line_meant(draft, edit)]


def _line_name(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    at = line_meant(draft, edit)
    return _with_line(draft, at, replace(draft.lines[at], name=edit.text))


def _remove(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    gone = set(all_called(draft, edit))
    return replace(draft, lines=tuple(line for at, line in enumerate(draft.lines) if at not in gone))


def _add(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    return with_added(draft, setting.understand(edit.text, setting.today), edit.text, setting.profile)


def _price_kind(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """The prices stay as they were said, and mean something else."""
    del setting
    return replace(
        draft, price_kind=edit.price_kind or draft.price_kind, guessed=draft.guessed - {"price_kind"}
    )


def _due(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    return replace(draft, due_date=edit.day, paid=False, guessed=draft.guessed - {"due_date"})


def _paid(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """What is paid has no term; what is not has the company's, until another is said."""
    if edit.yes:
        return replace(draft, paid=True, due_date=None, guessed=draft.guessed - {"due_date"})
    if draft.due_date is not None:
        return replace(draft, paid=False)
    due = setting.today + timedelta(days=setting.profile.payment_days)
    return replace(draft, paid=False, due_date=due, guessed=draft.guessed | {"due_date"})


def _buyer(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another buyer, with its own address for letters: the old one was the other's."""
    found = setting.found
    if found is None:
        raise Refused("edit-buyer", name=edit.text)
    if draft.buyer is not None and found.buyer.nip is not None and draft.buyer.nip == found.buyer.nip:
        return replace(draft, buyer=found.buyer)
    return replace(draft, buyer=found.buyer, send_to=found.send_to)


def _buyer_name(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    if draft.buyer is None:
        return _buyer(draft, edit, setting)
    return replace(draft, buyer=replace(draft.buyer, name=edit.text))


def _buyer_address(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    address = address_of(edit.text)
    if draft.buyer is None or address is None:
        raise Refused("edit-buyer", name=edit.text)
    return replace(draft, buyer=replace(draft.buyer, address=address))


def _currency(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    if edit.text != draft.currency:
        raise Refused("not-yet", what="currency")
    return draft


def _setting(name: str) -> Handler:
    """A handler that writes what was said in one field; taken away it is empty."""

    def handle(draft: Draft, edit: Edit, setting: Setting) -> Draft:
        del setting
        value = {
            "supply_date": edit.day,
            "send_to": edit.text,
            "payment_method": edit.payment or draft.payment_method,
            "note": edit.text,
        }[name]
        return replace(draft, **{name: value if edit.yes else None})  # type: ignore[arg-type]  # one of its fields

    return handle


def _split(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    del setting
    return replace(draft, split_payment=edit.yes)


def _number(edit: Edit) -> Decimal:
    return edit.number if edit.number is not None else Decimal(0)


def _with_line(draft: Draft, at: int, line: Line) -> Draft:
    return replace(draft, lines=(*draft.lines[:at], line, *draft.lines[at + 1 :]))


def _reckoned(line: Line, **changes: Any) -> Line:
    """The line with another price or quantity; a discount stays the same part of what it is worth."""
    newer = replace(line, discount=None, **changes)
    worth = product(line.quantity, line.unit_price)
    if line.discount is None or not worth:
        return newer
    part = product(newer.quantity, newer.unit_price) * line.discount / worth
    return replace(newer, discount=to_grosze(part))


_HANDLERS: Mapping[Field, Handler] = {
    Field.ADD: _add,
    Field.REMOVE: _remove,
    Field.PRICE: _price,
    Field.QUANTITY: _quantity,
    Field.AMOUNT: _amount,
    Field.RATE: _rate,
    Field.LINE_NAME: _line_name,
    Field.PRICE_KIND: _price_kind,
    Field.DISCOUNT: _discount,
    Field.DUE: _due,
    Field.SUPPLY: _setting("supply_date"),
    Field.BUYER: _buyer,
    Field.BUYER_NAME: _buyer_name,
    Field.BUYER_ADDRESS: _buyer_address,
    Field.SEND_TO: _setting("send_to"),
    Field.PAYMENT: _setting("payment_method"),
    Field.PAID: _paid,
    Field.NOTE: _setting("note"),
    Field.SPLIT: _split,
    Field.CURRENCY: _currency,
}
