"""What somebody wrote becomes an answer, or a draft with its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from invoicing.model.offline import OfflineMode
from invoicing.services.approving.saying import changed_while_waiting, waiting_of
from invoicing.services.companies import Standing
from invoicing.services.conversation import answers
from invoicing.services.conversation.helping import asks_for_help, help_
from invoicing.services.conversation.open_draft import OpenDraft, not_understood
from invoicing.services.conversation.set_phrases import SetPhrases
from invoicing.services.editing.editing import UnclearEdit, Understanding
from invoicing.services.finding.talk import Finding
from invoicing.services.issuing.card import card
from invoicing.services.issuing.drafting import Drafting, Prepared
from invoicing.services.jobs import Show
from invoicing.services.letters_in.filling import with_lines
from invoicing.services.messages import Incoming, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.modes.talk import opened
from invoicing.services.modes.wishes import without_wish
from invoicing.services.parsing.rhythms import rhythm_of
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.questions.asking import Questions
from invoicing.services.questions.sounding import LIVE
from invoicing.services.repeating.planning import proposing
from invoicing.services.replies import answer
from invoicing.services.talking import Act, Reading, Talk, acting

Check = Callable[[object, str], None]
"""Refuses words that are not for everybody: who understands them (a talk, or a name), and the words."""
TOO_LONG = 2000  # characters; nobody dictates an invoice longer than that
_ASKED: Mapping[Intent, Reading] = {
    Intent.GREETING: answers.welcome,
    Intent.FAQ: help_,
}

_QUESTIONS = frozenset({Intent.FAQ, *LIVE})
"""What the knowledge base is asked before anything else."""


class Sentences:
    """Understands sentences and commands of members."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        drafting: Drafting,
        understand: Understanding,
        *,
        talks: Sequence[Talk] = (),
        questions: Questions | None = None,
    ) -> None:
        """Without a knowledge base behind `questions` nothing but facts of today is answered."""
        self._units, self._clock, self._questions = units, clock, questions
        self._drafting, self._understand = drafting, understand
        self._set_phrases = SetPhrases(clock, talks)
        live, latest = answers.Live(clock), Finding(clock).latest
        self._open_draft = OpenDraft(clock)
        self._asked = {
            **_ASKED,
            Intent.LIST: latest,
            Intent.STATUS: latest,
            Intent.QUEUE: live.queue,
            Intent.KSEF_STATUS: live.ksef_status,
            Intent.DEADLINES: live.deadlines,
        }

    async def __call__(self, incoming: Incoming, standing: Standing, *, check: Check | None = None) -> Act:
        """What to do about it; `check` refuses what a front end may not ask for.

        Raises:
            Refused, InvalidValue: it cannot become an invoice, with the reason.
        """
        text = incoming.text.strip()
        if incoming.lines:
            words, wish = without_wish(text)
            return await self._heard(incoming, self._understood(incoming, words), standing, wish)
        set_phrase = self._set_phrases(text)
        if set_phrase is not None:
            source, reading = set_phrase
            if check is not None:
                check(source, text)
            return acting(reading, incoming, standing)
        words, wish = without_wish(text)
        heard = self._understand(words, self._clock.today())
        question = await self._questions.instead(incoming, heard, standing) if self._questions else None
        if question is not None:
            return acting(question, incoming, standing)
        try:
            edited = await self._edited(words, standing) or await self._waiting(words, standing)
        except UnclearEdit:
            return acting(self._open_draft.how_to_edit, incoming, standing)
        if edited is not None:
            return self._drawing_up(_wishing(edited, wish), incoming, standing)
        return await self._heard(incoming, heard, standing, wish)

    async def _heard(
        self, incoming: Incoming, heard: Understood, standing: Standing, wish: OfflineMode | None
    ) -> Act:
        """What to do about a sentence that changes no open draft in so many words."""
        if self._questions is not None and heard.intent in _QUESTIONS and not asks_for_help(incoming.text):
            return acting(await self._questions.reading(incoming, heard, standing), incoming, standing)
        if heard.intent in self._asked:
            return acting(self._asked[heard.intent], incoming, standing)
        if heard.intent is Intent.CANCEL:
            return acting(self._open_draft.cancel, incoming, standing)
        if _recurs(heard):
            return acting(await self._proposal(incoming, heard, standing), incoming, standing)
        prepared = await self._prepare(incoming, heard, standing, wish)
        if prepared is None:
            return acting(await self._unlike_a_draft(incoming, heard, standing), incoming, standing)
        return self._drawing_up(prepared, incoming, standing)

    async def _unlike_a_draft(self, incoming: Incoming, heard: Understood, standing: Standing) -> Reading:
        """What is said to words that make no draft: about the open one, or of the knowledge base."""
        about_draft = self._open_draft.answering(heard, incoming.text)
        if self._questions is None or about_draft is not not_understood:
            return about_draft
        return await self._questions.reading(incoming, heard, standing)

    async def prepare(self, incoming: Incoming, standing: Standing) -> Prepared | None:
        """The draft that the text asks for, not yet written; None when it asks for none.

        Raises:
            Refused, InvalidValue: it cannot become an invoice, with the reason.
        """
        words, wish = without_wish(incoming.text)
        edited = None if incoming.lines else await self._edited(words, standing)
        if edited is not None:
            return _wishing(edited, wish)
        return await self._prepare(incoming, self._understood(incoming, words), standing, wish)

    def _understood(self, incoming: Incoming, words: str) -> Understood:
        """What the words say, with the lines of a table that came along."""
        heard = self._understand(words.strip(), self._clock.today())
        return with_lines(heard, incoming.lines) if incoming.lines else heard

    async def _prepare(
        self, incoming: Incoming, heard: Understood, standing: Standing, wish: OfflineMode | None
    ) -> Prepared | None:
        async with self._units.reading() as work:
            draft = await opened(work, standing)
        prepared = await self._drafting(incoming, heard, standing, draft)
        return _wishing(prepared, wish) if prepared else None

    async def _edited(self, words: str, standing: Standing) -> Prepared | None:
        """The open draft as the words want it; None while none is open, or they are about something else."""
        async with self._units.reading() as work:
            draft = await opened(work, standing)
        return await self._drafting.edited(words, draft, standing) if draft else None

    async def _waiting(self, words: str, standing: Standing) -> Prepared | None:
        """What waits for approval as the words want it; None when they are about something else."""
        async with self._units.reading() as work:
            waiting = await waiting_of(work, standing)
        if waiting is None:
            return None
        edited = await self._drafting.edited(words, waiting.given_back(), standing)
        return replace(edited, waiting=waiting) if edited else None

    async def recurring(self, incoming: Incoming, standing: Standing) -> Reading | None:
        """What proposes the recurring invoice that the text asks for; None when it asks for none.

        Raises:
            Refused, InvalidValue: it cannot become an invoice, or not without being asked about.
        """
        words, _ = without_wish(incoming.text)
        heard = self._understood(incoming, words)
        return await self._proposal(incoming, heard, standing) if _recurs(heard) else None

    async def _proposal(self, incoming: Incoming, heard: Understood, standing: Standing) -> Reading:
        """What would come again and when, to be agreed to; nothing is issued today."""
        rhythm = rhythm_of(incoming.text, heard.recurs or "", self._clock.today())
        prepared = await self._drafting(incoming, replace(heard, recurs=None), standing, None)
        return proposing(prepared.draft, rhythm) if prepared else not_understood

    async def draw_up(self, work: UnitOfWork, prepared: Prepared, standing: Standing) -> Reply:
        """Write the draft; its card.

        Raises:
            StaleChoice: the draft that was to be changed has changed meanwhile.
            Refused: company-frozen.
        """
        await require_not_frozen(work, standing.company.id)
        if prepared.waiting is not None:
            now = self._clock.now()
            return await changed_while_waiting(work, prepared.waiting, prepared.draft, standing, now)
        if prepared.fresh:
            await work.drafts.add(prepared.draft, standing.person.id)
        else:
            await work.drafts.save(prepared.draft)
        facts = await facts_of(work, standing.company, self._clock.now())
        return card(prepared.draft, replace(prepared.backing, facts=facts))

    def _drawing_up(self, prepared: Prepared, incoming: Incoming, standing: Standing) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            reply = await self.draw_up(work, prepared, standing)
            return [answer(incoming, reply, standing.person.language)]

        return act


def _recurs(heard: Understood) -> bool:
    return heard.recurs is not None and heard.intent is Intent.ISSUE


def _wishing(prepared: Prepared, wish: OfflineMode | None) -> Prepared:
    return replace(prepared, draft=replace(prepared.draft, wish=wish)) if wish else prepared
