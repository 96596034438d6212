"""The draft somebody is talking about: its card again, how to change it, and its end."""

from __future__ import annotations

from dataclasses import replace

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.services.approving.asking import waiting_reply
from invoicing.services.approving.withdrawing import withdrawn
from invoicing.services.companies import Standing
from invoicing.services.conversation.ended_drafts import cancelled
from invoicing.services.editing.open_drafts import open_drafts
from invoicing.services.issuing.card import Backing, card
from invoicing.services.issuing.changing import asks_for_it
from invoicing.services.messages import Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.talk import opened
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.talking import Reading

_LOOKED_AT = 10  # drafts
_WITHOUT_CARD = frozenset({"not-understood", "approval-waiting"})
_AGAIN = frozenset(
    {
        "tak",
        "ok",
        "okej",
        "okay",
        "dobrze",
        "zgoda",
        "super",
        "zgadza sie",
        "moze byc",
        "jest ok",
        "yes",
        "pokaz",
        "pokaz szkic",
        "pokaz karte",
        "show",
        "так",
        "добре",
    }
)


class OpenDraft:
    """Answers about the open draft that change nothing of it, and the word that ends it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def answering(self, heard: Understood, text: str) -> Reading:
        """What is said to words that make no draft, nor change one."""
        if heard.intent is Intent.EDIT:
            return self.how_to_edit
        agrees = fold(text).strip(" .,!👍") in _AGAIN
        return self.again if agrees or asks_for_it(heard) else not_understood

    async def again(self, work: UnitOfWork, standing: Standing) -> Reply:
        """Its card, to be decided on by its buttons: no word issues an invoice, nor changes what others are asked about."""
        draft = await opened(work, standing)
        if draft is None:
            every = await work.drafts.open_of(standing.person.id, standing.company.id, _LOOKED_AT)
            waiting = next((each for each in every if each.status is DraftStatus.FOR_APPROVAL), None)
            return waiting_reply(waiting) if waiting else Reply("not-understood")
        facts = await facts_of(work, standing.company, self._clock.now())
        return card(draft, Backing(standing.company.profile, facts.today, facts))

    async def how_to_edit(self, work: UnitOfWork, standing: Standing) -> Reply:
        """The draft as it was, that it was not changed, and how to say what to change."""
        again = await self.again(work, standing)
        if again.code in _WITHOUT_CARD:
            return again
        return replace(again, code="edit-hint", data={**again.data, "unchanged": True})

    async def cancel(self, work: UnitOfWork, standing: Standing) -> Reply:
        """End it; while none is open, say so."""
        draft = await opened(work, standing) or await self._taken_back(work, standing)
        reply = await open_drafts(work, standing) if draft is None else await cancelled(work, draft)
        return replace(reply, replaces=None)

    async def _taken_back(self, work: UnitOfWork, standing: Standing) -> Draft | None:
        """One's own draft that waits for approval, asked about no more; None where there is none."""
        every = await work.drafts.open_of(standing.person.id, standing.company.id, 1)
        if not every or every[0].status is not DraftStatus.FOR_APPROVAL:
            return None
        return await withdrawn(work, every[0], standing, self._clock.now())


async def not_understood(work: UnitOfWork, standing: Standing) -> Reply:
    """What is said to words nobody understands."""
    del work, standing
    return Reply("not-understood")
