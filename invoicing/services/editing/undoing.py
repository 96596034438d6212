"""Taking back the last change of a draft, as often as there were changes."""

from __future__ import annotations

import re

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.services.companies import Standing
from invoicing.services.issuing.card import Backing, card
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.talk import opened
from invoicing.services.parsing.tokens import bare
from invoicing.services.ports import Clock, UnitOfWork

_UNDO = re.compile(
    r"(?:(?:prosze|poprosze) )?(?:cofnij|cofnac|wycofaj|przywroc)(?: (?:to|te|ostatnia|poprzednia|zmiane|zmiany|wersje|zmian))*"
    r"|undo(?: (?:that|it|the|last|change))*|(?:скасуи|відміни|поверни) (?:останню )?(?:зміну|як було)"
)


def asks_to_undo(text: str) -> bool:
    """Whether somebody wants the last change back: whole sentences only.

    >>> asks_to_undo("Cofnij ostatnią zmianę!"), asks_to_undo("cofnij licznik 500 zł")
    (True, False)
    """
    return _UNDO.fullmatch(bare(text)) is not None


class Undoing:
    """Shows the draft as it was before its last change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, standing: Standing) -> Reply:
        """Take back the last change of the draft that the person talks about.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused: nothing-to-undo.
        """
        draft = await opened(work, standing)
        if draft is None:
            return Reply("not-understood")
        standing.require_issuer()
        return await self.of(work, draft, standing)

    async def of(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Take back the last change of that draft.

        Raises:
            Refused: nothing-to-undo.
        """
        earlier = None if draft.previous is None else await work.drafts.earlier(draft.id, draft.previous)
        if earlier is None:
            raise Refused("nothing-to-undo")
        facts = await facts_of(work, standing.company, self._clock.now())
        newer = draft.undone(earlier, facts.today, standing.company.profile.payment_days)
        await work.drafts.save(newer)
        return card(newer, Backing(standing.company.profile, facts.today, facts))
