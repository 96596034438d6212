"""The knowledge base behind the port of the conversation; nothing of it is loaded before the first question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from invoicing.services.messages import Channel
from invoicing.services.ports import Clock
from invoicing.services.questions.knowledge import Lookup, Source, Told, WayOut

if TYPE_CHECKING:
    from knowledge.answering import Answers
    from knowledge.entry import Entry
    from knowledge.outcome import Outcome

_CHANNELS: Mapping[Channel, str] = {Channel.TELEGRAM: "chat", Channel.EMAIL: "mail"}


class Knowing:
    """`KnowledgeBase` over the index of the package; questions are looked up aside, one after another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._one_by_one = asyncio.Lock()

    async def look_up(self, question: str, language: str, channel: Channel) -> Lookup:
        """What becomes of a question."""
        async with self._one_by_one:
            answers = await self._answers()
            outcome = await asyncio.to_thread(answers.ask, question, language, channel=_CHANNELS[channel])
        return lookup_of(outcome, language)

    async def told(self, entry_id: str, language: str) -> Told | None:
        """An entry as it is true today."""
        answers = await self._answers()
        entry = await asyncio.to_thread(answers.entry, entry_id)
        return told_of(entry, language) if entry else None

    async def _answers(self) -> Answers:
        return await asyncio.to_thread(_answers_of, self._clock)


def _answers_of(clock: Clock) -> Answers:
    from knowledge.answering import Answers  # noqa: PLC0415 - most processes are never asked anything

    return Answers(clock.today())


def lookup_of(outcome: Outcome, language: str) -> Lookup:
    """An outcome in one language; whoever wants a person, or facts of today, is told of no entry but a stub."""
    tells = outcome.kind.value in {WayOut.ANSWER, WayOut.CLARIFY} or outcome.why.value == "stub"
    told = tuple(told_of(entry, language) for entry in outcome.entries if tells)
    return Lookup(WayOut(outcome.kind.value), outcome.why.value, told, outcome.candidates)


def told_of(entry: Entry, language: str) -> Told:
    """An entry in one language, Polish where it has no other."""
    return Told(
        id=entry.id,
        question=_in(entry.question, language),
        label=_in(entry.disambiguation, language),
        text=_in(entry.answer, language),
        sources=tuple(Source(each.title, each.place, each.on) for each in entry.sources),
        reviewed=entry.last_reviewed,
        until=entry.valid_to,
        disputed=entry.confidence.value == "disputed",
    )


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts["pl"]
