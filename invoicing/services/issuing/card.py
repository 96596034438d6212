"""A draft as the data of its card: amounts as decimal strings, dates as ISO, codes for the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.content import Content
from invoicing.model.eu_vat_check import EuVatCheck
from invoicing.model.invoice import Draft, Line
from invoicing.model.kinds import DEMANDS
from invoicing.model.line import GUESSES, Mark
from invoicing.model.party import Buyer
from invoicing.services.advances.card import advance_data, settled_data
from invoicing.services.approving.rules import NOTE, above_limit
from invoicing.services.contacts.records import KnownBuyer
from invoicing.services.correcting.card import correction_data
from invoicing.services.correcting.replacing import second_of
from invoicing.services.eu_numbers.checking import check_data
from invoicing.services.figures import plain, price
from invoicing.services.issuing.choosing import warnings, who_buttons
from invoicing.services.issuing.price_kinds import other_kind, said_price
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.modes.card import issue_buttons, mode_data
from invoicing.services.modes.facts import Facts
from invoicing.services.replies import cancel

_MOST, _IN_A_ROW = 30, 2
_LONGEST_LABEL = 24  # characters of a name on a button


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a card besides the draft.

    Attributes:
        profile: of the seller.
        today: Warsaw date, which the invoice would bear.
        facts: what the mode is proposed by; None while nobody has looked.
        known_from: where name and address of the buyer come from: register, book, said, or None.
        vat_status: of the buyer, as the register spells it.
        notes: codes of things to know before the tap.
        choices: known buyers of whom one may be meant.
    """

    profile: CompanyProfile
    today: date
    facts: Facts | None = None
    known_from: str | None = None
    vat_status: str | None = None
    notes: tuple[str, ...] = ()
    choices: tuple[KnownBuyer, ...] = ()


def noting(backing: Backing, code: str | None) -> Backing:
    """What stands behind it, with one thing more to know."""
    return replace(backing, notes=(*backing.notes, code)) if code else backing


def currency_note(before: Draft, after: Draft) -> str | None:
    """What to know when the currency is another than a moment ago: the numbers are the same."""
    return "currency-changed" if before.lines and before.currency != after.currency else None


def card(draft: Draft, backing: Backing) -> Reply:
    """The card to decide on, or, while something is missing, what is known and what to say."""
    data = card_data(draft, backing)
    tag = f"draft:{draft.id}"
    if draft.asked is not None:
        return Reply("which-line", {**data, "asked": draft.asked}, options=_lines(draft), tag=tag)
    if draft.gaps:
        undo = [Option("undo", choice=Choice("undo", draft.id, draft.version))] if draft.previous else []
        last = (*undo, cancel(draft.id, draft.version))
        rows = (*who_buttons(draft, backing.choices), last)
        return Reply("draft-incomplete", data, options=rows, tag=tag)
    return Reply("draft-card", data, options=issue_buttons(draft, backing.facts), tag=tag)


def called(draft: Draft, position: int) -> str:
    """A line on a button: its position and the beginning of its name."""
    name = draft.lines[position - 1].name
    short = name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1].rstrip() + "…"
    return f"{position}. {short}"


def _lines(draft: Draft) -> tuple[tuple[Option, ...], ...]:
    """A button for each line, and the way back to the card; lines beyond are named in words."""
    positions = range(1, min(len(draft.lines), _MOST) + 1)
    buttons = [
        Option("line", choice=Choice(f"line-{at}", draft.id, draft.version), about=called(draft, at))
        for at in positions
    ]
    rows = tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
    return (*rows, (Option("back", choice=Choice("back", draft.id, draft.version)),))


