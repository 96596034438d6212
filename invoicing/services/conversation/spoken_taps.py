"""Buttons that say a sentence: what follows is the dialogue that the same words would begin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from invoicing.services.companies import Standing
from invoicing.services.conversation.sentences import Sentences
from invoicing.services.jobs import Show
from invoicing.services.messages import Choice, Incoming
from invoicing.services.ports import UnitOfWork, UnitsOfWork
from invoicing.services.records import Person
from invoicing.services.talking import Act


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a button says.

    Attributes:
        text: the sentence.
        standing: as whom, and for which company.
        also: what is written down together with what the sentence does.
    """

    text: str
    standing: Standing
    also: Callable[[UnitOfWork], Awaitable[None]]


Saying = Callable[[UnitOfWork, Choice, Person], Awaitable[Spoken | None]]
"""Finds out, in reading, what a button says; None when it is too old to say anything."""


class SpokenTaps:
    """Turns such taps into what their sentences do."""

    def __init__(
        self, units: UnitsOfWork, sentences: Sentences, sayings: Mapping[str, Saying] | None = None
    ) -> None:
        self._units, self._sentences, self._sayings = units, sentences, sayings or {}

    async def __call__(self, incoming: Incoming, person: Person) -> Act | None:
        """What the tap does; None for every other button, and for one that is too old.

        Raises:
            NotAllowed, Refused, InvalidValue: what it says cannot be done; then nothing is written.
        """
        saying = self._sayings.get(incoming.choice.action) if incoming.choice else None
        if saying is None or incoming.choice is None:
            return None
        async with self._units.reading() as work:
            spoken = await saying(work, incoming.choice, person)
        if spoken is None:
            return None
        begun = await self._sentences(replace(incoming, text=spoken.text, choice=None), spoken.standing)

        async def act(work: UnitOfWork) -> Sequence[Show]:
            await spoken.also(work)
            first, *others = await begun(work)
            answered = replace(first, reply=replace(first.reply, callback=incoming.callback))
            return [answered, *others]

        return act
