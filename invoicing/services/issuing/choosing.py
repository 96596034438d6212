"""Buttons that say who the buyer is, and what a card warns of when the buyer is no Polish firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft
from invoicing.model.party import Address, Buyer, BuyerKind
from invoicing.model.place_of_supply import ABROAD, Supply
from invoicing.services.contacts.records import KnownBuyer
from invoicing.services.eu_numbers.checking import notes_of
from invoicing.services.issuing.buyers import WHO, known_by_name
from invoicing.services.issuing.placing import SUPPLY, settled
from invoicing.services.issuing.price_kinds import guessed_anew
from invoicing.services.messages import Choice, Option
from invoicing.services.ports import UnitOfWork

PRIVATE, ORGANISATION = "buyer-consumer", "buyer-no-nip"
"""Actions of the buttons under a card that asks what kind of buyer it is."""
KINDS = {PRIVATE: BuyerKind.CONSUMER, ORGANISATION: BuyerKind.NO_NIP}
SOLD = {"sold-services": Supply.SERVICES, "sold-goods": Supply.GOODS}
"""Actions of the buttons that say what is sold to a buyer abroad."""
MIXED = "price-kind"
"""The gap of a draft with net and gross prices that do not come out in grosze."""
_ALL_AS = (("all-net", "kind-net"), ("all-gross", "kind-gross"))
PICK = "pick-"
"""Begins the action of a button with a known buyer; the first letters of its id follow."""
_LETTERS = 12  # of an id: with those of the draft they fit into 64 bytes
_LONGEST_LABEL = 60  # characters


def who_buttons(draft: Draft, choices: Sequence[KnownBuyer]) -> tuple[tuple[Option, ...], ...]:
    """Known buyers of that name, one a row; then the kinds of somebody new. Nothing while it is clear who buys."""
    if MIXED in draft.gaps:
        return (tuple(Option(all_as, choice=_choice(draft, action)) for all_as, action in _ALL_AS),)
    if WHO not in draft.gaps:
        return _sold_buttons(draft)
    known = tuple(
        (Option("known-buyer", choice=_choice(draft, action_of(each.id)), about=_words(each.buyer)),)
        for each in choices
    )
    private = Option("buyer-consumer", choice=Choice("buyer-consumer", draft.id, draft.version))
    organisation = Option("buyer-no-nip", choice=Choice("buyer-no-nip", draft.id, draft.version))
    return (*known, (private, organisation))


def _sold_buttons(draft: Draft) -> tuple[tuple[Option, ...], ...]:
    if SUPPLY not in draft.gaps:
        return ()
    services = Option("sold-services", choice=Choice("sold-services", draft.id, draft.version))
    goods = Option("sold-goods", choice=Choice("sold-goods", draft.id, draft.version))
    return ((services, goods),)


def action_of(known: UUID) -> str:
    """The action of the button that picks a known buyer."""
    return PICK + known.hex[:_LETTERS]


def tells_who(action: str) -> bool:
    """Whether the action of a button says who the buyer is."""
    return action in KINDS or action in SOLD or action.startswith(PICK)


async def told_who(work: UnitOfWork, draft: Draft, action: str, profile: CompanyProfile) -> Draft:
    """The next version after such a button; the same draft where it asks no more, or the known buyer is gone."""
    if action in SOLD:
        return settled(draft, profile, supply=SOLD[action]).changed() if SUPPLY in draft.gaps else draft
    if WHO not in draft.gaps:
        return draft
    if action in KINDS:
        return settled(guessed_anew(of_kind(draft, KINDS[action]), profile), profile)
    picked = [known for known in await choices_of(work, draft) if action_of(known.id) == action]
    return settled(guessed_anew(with_known(draft, picked[0]), profile), profile) if picked else draft


def of_kind(draft: Draft, kind: BuyerKind) -> Draft:
    """The next version with a buyer of that kind; name and address stay."""
    buyer = draft.buyer or Buyer(kind, "")
    missing = tuple(gap for gap in draft.missing if gap != WHO)
    return draft.changed(buyer=Buyer(kind, buyer.name, buyer.address), missing=missing)


def with_known(draft: Draft, known: KnownBuyer) -> Draft:
    """The next version with a buyer that was picked."""
    missing = tuple(gap for gap in draft.missing if gap != WHO)
    send_to = draft.send_to or known.buyer.email
    return draft.changed(
        buyer=replace(known.buyer, address=_newer(draft, known)),
        missing=missing,
        send_to=send_to,
        guessed=draft.guessed - {"buyer-name"},
    )


async def choices_of(work: UnitOfWork, draft: Draft) -> tuple[KnownBuyer, ...]:
    """Whom the name on a draft may mean, while it is not clear."""
    if WHO not in draft.gaps or draft.buyer is None or not draft.buyer.name:
        return ()
    return tuple(await known_by_name(work, draft.company_id, draft.buyer.name))


def warnings(draft: Draft) -> tuple[str, ...]:
    """Codes of what to know of this buyer before the tap."""
    buyer = draft.buyer
    if buyer is None:
        return ()
    found = {
        "polish-tax-abroad": buyer.kind in ABROAD and any(line.vat_rate.shows_tax for line in draft.lines),
    }
    return (*notes_of(draft), *(code for code, holds in found.items() if holds))


def _choice(draft: Draft, action: str) -> Choice:
    return Choice(action, draft.id, draft.version)


def _newer(draft: Draft, known: KnownBuyer) -> Address | None:
    said = draft.buyer.address if draft.buyer else None
    return said or known.buyer.address


def _words(buyer: Buyer) -> str:
    number = buyer.nip.digits if buyer.nip else buyer.eu_vat_number
    place = number or (buyer.address.line1 if buyer.address else None)
    words = f"{buyer.name} ({place})" if place else buyer.name
    return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + "…"
