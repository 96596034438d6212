"""Passing a question on to a person of the company, masked, and bringing the answer back."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Json, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.questions.masking import masked
from invoicing.services.questions.records import Question
from invoicing.services.records import Person, Role
from invoicing.services.replies import tell
from invoicing.services.talking import Reading

_ANSWER = re.compile(
    r"\s*/?(?:odpowied[zź]|answer|відповідь)\s+(?P<code>[A-Z2-7]{4})\s*[:,.-]?\s+(?P<words>\S.{0,3000})",
    re.DOTALL | re.IGNORECASE,
)
_LOOKED_AT = 50
"""Questions that were passed on to one person; an older one is answered in another way."""


async def whom_to_ask(work: UnitOfWork, company: UUID, asker: UUID) -> Person | None:
    """The accountant of the company, else its owner; never whoever asks, nor somebody who has no chat with us."""
    members = await work.people.members(company)
    for role in (Role.ACCOUNTANT, Role.OWNER):
        for person, membership in members:
            if membership.role is not role or person.id == asker:
                continue
            if await work.people.address(person.id, Channel.TELEGRAM) is not None:
                return person
    return None


async def hand_over(work: UnitOfWork, question: Question, asker: Person, now: datetime) -> Reply:
    """Pass a question on, once; the words that go are the masked ones."""
    person = await whom_to_ask(work, question.company_id, question.person_id)
    if person is None:
        return Reply("question-handed", {"whom": None, "question": question.text})
    if await work.questions.hand(question.id, person.id, now):
        data: dict[str, Json] = {"from": asker.name, "question": question.text, "code": code_of(question.id)}
        await tell(
            work, person.id, question.company_id, Reply("question-asked", data), f"asked:{question.id}"
        )
    return Reply("question-handed", {"whom": person.name, "question": question.text})


def code_of(question: UUID) -> str:
    """Four letters by which a person answers a question.

    >>> code_of(UUID(int=0))
    'AAAA'
    """
    return base64.b32encode(question.bytes[:3]).decode()[:4]


class AnswerTalk:
    """Answers "odpowiedź ABCD: ..." of whoever was asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What takes the answer; None for other words."""
        said = _ANSWER.fullmatch(text)
        return partial(self._take, said["code"].upper(), said["words"].strip()) if said else None

    async def _take(self, code: str, words: str, work: UnitOfWork, standing: Standing) -> Reply:
        asked = await work.questions.handed(standing.person.id, _LOOKED_AT)
        question = next((each for each in asked if code_of(each.id) == code), None)
        if question is None:
            return Reply("question-answered", {"code": code, "known": False, "question": None, "whom": None})
        again = question.answer is not None
        known = [standing.person.name, standing.company.profile.seller.name]
        await work.questions.reply(question.id, masked(words, known), self._clock.now())
        asker = await self._bring_back(work, question, standing.person, words, again=again)
        data: dict[str, Json] = {"code": code, "known": True, "question": question.text, "whom": asker}
        return Reply("question-answered", data)

    async def _bring_back(
        self, work: UnitOfWork, question: Question, by: Person, words: str, *, again: bool
    ) -> str | None:
        """Show the answer where the question was asked; the name of whoever asked, None when they have left."""
        members = {person.id: person for person, _ in await work.people.members(question.company_id)}
        asker = members.get(question.person_id)
        if asker is None:
            return None
        data: dict[str, Json] = {"name": by.name, "question": question.text, "lines": [*_lines(words)]}
        cause = f"answered:{question.id}" + (f":{self._clock.now().isoformat()}" if again else "")
        if question.channel is Channel.TELEGRAM:
            await tell(work, asker.id, question.company_id, Reply("question-reply", data), cause)
            return asker.name
        address = await work.people.address(asker.id, question.channel)
        if address is not None:
            show = Show(question.channel, address, Reply("question-reply", data), cause, asker.language)
            await work.jobs.enqueue(show)
        return asker.name


def _lines(words: str, most: int = 500) -> Sequence[str]:
    """Lines that fit where a value is cut off when it is long."""
    return [
        line[at : at + most]
        for line in words.splitlines()
        if line.strip()
        for at in range(0, len(line), most)
    ]