def card_data(draft: Draft, backing: Backing) -> dict[str, Json]:
    """Everything a card can show."""
    profile, totals = backing.profile, draft.totals
    return {
        "draft": str(draft.id),
        "version": draft.version,
        "kind": draft.kind.value,
        "seller": {"name": profile.seller.name, "nip": profile.seller.nip.digits},
        "buyer": _buyer(draft.buyer, backing, draft.eu_check) if draft.buyer else None,
        "lines": [_line(line, draft) for line in draft.lines],
        "price_kind": draft.price_kind.value,
        "totals": [
            {"rate": each.rate.value, "net": str(each.net), "vat": str(each.vat), "gross": str(each.gross)}
            for each in totals.per_rate
        ],
        "net": str(totals.net),
        "vat": str(totals.vat),
        "gross": str(totals.gross),
        "currency": draft.currency,
        "exchange_rate": _exchange(draft),
        "issue_date": backing.today.isoformat(),
        "supply_date": draft.supply_date.isoformat() if draft.supply_date else None,
        "due_date": draft.due_date.isoformat() if draft.due_date else None,
        "payment_method": draft.payment_method.value,
        "paid": draft.paid,
        "split_payment": draft.split_payment,
        "bank_account": profile.bank_account,
        "send_to": draft.send_to,
        "also_to": [*draft.also_to],
        "note": draft.note,
        "guessed": [*sorted(draft.doubts)],
        "missing": [*draft.gaps],
        "problems": [],
        "notes": [*backing.notes, *warnings(draft), *([NOTE] if above_limit(draft, profile) else [])],
        "mode": mode_data(draft, backing.facts)
        if backing.facts and DEMANDS[draft.kind].goes_to_ksef
        else None,
        "correction": correction_data(draft),
        "replacement": _replacement(draft, backing),
        "advance": advance_data(draft),
        "settles": settled_data(draft),
    }


def _replacement(draft: Draft, backing: Backing) -> dict[str, Json] | None:
    """The new invoice that is issued with a correction to zero."""
    new = second_of(draft, backing.profile, backing.today)
    if new is None:
        return None
    totals = new.totals
    return {
        "kind": new.kind.value,
        "buyer": _buyer(new.buyer, backing, None) if new.buyer else None,
        "lines": [line.name for line in new.lines],
        "net": str(totals.net),
        "vat": str(totals.vat),
        "gross": str(totals.gross),
        "due_date": new.due_date.isoformat() if new.due_date else None,
        "paid": new.paid,
        "send_to": new.send_to,
    }


def _exchange(draft: Draft) -> dict[str, Json] | None:
    rate = draft.exchange_rate
    if rate is None:
        return None
    taxed = Content(draft.lines, draft.price_kind, exchange_rate=rate).vat_in_pln
    return {
        "rate": format(rate.rate, "f"),
        "source": rate.source,
        "published_on": rate.published_on.isoformat(),
        "vat": str(sum(taxed.values(), Decimal("0.00"))) if taxed else None,
    }


def _buyer(buyer: Buyer, backing: Backing, check: EuVatCheck | None) -> dict[str, Json]:
    address = buyer.address
    return {
        "name": buyer.name or None,
        "nip": buyer.nip.digits if buyer.nip else None,
        "eu_vat_number": buyer.eu_vat_number,
        "kind": buyer.kind.value,
        "country": address.country if address else None,
        "address": [line for line in (address.line1, address.line2) if line] if address else [],
        "known_from": backing.known_from or ("vies" if check and buyer.name == check.name else None),
        "vies": check_data(check),
        "vat_status": backing.vat_status,
    }


def _line(line: Line, draft: Draft) -> dict[str, Json]:
    priced = _priced(line, draft)
    said = said_price(line, draft.price_kind)
    # net or gross is all the same where there is no tax
    marks = line.marks if line.percent else line.marks - {Mark.PRICE_KIND}
    return {
        "name": line.name,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "unit_price": price(line.unit_price) if priced else None,
        "value": str(line.value) if priced else None,
        "vat_rate": line.vat_rate.value,
        "discount": str(line.discount) if line.discount else None,
        "guessed": [*sorted(marks & GUESSES)],
        "price_kind": other_kind(draft.price_kind).value if Mark.MIXED in line.marks else None,
        "said": {"price": price(said[0]), "kind": said[1].value} if said and line.percent else None,
    }


def _priced(line: Line, draft: Draft) -> bool:
    return bool(line.unit_price) or "price" not in draft.missing
