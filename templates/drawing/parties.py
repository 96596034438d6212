"""Parties as cards: who they are, where, by which numbers, and in which role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from invoicing.model.document import (
    AddressView,
    AuthorizedEntityView,
    BuyerView,
    DocumentView,
    PartyView,
    SellerView,
    ThirdPartyView,
)
from templates.drawing.blocks import Block, cards
from templates.sheet import Sheet, line
from templates.values import grouped_nip

_YES = "1"


def party(who: PartyView, heading: str, sheet: Sheet, more: Iterable[str] = ()) -> dict[str, Any]:
    """A card: heading, name, lines of address and numbers, ways to reach it."""
    lines = [*address_lines(who.address, sheet), *_numbers(who, sheet), *_posted(who, sheet), *more]
    ways = (way for each in who.contacts for way in (each.email, each.phone))
    return {
        "heading": heading,
        "name": line(who.name),
        "lines": [line(each) for each in lines if each],
        "contacts": [line(way) for way in ways if way],
    }


def seller(who: SellerView, sheet: Sheet) -> dict[str, Any]:
    """Podmiot1."""
    status = sheet.code("StatusInfoPodatnika", who.status)
    return party(who, sheet.words("seller"), sheet, [status])


def buyer(who: BuyerView, sheet: Sheet) -> dict[str, Any]:
    """Podmiot2; a "no" of the flags JST and GV needs no word."""
    flags = (("JST", who.local_government_unit), ("GV", who.vat_group))
    return party(
        who, sheet.words("buyer"), sheet, [sheet.field(name) for name, flag in flags if flag == _YES]
    )


def others(view: DocumentView, sheet: Sheet) -> list[Block]:
    """Podmiot3 and PodmiotUpowazniony."""
    found = [_third(each, sheet) for each in view.third_parties]
    if view.authorized_entity is not None:
        found.append(_authorized(view.authorized_entity, sheet))
    return cards(found)


def address_lines(address: AddressView | None, sheet: Sheet) -> list[str]:
    """An address with the country's code and, where it has one, its location number."""
    if address is None:
        return []
    gln = f"{sheet.field('gln')} {address.gln}" if address.gln else ""
    return [each for each in (*address.lines, gln) if each]


def _numbers(who: PartyView, sheet: Sheet) -> Iterator[str]:
    for kind, value in who.identifiers:
        yield f"{sheet.words(kind)} {grouped_nip(value) if kind == 'nip' else value}"
    if who.correction_key:
        yield f"{sheet.field('correction_key')} {who.correction_key}"
    if who.no_id == _YES:
        yield sheet.field("no_id")


def _posted(who: PartyView, sheet: Sheet) -> Iterator[str]:
    lines = address_lines(who.correspondence_address, sheet)
    if lines:
        yield f"{sheet.field('correspondence')}: {', '.join(lines)}"


def _third(who: ThirdPartyView, sheet: Sheet) -> dict[str, Any]:
    role = sheet.code("Rola", who.role) or who.role_description or sheet.field("third_party")
    share = f"{sheet.field('share')} {sheet.number(who.share, 0)}%" if who.share else ""
    return party(who, line(role), sheet, [share])


def _authorized(who: AuthorizedEntityView, sheet: Sheet) -> dict[str, Any]:
    return party(who, sheet.code("RolaPU", who.role) or sheet.field("authorized_entity"), sheet)
