"""The emergency brake: one owner stops all issuing of a company at once; going on takes a second confirmation."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.access.link_records import Closed
from invoicing.services.companies import Standing, require_member
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.choosing import meant_by
from invoicing.services.people.members import withdraw_all
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company, Event, Person, Role
from invoicing.services.replies import stale, tell
from invoicing.services.talking import Reading

THAW = "thaw"
"""Of the button that confirms going on."""
_FREEZE = r"(?:/zamroz|zamroz(?: wszystko| firme)?|freeze(?: the company| everything)?|заморозь|заморозити)"
_THAW = r"(?:/odmroz|odmroz(?: wszystko| firme)?|unfreeze(?: the company)?|розморозь|розморозити)"
_FOR = r"(?:\s+(?P<words>\S.{0,200}))?"


@dataclass(frozen=True, slots=True)
class Freeze:
    """Since when a company issues nothing, and by whose word; `by` is None when it was done on the server."""

    since: datetime
    by: str | None

    def written(self) -> str:
        """As it is kept."""
        return json.dumps({"since": self.since.isoformat(), "by": self.by}, ensure_ascii=False)

    @property
    def mark(self) -> int:
        """Ties a question to this freeze: a button under an older one is worth nothing."""
        return zlib.crc32(self.written().encode())


async def freeze_of(work: UnitOfWork, company: UUID) -> Freeze | None:
    """The freeze that lasts; None while the company may issue."""
    kept = await work.cursors.get(_key(company))
    if not kept:
        return None
    read = json.loads(kept)
    return Freeze(datetime.fromisoformat(read["since"]), read["by"])


async def unname(work: UnitOfWork, company: UUID, name: str) -> None:
    """Whoever froze the company is called by no name any more; that it is frozen, and since when, stays."""
    freeze = await freeze_of(work, company)
    if freeze is not None and freeze.by == name:
        await work.cursors.put(_key(company), replace(freeze, by=None).written())


async def require_not_frozen(work: UnitOfWork, company: UUID) -> None:
    """Let nothing be issued, nor drawn up, while the company is frozen.

    Raises:
        Refused: company-frozen.
    """
    freeze = await freeze_of(work, company)
    if freeze is not None:
        raise Refused("company-frozen", since=f"{freeze.since:%d.%m.%Y, %H:%M}", by=freeze.by or "latarnik")


async def freeze_company(work: UnitOfWork, company: Company, by: Person | None, now: datetime) -> Freeze:
    """Stop all issuing from this transaction on; the owners hear of it. A second freeze changes nothing."""
    await work.companies.locked(company.id)
    lasting = await freeze_of(work, company.id)
    if lasting is not None:
        return lasting
    freeze = Freeze(now, by.name if by else None)
    await work.cursors.put(_key(company.id), freeze.written())
    await work.access_links.close_all(company.id, Closed.FROZEN)
    await withdraw_all(work, company.id, by.id if by else None, now)
    await work.events.add(Event("company-frozen", now, str(by.id) if by else None, company.id))
    await _tell_other_owners(work, company, by, await frozen_reply(work, company, freeze), freeze)
    return freeze


async def frozen_reply(work: UnitOfWork, company: Company, freeze: Freeze) -> Reply:
    """What stands still and what goes on: what is issued already still goes to KSeF, its term runs by law."""
    data: dict[str, Json] = {
        "company": company.profile.seller.name,
        "by": freeze.by,
        "since": freeze.since.isoformat(),
        "waiting": await work.invoices.count_waiting(company.id),
    }
    return Reply("company-frozen", data)


class FreezeTalk:
    """Answers /zamroz and /odmroz, and the button that confirms the second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = bare(text)
        freeze = re.fullmatch(_FREEZE + _FOR, said)
        if freeze is not None and (said.startswith("/") or not freeze["words"]):
            return partial(self._freeze, freeze["words"])
        thaw = re.fullmatch(_THAW + _FOR, said)
        if thaw is not None and (said.startswith("/") or not thaw["words"]):
            return partial(self._ask, thaw["words"])
        return None

    async def tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The confirmation: the company issues again, if the freeze that was asked about still lasts.

        Raises:
            NotAllowed: no owner of the company.
        """
        if choice.subject is None:
            return stale()
        standing = await require_member(work, person, choice.subject)
        standing.require(Action.FREEZE)
        await work.companies.locked(choice.subject)
        freeze = await freeze_of(work, choice.subject)
        if freeze is None or freeze.mark != choice.version:
            return stale()
        await work.cursors.put(_key(choice.subject), "")
        event = Event("company-thawed", self._clock.now(), str(person.id), choice.subject)
        await work.events.add(event)
        reply = _thawed(standing)
        await _tell_other_owners(work, standing.company, person, reply, freeze)
        return reply

    async def _freeze(self, words: str | None, work: UnitOfWork, standing: Standing) -> Reply:
        meant = await meant_by(words, work, standing)
        meant.require(Action.FREEZE)
        freeze = await freeze_company(work, meant.company, meant.person, self._clock.now())
        return await frozen_reply(work, meant.company, freeze)

    async def _ask(self, words: str | None, work: UnitOfWork, standing: Standing) -> Reply:
        meant = await meant_by(words, work, standing)
        meant.require(Action.FREEZE)
        freeze = await freeze_of(work, meant.company.id)
        if freeze is None:
            return _thawed(meant)
        button = Option("thaw", choice=Choice(THAW, meant.company.id, freeze.mark), style=Style.DANGER)
        data: dict[str, Json] = {
            "company": meant.company.profile.seller.name,
            "by": freeze.by,
            "since": freeze.since.isoformat(),
        }
        return Reply("thaw-question", data, options=((button,),))


class FreezeFromServer:
    """Stops a company from the command line."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, company: Company) -> Freeze:
        """The freeze that lasts from now on, or that lasted already."""
        async with self._units() as work:
            return await freeze_company(work, company, None, self._clock.now())


def _thawed(standing: Standing) -> Reply:
    return Reply("company-thawed", {"company": standing.company.profile.seller.name})


async def _tell_other_owners(
    work: UnitOfWork, company: Company, by: Person | None, reply: Reply, freeze: Freeze
) -> None:
    for person, membership in await work.people.members(company.id):
        if membership.role is Role.OWNER and (by is None or person.id != by.id):
            await tell(
                work, person.id, company.id, reply, f"{reply.code}:{company.id}:{freeze.since.isoformat()}"
            )


def _key(company: UUID) -> str:
    return f"frozen:{company}"
