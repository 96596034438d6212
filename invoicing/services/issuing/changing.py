"""The next version of a draft: what was asked for is filled in, what is said anew takes the old one's place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from invoicing.model.company import CompanyProfile
from invoicing.model.countries import country_of_vat_number
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.model.line import Mark
from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.model.payment import PaymentMethod
from invoicing.model.vat import PriceKind
from invoicing.services.issuing.addresses import address_of
from invoicing.services.issuing.answering import answers_another_gap, names_somebody, tells_who
from invoicing.services.issuing.buyers import WHO, FoundBuyer, guessed_name
from invoicing.services.issuing.lines import UNPRICED, kind_of, marks_of, said_lines
from invoicing.services.issuing.placing import SUPPLY, said_supply, settled
from invoicing.services.issuing.price_kinds import guessed_anew, of_one_kind
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, SaidBuyer, SaidLine, Understood

_PRICE = re.compile(r"\b(cen[aęyą]|price|цін[аиу])\b", re.IGNORECASE)
_OF_BUYER = frozenset({"buyer-name", "buyer-address"})
_BEGINS = re.compile(
    r"(?:prosze |poprosze )?(?:o )?(?:(?:wystaw|zafakturuj|faktur|invoice|issue|bill|вистав|фактур)\w*|fv|рахунок)\b"
)
"""Words an invoice of its own begins with."""


def belongs_to(heard: Understood, draft: Draft, text: str) -> bool:
    """Whether the words go on about the open draft: a change that was asked for, or an answer to its gaps."""
    if heard.intent is Intent.EDIT or asks_for_it(heard):
        return True
    answers = {
        "buyer": names_somebody(heard.buyer) or heard.buyer.kind is not None,
        WHO: tells_who(heard.buyer),
        SUPPLY: said_supply(text) is not None,
        "lines": any(line.name for line in heard.lines),
        "price": any(line.price is not None for line in heard.lines),
        "buyer-name": heard.intent is Intent.OTHER,
        "buyer-address": heard.intent is Intent.OTHER,
    }
    is_whole = any(line.name for line in heard.lines) and (
        names_somebody(heard.buyer) or (bool(draft.lines) and _sells_anew(heard, text))
    )
    talks = heard.intent in {Intent.ISSUE, Intent.OTHER}
    return talks and not is_whole and any(answers.get(gap, False) for gap in draft.gaps)


def _sells_anew(heard: Understood, text: str) -> bool:
    """Reads "wystaw Kowalskiemu za kran 300": another invoice, though nobody knows yet for whom."""
    return _BEGINS.match(fold(text).strip()) is not None and any(
        line.name and line.price is not None for line in heard.lines
    )


def asks_for_it(heard: Understood) -> bool:
    """Whether an invoice is asked for and nothing else is said ("wystaw"): while a draft is open, for that one."""
    said = (heard.lines, heard.due_date, heard.supply_date, heard.payment_method, heard.paid, heard.note)
    return heard.intent is Intent.ISSUE and heard.buyer == SaidBuyer() and not any(said)


def changed(
    draft: Draft, heard: Understood, profile: CompanyProfile, found: FoundBuyer | None, text: str
) -> Draft:
    """The draft with what was said; the same draft when nothing of it was said, or it is not clear of which line.

    Raises:
        Refused: rate-of-exempt-company or exemption-unknown from the profile.
    """
    if not _clear(draft, heard):
        return draft
    buyer = _buyer(draft, heard, found, text)
    newer = replace(with_terms(_with_lines(draft, heard, profile, buyer), heard), buyer=buyer)
    if draft.buyer is None or WHO in draft.missing:
        newer = guessed_anew(newer, profile)
    remembered = (found.send_to,) if found and found.send_to else ()
    if found is not None:
        newer = replace(newer, guessed=_guessed(newer, draft.buyer, found, text))
    if _is_somebody_else(draft, newer.buyer):
        newer = newer.sent_to(heard.buyer.emails or remembered)  # the address was the other one's
    elif draft.buyer is None or WHO in draft.missing:
        newer = newer.sent_to(newer.addresses or remembered)
    newer = settled(newer, profile, found, said_supply(text) if SUPPLY in draft.gaps else None)
    return draft if newer == draft else newer.changed()


def _guessed(draft: Draft, before: Buyer | None, found: FoundBuyer, text: str) -> frozenset[str]:
    """What nobody has said; a name that was put into the nominative stays a guess while nothing better is known."""
    if before is not None and before.name == found.buyer.name and found.known_from == "said":
        return draft.guessed
    return (draft.guessed - {"buyer-name"}) | guessed_name(found, text)


def _is_somebody_else(draft: Draft, now: Buyer | None) -> bool:
    before = draft.buyer
    if before is None or now is None or WHO in draft.missing:
        return False
    numbers = before.nip or before.eu_vat_number, now.nip or now.eu_vat_number
    if any(numbers):
        return numbers[0] != numbers[1]
    return bool(before.name) and before.name != now.name


def _buyer(draft: Draft, heard: Understood, found: FoundBuyer | None, text: str) -> Buyer | None:
    if found is not None:
        return found.buyer
    gap = _OF_BUYER & set(draft.gaps)
    if draft.buyer is None or not gap or heard.lines or answers_another_gap(draft, text):
        return draft.buyer
    name, address = _told(gap, heard, text, _country(draft.buyer))
    return replace(draft.buyer, name=name or draft.buyer.name, address=address or draft.buyer.address)


def _country(buyer: Buyer) -> str | None:
    """Where the buyer's address is when nobody says; None when that must be said."""
    if buyer.eu_vat_number:
        return country_of_vat_number(buyer.eu_vat_number)
    return None if buyer.kind is BuyerKind.NON_EU else "PL"


