"""When somebody else must agree, and who that may be: the author never approves their own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import DEMANDS
from invoicing.services.messages import Channel
from invoicing.services.people.rights import Action, may
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Membership, Person

NOTE = "needs-approval"
"""On a card whose first button asks somebody else."""
Members = Sequence[tuple[Person, Membership]]


def above_limit(draft: Draft, profile: CompanyProfile) -> bool:
    """Whether somebody else must agree: by the gross in PLN, of a correction by how far it goes either way.

    What is worth nobody knows how much is above every limit; a pro forma is no invoice.
    """
    if profile.approval_above is None or not DEMANDS[draft.kind].goes_to_ksef:
        return False
    worth = draft.gross_in_pln
    return worth is None or abs(worth) > profile.approval_above


def require_below_limit(draft: Draft, profile: CompanyProfile) -> None:
    """Let nobody issue alone what needs a second person.

    Raises:
        Refused: approval-needed.
    """
    if above_limit(draft, profile):
        raise Refused("approval-needed", limit=_said(profile.approval_above))


async def approvers(work: UnitOfWork, draft: Draft, asking: Person) -> list[Person]:
    """Who may approve the draft: members with the right who can be asked, and had no part in it.

    Raises:
        Refused: approval-nobody.
    """
    author = await work.drafts.author(draft.id)
    members = await work.people.members(draft.company_id)
    found = [person for person, _ in having_right(members) if person.id not in {author, asking.id}]
    reached = [each for each in found if await work.people.address(each.id, Channel.TELEGRAM) is not None]
    if not reached:
        company = await work.companies.get(draft.company_id)
        raise Refused("approval-nobody", limit=_said(company.profile.approval_above))
    return reached


async def had_no_part(work: UnitOfWork, draft: Draft, person: Person) -> bool:
    """Whether the person neither began the draft nor asked for its approval."""
    asked_by = draft.approval.asked_by if draft.approval else None
    return person.id not in {asked_by, await work.drafts.author(draft.id)}


def having_right(members: Members) -> list[tuple[Person, Membership]]:
    """Those of the members whose role may approve."""
    return [each for each in members if may(each[1].role, Action.APPROVE)]


def left_alone(members: Members) -> list[Person]:
    """Members who may issue and whose invoices nobody else may approve."""
    judges = [person.id for person, _ in having_right(members)]
    issuers = [person for person, membership in members if may(membership.role, Action.ISSUE)]
    return [person for person in issuers if not [each for each in judges if each != person.id]]


def _said(limit: Decimal | None) -> str:
    return str(limit if limit is not None else "")
