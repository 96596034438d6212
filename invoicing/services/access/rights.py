"""What a certificate or token that was handed in may do at KSeF: tried at once, and a missing right is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from invoicing.model.errors import LatarnikError, Refused
from invoicing.services.access.page import page_button, page_tag
from invoicing.services.access.signing_jobs import CheckRights
from invoicing.services.access.wanting import go_on
from invoicing.services.messages import Json, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event, Person, Role
from invoicing.services.replies import tell

NEEDED = ("InvoiceWrite", "InvoiceRead")
"""Permissions without which Latarnik is of no use (API, section "Uprawnienia")."""
CHECKED, CHECKING, UNKNOWN = "well", "checking", "unknown"
"""What the message about the hand-in says of them; unknown where KSeF lets in and does not tell."""
_OWNER = "Owner"


class Entry(Protocol):
    """Logs in with what was handed in."""

    async def what_it_may(self, company_id: UUID, *, by_token: bool) -> frozenset[str]:
        """What may be done with it, in KSeF's words; empty when it does not tell.

        Raises:
            Unavailable: KSeF is silent.
            Refused: it does not let it in.
        """


class CheckingRights:
    """Keeps `CheckRights`."""

    def __init__(self, units: UnitsOfWork, clock: Clock, entry: Entry) -> None:
        self._units, self._clock, self._entry = units, clock, entry

    async def __call__(self, job: CheckRights) -> None:
        """Try it, and tell what came of it.

        Raises:
            Unavailable: KSeF is silent; the message says that it is being looked at.
        """
        refused: LatarnikError | None = None
        permissions: frozenset[str] = frozenset()
        try:
            permissions = await self._entry.what_it_may(job.company_id, by_token=job.what == "token")
        except Refused as why:
            refused = why
        missing = lacking(permissions)
        async with self._units() as work:
            evidence: dict[str, Json] = {"missing": [*missing], "reason": refused.reason if refused else None}
            who = str(job.person_id)
            await work.events.add(
                Event("rights-checked", self._clock.now(), who, job.company_id, evidence=evidence)
            )
            if refused is not None or missing:
                await _tell_trouble(work, job, missing, refused)
            else:
                await tell_received(work, job, CHECKED if permissions else UNKNOWN)
            await work.jobs.finish(job.key)


def lacking(permissions: frozenset[str]) -> tuple[str, ...]:
    """Which permissions are missing; none when KSeF does not tell.

    >>> lacking(frozenset({"InvoiceRead"})), lacking(frozenset())
    (('InvoiceWrite',), ())
    """
    if not permissions or _OWNER in permissions:
        return ()
    return tuple(each for each in NEEDED if each not in permissions)


async def tell_received(work: UnitOfWork, job: CheckRights, rights: str | None) -> None:
    """Every owner hears of a hand-in at once: whoever did not expect it can act. Later it says what it may do."""
    name, owners = await _owners(work, job)
    by = next((person.name for person in owners if person.id == job.person_id), "")
    tag = page_tag(job.link_id)
    said: dict[str, Json] = {
        "what": job.what,
        "until": job.until.isoformat(),
        "foreign_nip": job.foreign_nip,
        "company": name,
        "by": by,
        "rights": rights,
    }
    stage = "" if rights in {None, CHECKING} else ":checked"
    for person in owners:
        you = person.id == job.person_id
        options = await go_on(work, job.company_id, person.id) if job.opened and you else ()
        reply = Reply("access-received", {**said, "you": you}, options=options, tag=tag, replaces=tag)
        await tell(work, person.id, job.company_id, reply, f"access-received:{job.link_id}{stage}")


async def _tell_trouble(
    work: UnitOfWork, job: CheckRights, missing: Sequence[str], refused: LatarnikError | None
) -> None:
    """A message of its own, which is heard: with it alone nothing will be issued."""
    name, owners = await _owners(work, job)
    said: dict[str, Json] = {
        "company": name,
        "what": job.what,
        "missing": [*missing],
        "reason": refused.reason if refused else None,
        "details": {**refused.details} if refused else {},
    }
    reply = Reply("access-rights", said, options=((page_button(job.company_id),),))
    for person in owners:
        await tell(work, person.id, job.company_id, reply, f"access-rights:{job.link_id}")


async def _owners(work: UnitOfWork, job: CheckRights) -> tuple[str, list[Person]]:
    company = await work.companies.get(job.company_id)
    members = await work.people.members(job.company_id)
    return company.profile.seller.name, [person for person, each in members if each.role is Role.OWNER]
