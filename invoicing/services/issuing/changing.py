"""The next version of a draft: what was asked for is filled in, what is said anew takes the old one's place."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft, Line
from invoicing.model.party import Address, Buyer
from invoicing.services.issuing.buyers import FoundBuyer, address_of
from invoicing.services.issuing.lines import UNPRICED, said_kind, said_lines, unpriced
from invoicing.services.parsing.understood import Intent, SaidBuyer, Understood

_PRICE = re.compile(r"\b(cen[aęyą]|price|цін[аиу])\b", re.IGNORECASE)
_OF_BUYER = frozenset({"buyer-name", "buyer-address"})


def belongs_to(heard: Understood, draft: Draft) -> bool:
    """Whether the words go on about the open draft: a change that was asked for, or an answer to its gaps."""
    if heard.intent is Intent.EDIT or asks_for_it(heard):
        return True
    answers = {
        "buyer": heard.buyer.nip is not None,
        "lines": any(line.name for line in heard.lines),
        "price": any(line.price is not None for line in heard.lines),
        "buyer-name": heard.intent is Intent.OTHER,
        "buyer-address": heard.intent is Intent.OTHER,
    }
    is_whole = heard.buyer.nip is not None and any(line.name for line in heard.lines)
    talks = heard.intent in {Intent.ISSUE, Intent.OTHER}
    return talks and not is_whole and any(answers.get(gap, False) for gap in draft.gaps)


def asks_for_it(heard: Understood) -> bool:
    """Whether an invoice is asked for and nothing else is said ("wystaw"): while a draft is open, for that one."""
    said = (heard.lines, heard.due_date, heard.supply_date, heard.payment_method, heard.paid, heard.note)
    return heard.intent is Intent.ISSUE and heard.buyer == SaidBuyer() and not any(said)


def changed(
    draft: Draft, heard: Understood, profile: CompanyProfile, found: FoundBuyer | None, text: str
) -> Draft:
    """The draft with what was said; the same draft when nothing of it was said, or it is not clear of which line.

    Raises:
        Refused: price-kinds-mixed; rate-of-exempt-company or exemption-unknown from the profile.
    """
    if not _clear(draft, heard):
        return draft
    newer = _with_terms(_with_lines(draft, heard, profile), heard)
    newer = replace(newer, buyer=_buyer(draft, heard, found, text))
    remembered = found.send_to if found else None
    if _is_somebody_else(draft.buyer, newer.buyer):
        newer = replace(newer, send_to=heard.buyer.email or remembered)  # the address was the other one's
    elif draft.buyer is None:
        newer = replace(newer, send_to=newer.send_to or remembered)
    if newer == draft:
        return draft
    return newer.changed(missing=unpriced(newer.lines))


def _is_somebody_else(before: Buyer | None, now: Buyer | None) -> bool:
    return before is not None and now is not None and before.nip != now.nip


def _buyer(draft: Draft, heard: Understood, found: FoundBuyer | None, text: str) -> Buyer | None:
    if found is not None:
        return found.buyer
    gap = _OF_BUYER & set(draft.gaps)
    if draft.buyer is None or not gap or heard.lines:
        return draft.buyer
    name, address = _told(gap, heard, text)
    return replace(draft.buyer, name=name or draft.buyer.name, address=address or draft.buyer.address)


def _told(gap: frozenset[str], heard: Understood, text: str) -> tuple[str | None, Address | None]:
    """Name and address from an answer to "what is the buyer called, and where": name first, then the address."""
    said = heard.buyer
    if heard.intent is not Intent.OTHER:
        return said.name, address_of(said.address or "")
    if "buyer-name" not in gap:
        return None, address_of(text)
    name, _, rest = text.strip().replace("\n", ",").partition(",")
    return " ".join(name.split()) or None, address_of(rest)


def _with_lines(draft: Draft, heard: Understood, profile: CompanyProfile) -> Draft:
    said = said_lines(heard, profile)
    if said.lines and heard.intent is not Intent.EDIT:
        guessed = (draft.guessed - {"vat", "price_kind", "price"}) | said.guessed
        return replace(draft, lines=said.lines, price_kind=said.price_kind, guessed=guessed)
    prices = [line.price for line in heard.lines if line.price is not None]
    if not prices:
        return draft
    kind = said_kind(heard.lines) or draft.price_kind
    return replace(draft, lines=_priced(draft.lines, prices), price_kind=kind)


def _clear(draft: Draft, heard: Understood) -> bool:
    """A change of lines is clear when it is one price for one line; anything else is asked for again, whole."""
    telling = [line for line in heard.lines if line.price is not None or line.quantity != 1 or line.unit]
    if heard.intent is not Intent.EDIT or not telling:
        return True
    (line, *more) = telling
    about_price = line.name is None or _PRICE.search(line.name) is not None
    return not more and about_price and line.quantity == 1 and len(draft.lines) == 1


def _priced(lines: tuple[Line, ...], prices: list[Decimal]) -> tuple[Line, ...]:
    """Prices for the lines that have none, in order; a single line takes a new one."""
    waiting = [line for line in lines if line.unit_price == UNPRICED] or (lines if len(lines) == 1 else ())
    new = dict(zip(map(id, waiting), prices, strict=False))
    return tuple(replace(line, unit_price=new.get(id(line), line.unit_price)) for line in lines)


def _with_terms(draft: Draft, heard: Understood) -> Draft:
    said = {"due_date": heard.due_date, "supply_date": heard.supply_date}
    return replace(
        draft,
        due_date=heard.due_date or draft.due_date,
        supply_date=heard.supply_date or draft.supply_date,
        payment_method=heard.payment_method or draft.payment_method,
        paid=heard.paid or draft.paid,
        split_payment=heard.split_payment or draft.split_payment,
        send_to=heard.buyer.email or draft.send_to,
        note=heard.note or draft.note,
        guessed=draft.guessed - {name for name, value in said.items() if value},
    )
