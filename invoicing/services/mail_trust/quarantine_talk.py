"""/kwarantanna: letters that did nothing; their writer may turn out to be the person, or they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from invoicing.services.companies import Standing
from invoicing.services.mail_trust.adding import add_address, ask_for_code
from invoicing.services.mail_trust.gate import LIST
from invoicing.services.mail_trust.records import KEPT, Ended, Quarantined
from invoicing.services.messages import Channel, Choice, Json, Option, Reply
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

ADOPT, DELETE = "quarantine-adopt", "quarantine-delete"
"""Actions of the buttons of a letter; their subject is the letter."""
_WORDS = frozenset({"/kwarantanna", "kwarantanna", "/quarantine", "quarantine", "карантин"})
_SHOWN = 5


class QuarantineTalk:
    """Answers /kwarantanna, and the buttons under it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.buttons = {LIST: self._tapped, ADOPT: self._adopt, DELETE: self._delete}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        return self._asked if fold(text).strip(" .!?").partition("@")[0] in _WORDS else None

    async def _asked(self, work: UnitOfWork, standing: Standing) -> Reply:
        return await _listed(work, standing.person)

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The line that told of a letter stays what it is: the list is a message of its own."""
        reply = await _listed(work, person)
        tag = f"quarantine-list:{person.id}"
        return replace(reply, tag=tag, replaces=f"{tag}:none") if choice.subject == person.id else stale()

    async def _adopt(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """The sender is the person: at once where address and secret were shown, else by a code sent there.

        Raises:
            Refused: the address is somebody else's, or cannot be one (`adding`).
        """
        letter = await _own(work, choice, person)
        if letter is None:
            return stale()
        now = self._clock.now()
        if letter.sender_is_real and letter.knew_token:
            reply = await add_address(work, person, letter.sender, now, "quarantine")
        else:
            reply, codes = await ask_for_code(work, person, letter.sender, now)
            for code in codes:
                await work.jobs.enqueue(code)
        await work.quarantine.end(letter.id, Ended.ADOPTED)
        return reply

    async def _delete(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        letter = await _own(work, choice, person)
        if letter is None:
            return stale()
        await work.quarantine.end(letter.id, Ended.DELETED)
        return await _listed(work, person)


class ForgetQuarantine:
    """Drops what has lain in quarantine for 30 days, words and all."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self) -> None:
        """Look once."""
        async with self._units() as work:
            await work.quarantine.forget(self._clock.now() - KEPT)


async def _listed(work: UnitOfWork, person: Person) -> Reply:
    letters = await work.quarantine.waiting(person.id, _SHOWN + 1)
    rows: list[Json] = [
        {
            "from": letter.sender[:100],
            "at": letter.received_at.isoformat(),
            "doubt": letter.doubt.value,
        }
        for letter in letters[:_SHOWN]
    ]
    return Reply(
        "quarantine",
        {"rows": rows, "more": len(letters) > _SHOWN, "days": KEPT.days},
        options=await _buttons(work, letters[:_SHOWN]),
    )


async def _buttons(work: UnitOfWork, letters: Sequence[Quarantined]) -> tuple[tuple[Option, ...], ...]:
    rows = []
    for number, letter in enumerate(letters, 1):
        delete = Option("quarantine-delete", choice=Choice(DELETE, letter.id), about=str(number))
        adopt = Option("quarantine-adopt", choice=Choice(ADOPT, letter.id), about=str(number))
        known = await work.people.by_identity(Channel.EMAIL, letter.sender)
        rows.append((delete,) if known is not None else (adopt, delete))
    return tuple(rows)


async def _own(work: UnitOfWork, choice: Choice, person: Person) -> Quarantined | None:
    letter = await work.quarantine.get(choice.subject) if choice.subject else None
    mine = letter is not None and letter.person_id == person.id and letter.ended is None
    return letter if mine else None
