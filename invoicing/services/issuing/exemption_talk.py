"""/zwolnienie: by which provision the company sells exempt from VAT; the owner says it once, invoices bear it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from invoicing.model.company import CompanyProfile, VatExemption, VatStatus
from invoicing.model.errors import InvalidValue, Refused
from invoicing.services.companies import Standing
from invoicing.services.messages import Json, Reply
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Role
from invoicing.services.replies import tell
from invoicing.services.talking import Reading

_SAID = re.compile(
    r"\s*(?:/zwolnienie(?:@\w+)?|podstaw[aę](?: prawn[aą])? zwolnienia(?: z vat)?(?: to)?"
    r"|(?:legal )?basis of (?:the )?exemption)(?:\s*[:,-]\s*|\s+|$)(?P<basis>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OFF = frozenset({"usun", "wylacz", "nie", "bez", "off", "remove", "вимкни"})
_ARTICLE = re.compile(r"(?:\bart\.?|\bartykul|§|\bpar\.?) ?\d")
_FIELDS = ((re.compile(r"dyrektyw|directive"), "P_19B"), (re.compile(r"ustaw|rozporzadz|\bvat\b"), "P_19A"))


class ExemptionTalk:
    """Answers what is said about the legal basis of an exemption."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = _SAID.fullmatch(text)
        if said is None:
            return None
        words = " ".join(said["basis"].split()).strip(' „”"')
        if not words:
            return self._state
        return partial(self._set, None if fold(words).strip(" .!") in _OFF else basis_of(words))

    async def _state(self, work: UnitOfWork, standing: Standing) -> Reply:
        company = await work.companies.get(standing.company.id)
        return _rule(company.profile)

    async def _set(self, basis: VatExemption | None, work: UnitOfWork, standing: Standing) -> Reply:
        """Write it down for every invoice from now on; the other owners hear of it.

        Raises:
            NotAllowed: only an owner may.
            Refused: exemption-of-exempt-company, one that charges no VAT at all cannot do without.
        """
        standing.require(Action.SETTINGS)
        company = await work.companies.locked(standing.company.id)
        if basis is None and company.profile.vat_status is VatStatus.EXEMPT:
            raise Refused("exemption-of-exempt-company")
        changed = replace(company, profile=replace(company.profile, exemption=basis))
        await work.companies.save(changed)
        now, who = self._clock.now(), standing.person
        evidence: dict[str, Json] = {
            "basis": basis.text if basis else None,
            "field": basis.field if basis else None,
        }
        await work.events.add(Event("exemption-basis", now, str(who.id), company.id, evidence=evidence))
        reply = _rule(changed.profile)
        told = replace(reply, data={**reply.data, "by": who.name})
        for person, membership in await work.people.members(company.id):
            if membership.role is Role.OWNER and person.id != who.id:
                await tell(work, person.id, company.id, told, f"exemption:{company.id}:{now.isoformat()}")
        return reply


def basis_of(words: str) -> VatExemption:
    """The provision, and its field: of the act P_19A, of the directive P_19B, any other P_19C (art. 106e ust. 1 pkt 19).

    Raises:
        InvalidValue: exemption-basis, no article is named; text-too-long.

    >>> basis_of("art. 43 ust. 1 pkt 18 ustawy o VAT").field, basis_of("art. 132 dyrektywy 2006/112/WE").field
    ('P_19A', 'P_19B')
    """
    said = fold(words)
    if not _ARTICLE.search(said):
        raise InvalidValue("exemption-basis")
    field = next((name for pattern, name in _FIELDS if pattern.search(said)), "P_19C")
    return VatExemption(words, field)


def _rule(profile: CompanyProfile) -> Reply:
    basis = profile.exemption
    return Reply(
        "exemption-basis",
        {
            "company": profile.seller.name,
            "basis": basis.text if basis else None,
            "field": basis.field if basis else None,
            "exempt": profile.vat_status is VatStatus.EXEMPT,
            "by": None,
        },
    )
