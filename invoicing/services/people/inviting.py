"""/ludzie and /zapros: who is in, who may come, and the buttons that change it."""

from __future__ import annotations

import re
import zlib
from functools import partial
from uuid import UUID

from invoicing.services.companies import Standing, require_member, write_invitation
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.members import found_in, id_of, remove_member, withdraw
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Invitation, Person, Role
from invoicing.services.replies import naming_company, stale
from invoicing.services.talking import Reading

MEMBER, REMOVE, WITHDRAW, INVITE = "member", "member-remove", "invitation-withdraw", "invite-"
"""Actions of the buttons; that of an invitation ends with the role."""
_PAGE = 8
_LONGEST = 26  # characters of a name on a button


class PeopleTalk:
    """Answers /ludzie and /zapros, and their buttons."""

    def __init__(self, clock: Clock, bot: str = "") -> None:
        """`bot` is its user name for links; without it the words to send are shown."""
        self._clock, self._bot = clock, bot
        invitations = {INVITE + role.value: self._invited for role in Role}
        self.buttons = {
            **invitations,
            MEMBER: self._asked,
            REMOVE: self._removed,
            WITHDRAW: self._withdrawn,
        }

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        listed = re.fullmatch(r"/ludzie(?:_(\d{1,4}))?", text.strip())
        if listed is not None:
            return partial(self._list, page=int(listed[1] or 1))
        if fold(text).strip() in {"/zapros", "zapros kogos"}:
            return self._roles
        return None

    async def _list(self, work: UnitOfWork, standing: Standing, page: int = 1) -> Reply:
        members = await work.people.members(standing.company.id)
        owner = standing.may(Action.PEOPLE)
        invitations = await work.invitations.open_of(standing.company.id, self._clock.now()) if owner else ()
        pages = max(1, -(-len(members) // _PAGE))
        page = min(max(page, 1), pages)
        shown = members[(page - 1) * _PAGE : page * _PAGE]
        rows: list[Json] = [
            {"name": person.name, "role": each.role.value, "you": person.id == standing.person.id}
            for person, each in shown
        ]
        data: dict[str, Json] = {
            "company": standing.company.profile.seller.name,
            "count": len(members),
            "page": page,
            "pages": pages,
            "rows": rows,
            "invitations": [_invitation(each) for each in invitations[:_PAGE]],
            "owner": owner,
        }
        people = [person for person, _ in shown if owner or person.id == standing.person.id]
        buttons = [_button(person, standing) for person in people]
        buttons += [
            Option(WITHDRAW, choice=Choice(WITHDRAW, id_of(each), _mark(standing)), about=str(at))
            for at, each in enumerate(invitations[:_PAGE], 1)
        ]
        return Reply("people", data, options=tuple((button,) for button in buttons))

    async def _roles(self, work: UnitOfWork, standing: Standing) -> Reply:
        """Which role the new one gets; the question is good for one tap."""
        standing.require(Action.PEOPLE)
        company, moment = standing.company, int(self._clock.now().timestamp())
        await work.cursors.put(_asked_by(standing.person), str(moment))
        buttons = tuple(
            (Option(INVITE + role.value, choice=Choice(INVITE + role.value, company.id, moment)),)
            for role in Role
        )
        return Reply("invite-role", {"company": company.profile.seller.name}, options=buttons)

    async def _invited(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The role was tapped: a link for one person, shown once.

        Raises:
            NotAllowed: no owner of the company.
        """
        asked = await work.cursors.get(_asked_by(person))
        if choice.subject is None or asked != str(choice.version):
            return stale()
        standing = await require_member(work, person, choice.subject)
        standing.require(Action.PEOPLE)
        await work.cursors.put(_asked_by(person), "")
        role, now = Role(choice.action.removeprefix(INVITE)), self._clock.now()
        code, invitation = await write_invitation(work, choice.subject, role, now, by=person)
        data: dict[str, Json] = {
            "company": standing.company.profile.seller.name,
            "role": role.value,
            "expires_at": invitation.expires_at.isoformat(),
            "link": f"https://t.me/{self._bot}?start={code}" if self._bot else f"/start {code}",
        }
        return Reply("invited", data, secret=True)

    async def _asked(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """Before somebody is put out, or leaves: is it meant?"""
        standing = await self._standing(work, choice, person)
        if standing is None or choice.subject is None:
            return stale()
        meant, membership = found_in(await work.people.members(standing.company.id), choice.subject)
        _require_say(standing, meant.id)
        data: dict[str, Json] = {
            "company": standing.company.profile.seller.name,
            "name": meant.name,
            "role": membership.role.value,
            "you": meant.id == person.id,
        }
        confirm = Choice(REMOVE, choice.subject, choice.version)
        button = Option("leave" if data["you"] else REMOVE, choice=confirm, style=Style.DANGER)
        return Reply("member-question", data, options=((button,),))

    async def _removed(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        standing = await self._standing(work, choice, person)
        if standing is None or choice.subject is None:
            return stale()
        _require_say(standing, choice.subject)
        gone = await remove_member(work, standing.company, choice.subject, person, self._clock.now())
        seller = standing.company.profile.seller
        return Reply(
            "member-removed", {"company": seller.name, "name": gone.name, "you": gone.id == person.id}
        )

    async def _withdrawn(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        standing = await self._standing(work, choice, person)
        if standing is None or choice.subject is None:
            return stale()
        standing.require(Action.PEOPLE)
        gone = await withdraw(work, standing.company, choice.subject, person, self._clock.now())
        reply = Reply("invitation-withdrawn", {**_invitation(gone)})
        return naming_company(reply, standing.company)

    async def _standing(self, work: UnitOfWork, choice: Choice, person: Person) -> Standing | None:
        """In the company that the button was made for, whichever was chosen since."""
        for membership in await work.people.memberships(person.id):
            if zlib.crc32(membership.company_id.bytes) == choice.version:
                return await require_member(work, person, membership.company_id)
        return None


def _require_say(standing: Standing, person_id: UUID) -> None:
    """Everybody may leave; only an owner puts others out.

    Raises:
        NotAllowed: neither.
    """
    if standing.person.id != person_id:
        standing.require(Action.PEOPLE)


def _button(person: Person, standing: Standing) -> Option:
    choice = Choice(MEMBER, person.id, _mark(standing))
    if person.id == standing.person.id:
        return Option("leave", choice=choice)
    name = person.name if len(person.name) <= _LONGEST else person.name[: _LONGEST - 1] + "…"
    return Option("member", choice=choice, about=name)


def _invitation(invitation: Invitation) -> dict[str, Json]:
    return {
        "role": invitation.role.value,
        "expires_at": invitation.expires_at.isoformat(),
        "email": invitation.email,
    }


def _mark(standing: Standing) -> int:
    return zlib.crc32(standing.company.id.bytes)


def _asked_by(person: Person) -> str:
    return f"invitation-asked:{person.id}"
