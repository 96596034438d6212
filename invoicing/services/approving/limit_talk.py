"""/zatwierdzanie: above which amount somebody else must agree; the owner sets it, everybody sees it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import partial

from invoicing.model.errors import InvalidAmount, Refused
from invoicing.services.approving.rules import Members, having_right, left_alone
from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.rights import Action, may
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Company, Event
from invoicing.services.replies import tell
from invoicing.services.talking import Reading

_NAME = r"(?:/zatwierdzanie(?:@\w+)?|zatwierdzani[ea]|zatwierdzaj(?:my)?|approvals?|затвердження)"
_ABOVE = r"(?:(?:od|po ?wyzej|ponad|above|over|понад|вище) )?(?:kwoty )?"
_SET = re.compile(
    rf"(?:ustaw |wlacz |set |увімкни )?{_NAME} (?:faktur )?{_ABOVE}(?P<amount>\d\S*(?: \d{{3}})*.{{0,12}})"
)
_OFF_WORD = r"(?:wylacz(?:one)?|off|nie|bez|вимкни|вимкнути)"
_OFF = re.compile(rf"{_NAME} {_OFF_WORD}|{_OFF_WORD} {_NAME}|turn off {_NAME}|bez zatwierdzania")
_AMOUNT = re.compile(
    r"(?P<whole>\d{1,3}(?:[ .\u00a0]\d{3})+|\d+)(?:[.,](?P<grosze>\d{2}))?"
    r" ?(?P<thousands>k|tys\.?|tysiecy|тис\.?)? ?(?:zl|zlotych|pln|зл)?(?: brutto)?"
)


class ApprovalTalk:
    """Answers what is said about four eyes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = bare(text)
        if re.fullmatch(_NAME, said):
            return _state
        if _OFF.fullmatch(said):
            return partial(self._set, None)
        wanted = _SET.fullmatch(said)
        return partial(self._set, wanted["amount"]) if wanted else None

    async def _set(self, said: str | None, work: UnitOfWork, standing: Standing) -> Reply:
        """Write the amount down, or that there is none; whoever may approve hears of it.

        Raises:
            NotAllowed: only an owner may.
            InvalidAmount: amount-format.
            Refused: approval-alone, there is nobody who could approve anything.
        """
        standing.require(Action.SETTINGS)
        limit = None if said is None else amount_said(said)
        company = await work.companies.locked(standing.company.id)
        members = await work.people.members(company.id)
        if limit is not None and _nobody_could(members):
            raise Refused("approval-alone")
        changed = replace(company, profile=replace(company.profile, approval_above=limit))
        await work.companies.save(changed)
        evidence: dict[str, Json] = {
            "before": _written(company.profile.approval_above),
            "approval_above": _written(limit),
        }
        now, who = self._clock.now(), str(standing.person.id)
        await work.events.add(Event("approval-limit", now, who, company.id, evidence=evidence))
        reply = _rule(changed, members)
        told = replace(reply, data={**reply.data, "by": standing.person.name})
        for person, _ in having_right(members):
            if person.id != standing.person.id:
                await tell(
                    work, person.id, company.id, told, f"approval-limit:{company.id}:{now.isoformat()}"
                )
        return reply


def amount_said(said: str) -> Decimal:
    """Gross in PLN.

    Raises:
        InvalidAmount: amount-format.

    >>> amount_said("5 tys. zl"), amount_said("12 500,50"), amount_said("5.000")
    (Decimal('5000'), Decimal('12500.50'), Decimal('5000'))
    """
    read = _AMOUNT.fullmatch(said.strip())
    if read is None:
        raise InvalidAmount(value=said)
    whole = Decimal(re.sub(r"\D", "", read["whole"]) + (f".{read['grosze']}" if read["grosze"] else ""))
    return whole * 1000 if read["thousands"] else whole


async def _state(work: UnitOfWork, standing: Standing) -> Reply:
    company = await work.companies.get(standing.company.id)
    return _rule(company, await work.people.members(company.id))


def _rule(company: Company, members: Members) -> Reply:
    limit = company.profile.approval_above
    data: dict[str, Json] = {
        "company": company.profile.seller.name,
        "limit": _written(limit),
        "approvers": [person.name for person, _ in having_right(members)],
        "alone": [person.name for person in left_alone(members)],
        "by": None,
    }
    return Reply("approval-rule", data)


def _nobody_could(members: Members) -> bool:
    """Whether there is no issuer at all whose invoices somebody else may approve."""
    issuers = [person for person, membership in members if may(membership.role, Action.ISSUE)]
    return len(left_alone(members)) == len(issuers)


def _written(limit: Decimal | None) -> str | None:
    return None if limit is None else str(limit)
