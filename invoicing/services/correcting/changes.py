"""What somebody said should be different, put on the draft of a correction; nothing is changed by a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.party import Buyer
from invoicing.services.correcting.payments import is_about_payment, with_payment
from invoicing.services.correcting.zeroing import to_zero
from invoicing.services.editing.lines import listed
from invoicing.services.issuing.addresses import address_of
from invoicing.services.issuing.lines import said_rate
from invoicing.services.parsing.changes import Change, SaidCorrection, What
from invoicing.services.parsing.tokens import fold

_KEY = "0001"
"""IDNabywcy: joins the buyer to its earlier data (FA(3), Podmiot2K)."""


def applied(draft: Draft, said: SaidCorrection, profile: CompanyProfile) -> Draft:
    """The draft with every change that was said.

    Raises:
        Refused: correction-unclear, correction-line, correction-line-unclear, correction-old-value,
            correction-price-kind, correction-of-nip, correction-advance-unclear, correction-currency, vat-unknown, discount-percent; a rate that the company has not.
        InvalidValue: a text or a number that no invoice can hold.
    """
    if said.unclear:
        raise Refused("correction-unclear", text=said.unclear[0])
    newer = draft
    if said.to_zero:
        newer = to_zero(newer)
    for change in said.changes:
        if change.currency not in {None, draft.currency}:
            raise Refused("correction-currency", said=change.currency or "", currency=draft.currency)
        if is_about_payment(newer, change):
            newer = with_payment(newer, change)
        else:
            newer = _HANDLERS[change.what](newer, change, profile)
    if newer.correction is not None and said.reason:
        newer = replace(newer, correction=replace(newer.correction, reason=said.reason))
    return newer


def _none_of(line: Line) -> Line:
    return replace(line, quantity=Decimal(0), discount=None)


def _quantity(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    del profile
    return _with_number(draft, change, "quantity", unit=change.unit)


def _price(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    del profile
    if change.price_kind is not None and change.price_kind is not draft.price_kind:
        raise Refused("correction-price-kind", kind=draft.price_kind.value)
    return _with_number(draft, change, "unit_price")


def _with_number(draft: Draft, change: Change, name: str, unit: str | None = None) -> Draft:
    at = _line(draft, change, name)
    line = draft.lines[at]
    if change.old is not None:
        _require_old(change, {getattr(each, name) for each in _states(draft, at)}, line.name)
    new: dict[str, object] = {name: Decimal(change.new)}
    if unit is not None:
        new["unit"] = unit
    return draft.with_line(at, replace(line, **new))  # type: ignore[arg-type]  # names of two of its fields


def _amount(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    """A bare number: a quantity or a price, whichever the old number is of, on one line only."""
    del profile
    old = Decimal(change.old or change.new)
    found = [
        (at, name)
        for at in range(len(draft.lines))
        for name in ("quantity", "unit_price")
        if old in {getattr(each, name) for each in _states(draft, at)} and change.line in {None, at + 1}
    ]
    if len(found) != 1:
        raise Refused("correction-line-unclear", lines=listed(draft))
    ((at, name),) = found
    return _with_number(draft, replace(change, line=at + 1), name)


def _vat(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    new = profile.rate_for(said_rate(change.new))
    if change.old is None or change.line is not None:
        at = _line(draft, change, "vat_rate")
        return draft.with_line(at, replace(draft.lines[at], vat_rate=new))
    old = said_rate(change.old)
    if all(line.vat_rate is not old for line in draft.lines):
        shown = ", ".join(sorted({line.vat_rate.value for line in draft.lines}))
        raise Refused("correction-old-value", said=change.old, value=shown)
    lines = (replace(line, vat_rate=new) if line.vat_rate is old else line for line in draft.lines)
    return replace(draft, lines=tuple(lines))


def _text(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    """Words instead of words: of the one line, or else of the buyer, that bears the old ones."""
    del profile
    old = change.old or ""
    having = [at for at, line in enumerate(draft.lines) if fold(old) in fold(line.name)]
    if len(having) > 1:
        raise Refused("correction-line-unclear", lines=listed(draft))
    if having:
        line = draft.lines[having[0]]
        return draft.with_line(having[0], replace(line, name=_exchanged(line.name, old, change.new)))
    if draft.buyer is not None and fold(old) in fold(draft.buyer.name):
        return _with_buyer(draft, replace(draft.buyer, name=_exchanged(draft.buyer.name, old, change.new)))
    raise Refused("correction-old-value", said=old, value=listed(draft))


def _exchanged(text: str, old: str, new: str) -> str:
    there = re.compile(re.escape(old), re.IGNORECASE)
    return there.sub(lambda _: new, text) if there.search(text) else new


def _line_name(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    if change.old is not None:
        return _text(draft, change, profile)
    at = _line(draft, change, "name")
    return draft.with_line(at, replace(draft.lines[at], name=change.new))


def _buyer_name(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    del profile
    return _with_buyer(draft, replace(draft.buyer, name=change.new)) if draft.buyer else draft


def _buyer_address(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    del profile
    address = address_of(change.new)
    if draft.buyer is None or address is None:
        return draft
    return _with_buyer(draft, replace(draft.buyer, address=address))


def _buyer_nip(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    """Never: the number belongs to another entity, which would find the invoice in KSeF (MF handbook 2, 1.6.4)."""
    del profile
    nip = draft.buyer.nip if draft.buyer else None
    raise Refused("correction-of-nip", nip=nip.digits if nip else "", new=change.new)


def _no_line(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    del profile
    at = _line(draft, change, "name")
    return draft.with_line(at, _none_of(draft.lines[at]))


def _discount(draft: Draft, change: Change, profile: CompanyProfile) -> Draft:
    del profile
    percent = Decimal(change.new)
    if not 0 < percent <= 100:
        raise Refused("discount-percent", value=change.new)
    factor = 1 - percent / 100
    chosen = range(len(draft.lines)) if change.line is None else (_line(draft, change, "name"),)
    for at in chosen:
        line = draft.lines[at]
        draft = draft.with_line(at, replace(line, unit_price=line.unit_price * factor))
    return draft


def _line(draft: Draft, change: Change, name: str) -> int:
    """Which line is meant: by position, by name, by the old value, or because there is no other."""
    count = len(draft.lines)
    if change.line is not None:
        if not 1 <= change.line <= count:
            raise Refused("correction-line", line=str(change.line), count=str(count))
        return change.line - 1
    found: list[int] = list(range(count))
    if count > 1 and change.hint:
        hint = fold(change.hint)
        found = [at for at in found if hint in fold(draft.lines[at].name)]
    if len(found) > 1 and change.old is not None and name in {"quantity", "unit_price"}:
        old = Decimal(change.old)
        found = [at for at in found if old in {getattr(each, name) for each in _states(draft, at)}]
    if len(found) != 1:
        raise Refused("correction-line-unclear", lines=listed(draft))
    return found[0]


def _states(draft: Draft, at: int) -> tuple[Line, ...]:
    """A line as it is on the card, and as it was before the correction."""
    was = draft.correction.before if draft.correction else None
    before = (was.order or was).lines if was else ()
    return (draft.lines[at], *before[at : at + 1])


def _require_old(change: Change, values: set[object], line: str) -> None:
    """What somebody said it was must be what it was, or another invoice is meant."""
    if Decimal(change.old or 0) not in values:
        shown = ", ".join(sorted(str(value) for value in values))
        raise Refused("correction-old-value", said=change.old or "", value=f"{line}: {shown}")


def _with_buyer(draft: Draft, buyer: Buyer) -> Draft:
    """The buyer with other data, and what the original said of it (Podmiot2K)."""
    if draft.correction is None or draft.buyer is None:
        return draft
    was = draft.correction.buyers_before
    before = replace(was[0] if was else draft.buyer, correction_key=None)
    now = replace(buyer, correction_key=None)
    if now == before:
        return replace(draft, buyer=now, correction=replace(draft.correction, buyers_before=()))
    joined = replace(draft.correction, buyers_before=(replace(before, correction_key=_KEY),))
    return replace(draft, buyer=replace(now, correction_key=_KEY), correction=joined)


_HANDLERS: Mapping[What, Callable[[Draft, Change, CompanyProfile], Draft]] = {
    What.QUANTITY: _quantity,
    What.PRICE: _price,
    What.VAT: _vat,
    What.AMOUNT: _amount,
    What.TEXT: _text,
    What.LINE_NAME: _line_name,
    What.BUYER_NAME: _buyer_name,
    What.BUYER_ADDRESS: _buyer_address,
    What.BUYER_NIP: _buyer_nip,
    What.NO_LINE: _no_line,
    What.DISCOUNT: _discount,
}
