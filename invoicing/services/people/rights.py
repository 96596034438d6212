"""Who may do what: one table of roles and actions, for every front end. Reading is open to every member."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from invoicing.model.errors import NotAllowed
from invoicing.services.messages import Json
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Role

_NAMED = 5  # people in a refusal


class Action(StrEnum):
    """What a member wants to do beyond reading."""

    ISSUE = "issue"  # drafts, invoices and corrections, and whatever changes them before KSeF has them
    CONTACTS = "contacts"  # what is remembered of buyers
    SEND_PAPERS = "send-papers"
    MARK_PAID = "mark-paid"
    SETTINGS = "settings"
    KSEF_ACCESS = "ksef-access"
    PEOPLE = "people"
    FREEZE = "freeze"
    TOTAL_FAILURE = "total-failure"  # nobody but the owner says that the Ministry announced one
    OVERRIDE = "override"  # a paper that the law's table does not give
    DRILL = "drill"
    APPROVE = "approve"  # what somebody else wants to issue above the company's amount


_OWNERS = frozenset({Role.OWNER})
_ISSUERS = frozenset({Role.OWNER, Role.ISSUER})
_WORKING = frozenset({Role.OWNER, Role.ISSUER, Role.ACCOUNTANT})

MAY: Mapping[Action, frozenset[Role]] = {
    Action.ISSUE: _ISSUERS,
    Action.CONTACTS: _ISSUERS,
    Action.SEND_PAPERS: _ISSUERS,
    Action.MARK_PAID: _WORKING,
    Action.SETTINGS: _OWNERS,
    Action.KSEF_ACCESS: _OWNERS,
    Action.PEOPLE: _OWNERS,
    Action.FREEZE: _OWNERS,
    Action.TOTAL_FAILURE: _OWNERS,
    Action.OVERRIDE: _OWNERS,
    Action.DRILL: _OWNERS,
    Action.APPROVE: frozenset({Role.OWNER, Role.ACCOUNTANT}),
}


def may(role: Role, action: Action) -> bool:
    """Whether a role reaches that far."""
    return role in MAY[action]


def require(role: Role, action: Action, company: UUID) -> None:
    """Refuse whoever's role does not reach that far.

    Raises:
        NotAllowed: with what was wanted and where, so that the answer can name who may.
    """
    if not may(role, action):
        raise NotAllowed(role=role, action=action, company=str(company))


async def who_may(work: UnitOfWork, error: NotAllowed) -> dict[str, Json]:
    """For a refused member: the roles that reach that far, and who has them; nothing for others."""
    wanted, company = error.details.get("action"), error.details.get("company")
    if wanted is None or company is None:
        return {}
    roles = MAY[Action(wanted)]
    members = await work.people.members(UUID(company))
    names = [person.name for person, membership in members if membership.role in roles]
    profile = (await work.companies.get(UUID(company))).profile
    return {
        "company": profile.seller.name,
        "roles": [role.value for role in Role if role in roles],
        "names": [*names[:_NAMED]],
        "more": max(0, len(names) - _NAMED),
    }
