"""Buttons under an answer: another entry, none of these, a thumb, a person."""

from __future__ import annotations

from dataclasses import replace

from invoicing.services.companies import Standing, require_member
from invoicing.services.messages import Choice, Reply
from invoicing.services.modes.talk import opened
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.questions import replies
from invoicing.services.questions.handing_over import hand_over, whom_to_ask
from invoicing.services.questions.knowledge import KnowledgeBase, Told, WayOut
from invoicing.services.questions.records import NONE_OF_THESE, Question, Thumb
from invoicing.services.records import Person
from invoicing.services.replies import stale

_OTHERS = 3


class QuestionTaps:
    """What those buttons do; a question is answered to whoever asked it, and to nobody else."""

    def __init__(self, clock: Clock, base: KnowledgeBase) -> None:
        self._clock, self._base = clock, base
        self.buttons = {
            replies.PICK: self._picked,
            replies.ELSE: self._something_else,
            replies.NONE: self._none,
            replies.UP: self._rated,
            replies.DOWN: self._rated,
            replies.HAND: self._handed,
        }

    async def _picked(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        question = await _own(work, choice, person)
        if question is None or not 0 <= choice.version < len(question.shown):
            return stale()
        told = await self._base.told(question.shown[choice.version], person.language)
        if told is None:
            return stale()
        await work.questions.choose(question.id, told.id)
        reply = _again(question, told)
        if question.way in {WayOut.LIVE, WayOut.QUEUE}:  # facts of the moment stay where they are
            tag = f"answer:{question.id}"
            reply = replace(reply, tag=tag, replaces=tag)
        return await _beside_draft(work, reply, question, person)

    async def _something_else(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The next nearest entries, or that there is nothing near."""
        question = await _own(work, choice, person)
        if question is None:
            return stale()
        others = [(place, name) for place, name in enumerate(question.shown) if name != _told_last(question)]
        found = [(place, await self._base.told(name, person.language)) for place, name in others[:_OTHERS]]
        near: list[tuple[int, Told]] = [(place, told) for place, told in found if told is not None]
        if not near:
            return await self._none(work, choice, person)
        return await _beside_draft(work, replies.choices(question.id, "near", near), question, person)

    async def _none(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        question = await _own(work, choice, person)
        if question is None:
            return stale()
        await work.questions.choose(question.id, NONE_OF_THESE)
        whom = await whom_to_ask(work, question.company_id, person.id)
        reply = replies.unknown(question.id, "none", whom.name if whom else None, ask=True)
        return await _beside_draft(work, reply, question, person)

    async def _rated(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The answer stays; after a thumb down a person may be asked."""
        question = await _own(work, choice, person)
        told = await self._base.told(_told_last(question) or "", person.language) if question else None
        if question is None or told is None:
            return stale()
        thumb = Thumb.UP if choice.action == replies.UP else Thumb.DOWN
        await work.questions.rate(question.id, thumb)
        reply = _again(question, told, thumb)
        if thumb is Thumb.DOWN:
            whom = await whom_to_ask(work, question.company_id, person.id)
            options = (*reply.options, *replies.hand(question.id, whom.name if whom else None))
            reply = replace(reply, options=options)
        return replace(
            await _beside_draft(work, reply, question, person), alert=f"answer-rated-{thumb.value}"
        )

    async def _handed(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        question = await _own(work, choice, person)
        if question is None:
            return stale()
        reply = await hand_over(work, question, person, self._clock.now())
        return await _beside_draft(work, reply, question, person)


def _again(question: Question, told: Told, rated: Thumb | None = None) -> Reply:
    own_case = replies.is_own_case(question.text)
    return replies.answered(question.id, told, question.channel, own_case=own_case, rated=rated)


def _told_last(question: Question) -> str | None:
    """The entry that stands in the message."""
    if question.chosen and question.chosen != NONE_OF_THESE:
        return question.chosen
    return question.shown[0] if question.shown and question.way is WayOut.ANSWER else None


async def _own(work: UnitOfWork, choice: Choice, person: Person) -> Question | None:
    question = await work.questions.get(choice.subject) if choice.subject else None
    if question is None or question.person_id != person.id:
        return None
    await require_member(work, person, question.company_id)
    return question


async def _beside_draft(work: UnitOfWork, reply: Reply, question: Question, person: Person) -> Reply:
    standing: Standing = await require_member(work, person, question.company_id)
    return replies.beside_draft(reply, await opened(work, standing))
