"""A log-in signed in the chat: the file goes out, comes back signed, and what is said on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from invoicing.model.errors import LatarnikError, Refused
from invoicing.services.access.login_desk import CHALLENGE, LARGEST_SIGNED
from invoicing.services.access.page import page_button
from invoicing.services.access.signing_jobs import FetchSigned, PrepareLogin
from invoicing.services.companies import Standing, require_member
from invoicing.services.file_refs import LoginFileRef
from invoicing.services.jobs import Show
from invoicing.services.messages import Choice, Incoming, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.people.rights import Action
from invoicing.services.ports import FileToShow, UnitOfWork, UnitsOfWork
from invoicing.services.records import Person
from invoicing.services.replies import answer, stale
from invoicing.services.talking import Act, Reading

ACTION = "login-file"
"""Of the button that asks for a fresh file; its subject is the company."""
FILE_NAME = "AuthTokenRequest.xml"
_WORDS = frozenset(
    {"/podpis", "nowy plik", "plik do podpisu", "daj plik do podpisu", "file to sign", "новии фаил"}
)


class SigningTalk:
    """Sends files to be signed, and takes signed ones."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units
        self.buttons = {ACTION: self._tapped}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        return self._asked if fold(text).strip(" .!?") in _WORDS else None

    async def begin(self, work: UnitOfWork, standing: Standing) -> None:
        """Promise the file to the owner of the company.

        Raises:
            NotAllowed: no owner.
            Refused: company-frozen.
        """
        standing.require(Action.KSEF_ACCESS)
        await require_not_frozen(work, standing.company.id)
        company, person = standing.company.id, standing.person.id
        ordinal = await newest(work, company) + 1
        await work.cursors.put(_counted(company), str(ordinal))
        await work.cursors.put(_signed_by(person), str(company))
        await work.jobs.enqueue(PrepareLogin(company, person, ordinal))

    async def _asked(self, work: UnitOfWork, standing: Standing) -> Reply:
        await self.begin(work, standing)
        return progress(standing.company.profile.seller.name, "preparing")

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The button under a file or a refusal; tapped twice it brings one file.

        Raises:
            NotAllowed: no owner.
        """
        if choice.subject is None:
            return stale()
        standing = await require_member(work, person, choice.subject)
        name = standing.company.profile.seller.name
        if choice.version == await newest(work, standing.company.id):
            await self.begin(work, standing)
            return progress(name, "preparing")
        return progress(name, "newer")

    async def document(self, incoming: Incoming, standing: Standing) -> Act | None:
        """What to do with a file that somebody sent; None when nobody waits for a signed one."""
        file = incoming.document
        if file is None:
            return None
        async with self._units.reading() as work:
            company = await self._waiting_for(work, standing.person)
        if company is None:
            return None

        async def act(work: UnitOfWork) -> Sequence[Show]:
            language, name = standing.person.language, company.company.profile.seller.name
            if file.size > LARGEST_SIGNED:
                why = Refused("ksef-signed-too-large", size=f"{file.size / 1_000_000:.0f} MB")
                return [answer(incoming, await refused(work, company, why), language)]
            await require_not_frozen(work, company.company.id)
            person = standing.person.id
            await work.jobs.enqueue(FetchSigned(company.company.id, person, file.reference, incoming.key))
            received = on_its_way(progress(name, "received"), incoming.key)
            return [answer(incoming, received, language)]

        return act

    async def _waiting_for(self, work: UnitOfWork, person: Person) -> Standing | None:
        """The company that the person was last sent a file for, while it has no answer."""
        said = await work.cursors.get(_signed_by(person.id))
        for membership in await work.people.memberships(person.id):
            if str(membership.company_id) == said and await work.companies.secret(
                membership.company_id, CHALLENGE
            ):
                standing = await require_member(work, person, membership.company_id)
                return standing if standing.may(Action.KSEF_ACCESS) else None
        return None


class LoginFiles:
    """Makes the file to be signed at the moment it is shown; the newest challenge counts."""

    def __init__(self, units: UnitsOfWork, unsigned: Callable[[bytes], bytes]) -> None:
        self._units, self._unsigned = units, unsigned

    async def __call__(self, ref: LoginFileRef, language: str) -> FileToShow:
        """The file.

        Raises:
            Refused: ksef-signed-unprepared, the log-in is done already.
        """
        del language
        async with self._units.reading() as work:
            prepared = await work.companies.secret(ref.company_id, CHALLENGE)
        if not prepared:
            raise Refused("ksef-signed-unprepared")
        return FileToShow(FILE_NAME, self._unsigned(prepared))


async def newest(work: UnitOfWork, company: UUID) -> int:
    """How many files were asked for."""
    return int(await work.cursors.get(_counted(company)) or 0)


def progress(company: str, stage: str, **more: Json) -> Reply:
    """How far it has got: preparing, newer, waiting, received, logged-in, enrolled, ready."""
    return Reply("ksef-access", {"company": company, "stage": stage, **more})


def on_its_way(reply: Reply, cause: str) -> Reply:
    """The same as the one message that follows a signed file from step to step; the last word is another one."""
    tag = f"ksef-access:{cause}"
    return replace(reply, tag=tag, replaces=tag)


async def refused(work: UnitOfWork, standing: Standing, why: LatarnikError) -> Reply:
    """Why it did not go, what to do, and the button for it."""
    company = standing.company
    said: dict[str, Json] = {"reason": why.reason, "details": {**why.details}}
    reply = progress(company.profile.seller.name, "refused", **said)
    return replace(reply, options=await ways(work, company.id))


async def ways(work: UnitOfWork, company: UUID) -> tuple[tuple[Option, ...], ...]:
    """The buttons under a file and under a refusal: a fresh file, and the other way in."""
    fresh = Choice(ACTION, company, await newest(work, company))
    other = replace(page_button(company), style=Style.PLAIN)
    return ((Option(ACTION, choice=fresh, style=Style.PRIMARY),), (other,))


def _counted(company: UUID) -> str:
    return f"login-files:{company}"


def _signed_by(person: UUID) -> str:
    return f"signing-for:{person}"
