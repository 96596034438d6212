"""Commands and set phrases: what is answered for the words themselves, before a sentence is taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from invoicing.services.access.token_login import certificate_steps
from invoicing.services.companies import Standing
from invoicing.services.conversation import answers
from invoicing.services.correcting.refused import COMMAND as REJECTED
from invoicing.services.correcting.refused import refused_one
from invoicing.services.editing.open_drafts import open_drafts
from invoicing.services.editing.undoing import Undoing, asks_to_undo
from invoicing.services.finding.talk import Finding
from invoicing.services.issuing.outside_ksef import OutsideKsef, asks
from invoicing.services.messages import Reply
from invoicing.services.modes.talk import ModeTalk
from invoicing.services.papers import jpk_list
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.talking import Reading, Talk
from invoicing.services.telling.digest import switch_digest

_COMMANDS: Mapping[str, Reading] = {
    "/start": answers.welcome,
    "/poranek": switch_digest,
    "/szkice": open_drafts,
}


class SetPhrases:
    """Knows slash commands, and asks each talk whether the words are its own."""

    def __init__(self, clock: Clock, talks: Sequence[Talk]) -> None:
        self._clock, self._talks = clock, talks
        self._mode_talk, self._undoing, self._outside = ModeTalk(clock), Undoing(clock), OutsideKsef(clock)
        live = answers.Live(clock)
        self._commands = {
            **_COMMANDS,
            "/ksef": live.ksef_status,
            "/certyfikat": self._certificate,
            "/faktury": Finding(clock).latest,
        }
        self._paged = {"/kolejka": live.queue, "/terminy": live.deadlines, REJECTED: refused_one}

    def __call__(self, text: str) -> tuple[object, Reading] | None:
        """Who understands the words as they are, by its name or as the talk itself, and what answers them."""
        if command := self._command(text):
            return text.split(maxsplit=1)[0].partition("@")[0].partition("_")[0].lower(), command
        named: tuple[tuple[str, Reading | None], ...] = (
            ("outside", self._outside if asks(text) else None),
            ("company" if self._mode_talk.of_company(text) else "mode", self._mode_talk(text)),
            ("undo", self._undoing if asks_to_undo(text) else None),
            ("jpk", jpk_list.reading_of(text, self._clock.now())),
        )
        talks = ((talk, talk(text)) for talk in self._talks)
        return next(
            ((who, reading) for who, reading in chain(named, talks) if reading is not None),
            None,
        )

    def _command(self, text: str) -> Reading | None:
        """What a slash command asks for; None for a sentence."""
        command = text.split(maxsplit=1)[0].partition("@")[0].lower()
        if command in self._commands:
            return self._commands[command]
        name, _, page = command.partition("_")  # /terminy_2: one word, so that it can be tapped
        if name in self._paged and (page.isdecimal() or not page):
            return partial(self._paged[name], page=int(page or 1))
        return None

    async def _certificate(self, work: UnitOfWork, standing: Standing) -> Reply:
        return await certificate_steps(work, standing, self._clock.now())