def _told(
    gap: frozenset[str], heard: Understood, text: str, country: str | None
) -> tuple[str | None, Address | None]:
    """Name and address from an answer to "what is the buyer called, and where": name first, then the address.

    Raises:
        Refused: address-unclear, address-without-country.
    """
    said = heard.buyer
    if heard.intent is not Intent.OTHER:
        return said.name, address_of(said.address or "", said.country or country)
    if "buyer-name" not in gap:
        return None, _with_country(address_of(_with_digits(text), country))
    name, _, rest = text.strip().replace("\n", ",").partition(",")
    return " ".join(name.split()) or None, address_of(_with_digits(rest), country)


def _with_digits(text: str) -> str:
    """Words said where an address was asked for: one without a house number or a postcode goes on no invoice.

    Raises:
        Refused: address-unclear, so that "usługa" or "nie wiem" never becomes somebody's street.
    """
    said = " ".join(text.split())
    if said and not any(map(str.isdecimal, said)):
        raise Refused("address-unclear", value=said)
    return text


def _with_country(address: Address | None) -> Address:
    """An address that was asked for.

    Raises:
        Refused: address-without-country, of a buyer abroad whose country nobody has said.
    """
    if address is None:
        raise Refused("address-without-country")
    return address


def _with_lines(draft: Draft, heard: Understood, profile: CompanyProfile, buyer: Buyer | None) -> Draft:
    said = said_lines(heard, profile, buyer)
    if said.lines and heard.intent is not Intent.EDIT:
        return replace(draft, lines=said.lines, price_kind=said.price_kind)
    priced = [line for line in heard.lines if line.price is not None]
    return _priced(draft, priced) if priced else draft


def _clear(draft: Draft, heard: Understood) -> bool:
    """A change of lines is clear when it is one price for one line; anything else is asked for again, whole."""
    telling = [line for line in heard.lines if line.price is not None or line.quantity != 1 or line.unit]
    if heard.intent is not Intent.EDIT or not telling:
        return True
    (line, *more) = telling
    about_price = line.name is None or _PRICE.search(line.name) is not None
    return not more and about_price and line.quantity == 1 and len(draft.lines) == 1


def _priced(draft: Draft, priced: Sequence[SaidLine]) -> Draft:
    """Prices for the lines that have none, in order; a single line takes a new one."""
    lines, kinds = list(draft.lines), [_kind_so_far(line, draft) for line in draft.lines]
    waiting = [at for at, line in enumerate(lines) if line.unit_price == UNPRICED]
    waiting = waiting or ([0] if len(lines) == 1 else [])
    for at, said in zip(waiting, priced, strict=False):
        bare = lines[at].unmarked(*Mark).marked(*(lines[at].marks & {Mark.VAT}))
        marks = marks_of(said) - {Mark.VAT}
        lines[at] = replace(bare, unit_price=said.price or UNPRICED).marked(*marks)
        kinds[at] = kind_of(said)
    done, kind = of_one_kind(lines, kinds, draft.price_kind)
    return replace(draft, lines=done, price_kind=kind)


def _kind_so_far(line: Line, draft: Draft) -> PriceKind | None:
    """Net or gross, where somebody said it of this line before."""
    return None if line.unit_price == UNPRICED or Mark.PRICE_KIND in line.marks else draft.price_kind


def with_terms(draft: Draft, heard: Understood) -> Draft:
    """The draft with the terms that were said; what was not said stays."""
    said = {"due_date": heard.due_date, "supply_date": heard.supply_date}
    terms = paid_at_once(draft, heard.payment_method) if heard.payment_method else draft
    terms = terms.sent_to(heard.buyer.emails or terms.addresses)
    return replace(
        terms,
        due_date=heard.due_date or terms.due_date,
        supply_date=heard.supply_date or draft.supply_date,
        paid=heard.paid or draft.paid,
        split_payment=heard.split_payment or draft.split_payment,
        note=heard.note or draft.note,
        guessed=terms.guessed - {name for name, value in said.items() if value},
    )


def paid_at_once(draft: Draft, method: PaymentMethod) -> Draft:
    """The draft paid by that method; a term that nobody said falls away where money changes hands at once."""
    if method.at_once and "due_date" in draft.guessed:
        return replace(draft, payment_method=method, due_date=None, guessed=draft.guessed - {"due_date"})
    return replace(draft, payment_method=method)
