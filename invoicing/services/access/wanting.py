"""A draft that must go to KSeF in a company that cannot get in: what to do about it, and the way back to the draft."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.model.kinds import DEMANDS
from invoicing.services.access.certificates import wallet_of
from invoicing.services.access.page import page_button
from invoicing.services.access.signing import ACTION as SIGN
from invoicing.services.access.signing import newest
from invoicing.services.access.way_in import WayIn, way_in
from invoicing.services.companies import require_member
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.ways import IssueWay
from invoicing.services.people.rights import Action, may
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Company, Person, Role
from invoicing.services.replies import stale, tell

_LOOKED_AT = 5  # drafts of a person, the newest first
_LONGEST = 24  # characters of a buyer's name on a button


class AccessWanted:
    """The button that stands where "issue" would: ways in for an owner; whoever is none has the owners told."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.buttons = {IssueWay.ACCESS.value: self._tapped}

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """What to do; the draft stays as it is.

        Raises:
            NotAllowed: no member, or one who may not issue.
        """
        draft = await work.drafts.get(choice.subject) if choice.subject else None
        if draft is None or draft.status is not DraftStatus.OPEN:
            return stale()
        standing = await require_member(work, person, draft.company_id)
        standing.require_issuer()
        now, company = self._clock.now(), standing.company
        way = await way_in(work, company.id, await wallet_of(work, company.id), now)
        if way.is_open:
            facts = await facts_of(work, company, now)
            return card(draft, Backing(company.profile, facts.today, facts))
        owner = standing.may(Action.KSEF_ACCESS)
        owners = await _owners(work, company.id)
        said = _about(way, company)
        if not owner:
            await _ask_owners(work, owners, draft, said | {"by": person.name}, now)
        data = said | {"owner": owner, "owners": [each.name for each in owners]}
        tag = f"access-needed:{draft.id}"  # a message of its own: the card stays
        options = await _ways(work, company.id) if owner else ()
        return Reply("access-needed", data, options=options, tag=tag, replaces=tag)


async def go_on(work: UnitOfWork, company_id: UUID, person_id: UUID) -> tuple[tuple[Option, ...], ...]:
    """The button back to the draft that somebody could not issue; none where there is no such draft."""
    draft = await _waiting(work, company_id, person_id)
    if draft is None:
        return ()
    name = (draft.buyer.name if draft.buyer else "") or str(draft.totals.gross)
    about = name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"
    choice = Choice("show", draft.id, draft.version)
    return ((Option("draft-go-on", choice=choice, about=about, style=Style.PRIMARY),),)


async def tell_who_waits(work: UnitOfWork, company: Company, besides: UUID, cause: str) -> None:
    """The company gets in now: everybody whose draft could not be issued is shown the way back to it."""
    for person, membership in await work.people.members(company.id):
        if person.id == besides or not may(membership.role, Action.ISSUE):
            continue
        options = await go_on(work, company.id, person.id)
        if options:
            reply = Reply("access-there", {"company": company.profile.seller.name}, options=options)
            await tell(work, person.id, company.id, reply, f"access-there:{cause}")


async def _waiting(work: UnitOfWork, company_id: UUID, person_id: UUID) -> Draft | None:
    """The newest draft that lacks nothing but the way into KSeF."""
    found = await work.drafts.open_of(person_id, company_id, _LOOKED_AT)
    whole = (draft for draft in found if draft.status is DraftStatus.OPEN and not draft.gaps)
    return next((draft for draft in whole if DEMANDS[draft.kind].goes_to_ksef), None)


async def _ask_owners(
    work: UnitOfWork, owners: list[Person], draft: Draft, said: dict[str, Json], now: datetime
) -> None:
    """Once a day for a draft, however often it is tapped."""
    data: dict[str, Json] = said | {
        "buyer": (draft.buyer.name if draft.buyer else None) or None,
        "gross": str(draft.totals.gross),
        "currency": draft.currency,
    }
    reply = Reply("access-wanted", data, options=await _ways(work, draft.company_id))
    for owner in owners:
        await tell(work, owner.id, draft.company_id, reply, f"access-wanted:{draft.id}:{now.date()}")


async def _ways(work: UnitOfWork, company: UUID) -> tuple[tuple[Option, ...], ...]:
    """A file to be signed, or the one-time page for what is there already."""
    sign = Choice(SIGN, company, await newest(work, company))
    return ((Option("access-sign", choice=sign, style=Style.PRIMARY),), (page_button(company),))


async def _owners(work: UnitOfWork, company: UUID) -> list[Person]:
    return [person for person, each in await work.people.members(company) if each.role is Role.OWNER]


def _about(way: WayIn, company: Company) -> dict[str, Json]:
    return {
        "company": company.profile.seller.name,
        "door": way.door.value,
        "ended": way.ended.isoformat() if way.ended else None,
    }
