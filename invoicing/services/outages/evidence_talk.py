"""The evidence of an outage, asked for in a chat: `/dowody` lists the latest, a button sends the package."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from uuid import NAMESPACE_URL, UUID, uuid5

from invoicing.model.errors import NotAllowed, Refused
from invoicing.services.companies import Standing
from invoicing.services.file_refs import EvidenceRef
from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.outages.evidence import EvidenceOf, outbreaks
from invoicing.services.ports import Clock, FileToShow, UnitOfWork
from invoicing.services.records import Person

ACTION = "evidence"
"""Of the buttons that send a package."""
_ASKING = re.compile(
    r"(?:/dowody(?:@\w+)?|(?:poka[żz] |przy[śs]lij |daj )?dow[óo]d(?:y)? (?:na |z )?awari[ięe])",
    re.IGNORECASE,
)
_SHOWN = 8
_NO_NAME = re.compile(r"[^a-z0-9]+")


class EvidenceTalk:
    """Understands `/dowody`, for every member: what was announced, and what we saw, is nobody's secret among them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Callable[[UnitOfWork, Standing], Awaitable[Reply]] | None:
        """What the sentence does; None when it is about something else."""
        return self._listed if _ASKING.fullmatch(text.strip(" \t\n.!?")) else None

    async def tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The package of one outage.

        Raises:
            NotAllowed: they belong to no company any more.
            Refused: outage-unknown.
        """
        if not await work.people.memberships(person.id):
            raise NotAllowed(person=str(person.id))
        found = next((each for each in await outbreaks(work) if _subject(each.key) == choice.subject), None)
        if found is None:
            raise Refused("outage-unknown", event=str(choice.subject))
        return Reply("evidence", found.data(), documents=(EvidenceRef(found.key),))

    async def _listed(self, work: UnitOfWork, standing: Standing) -> Reply:
        del standing
        newest = list(reversed(await outbreaks(work)))
        zone = self._clock.now().tzinfo
        buttons = tuple(
            (
                Option(
                    "evidence",
                    choice=Choice(ACTION, _subject(each.key)),
                    about=f"{each.began_at.astimezone(zone):%d.%m.%Y %H:%M}",
                ),
            )
            for each in newest[:_SHOWN]
        )
        rows: list[Json] = [each.data() for each in newest[:_SHOWN]]
        return Reply("evidence-list", {"outages": rows, "count": len(newest)}, options=buttons)


class EvidenceFiles:
    """Packs what a reply about an outage promises (a `Fetch`)."""

    def __init__(self, evidence: EvidenceOf) -> None:
        self._evidence = evidence

    async def __call__(self, ref: EvidenceRef, language: str) -> FileToShow:
        """The zip.

        Raises:
            Refused: outage-unknown.
        """
        del language  # its pages are Polish, for whoever has to prove a term
        name = _NO_NAME.sub("-", ref.outage.lower()).strip("-")[:60]
        return FileToShow(f"dowody-{name}.zip", await self._evidence(ref.outage))


def _subject(key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"outage:{key}")
