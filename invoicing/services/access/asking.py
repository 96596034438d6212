"""/dostep: a link to the one-time page, where secrets of KSeF are handed in; never in the chat."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from invoicing.services.access.link_records import LASTS, AccessLink
from invoicing.services.access.page import ACTION, PATH, page_tag
from invoicing.services.companies import Standing, require_member
from invoicing.services.jobs import Show
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import fold
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

_WORDS = frozenset(
    {
        "/dostep",
        "dostep do ksef",
        "daj dostep do ksef",
        "dodaj certyfikat ksef",
        "dodaj token ksef",
        "ksef access",
    }
)


class AccessPageTalk:
    """Answers /dostep and its button: a fresh link, or the command of the server where there is no page."""

    def __init__(self, clock: Clock, *, has_page: bool) -> None:
        self._clock, self._has_page = clock, has_page
        self.buttons = {ACTION: self._tapped}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        return self.reply if fold(text).strip(" .!?") in _WORDS else None

    async def reply(self, work: UnitOfWork, standing: Standing) -> Reply:
        """A link for this person and this company; the one before is closed.

        Raises:
            NotAllowed: no owner.
            Refused: company-frozen.
        """
        standing.require(Action.KSEF_ACCESS)
        company = standing.company
        data: dict[str, Json] = {
            "company": company.profile.seller.name,
            "nip": company.profile.seller.nip.digits,
        }
        if not self._has_page:
            return Reply("access-elsewhere", data)
        await require_not_frozen(work, company.id)
        link = AccessLink(uuid4(), company.id, standing.person.id, self._clock.now() + LASTS)
        await work.access_links.add(link)
        data |= {"link": str(link.id), "until": link.expires_at.isoformat()}
        tag = page_tag(link.id)  # replacing nothing keeps the message whose button was tapped
        return Reply("access-page", data, tag=tag, replaces=tag)

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        if choice.subject is None:
            return stale()
        return await self.reply(work, await require_member(work, person, choice.subject))


class WithLink:
    """Puts the address into the message at the moment it is shown, so that no table ever holds it."""

    def __init__(self, units: UnitsOfWork, public_address: str) -> None:
        self._units, self._base = units, public_address.rstrip("/")

    async def __call__(self, show: Show) -> Show:
        """The same, complete; all other messages as they are."""
        if show.reply.code != "access-page":
            return show
        async with self._units.reading() as work:
            code = await work.access_links.code(UUID(str(show.reply.data["link"])))
        address = f"{self._base}{PATH}/{code}"
        button = Option("access-page-open", url=address, style=Style.PRIMARY)
        data = {**show.reply.data, "link": address}
        return replace(show, reply=replace(show.reply, data=data, options=((button,),)))
