"""Commands by e-mail: what the chat understands, as far as a letter is believed; in doubt silence is the safe answer.

An invoice on somebody's NIP is their liability, and From is only text: what our own mail server does not vouch for
makes no draft and gets no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from invoicing.model.errors import InvalidValue, Refused
from invoicing.services.companies import Standing, require_member
from invoicing.services.conversation.letter_choices import choice_of, require_newest, same_thread
from invoicing.services.conversation.letter_reach import deed_of_action, deed_of_words, telegram_only
from invoicing.services.conversation.letter_replies import Correspondent, LetterReplies
from invoicing.services.conversation.letter_words import AnswerByLetter, Said, answer_of
from invoicing.services.conversation.sentences import TOO_LONG, Sentences
from invoicing.services.conversation.taps import Taps
from invoicing.services.jobs import Show
from invoicing.services.letters_in.subjects import own_subject
from invoicing.services.mail_trust.agreements import decided, require_open
from invoicing.services.mail_trust.auto_issuing import AutoIssuing
from invoicing.services.mail_trust.judging import MailDeed, Trust
from invoicing.services.mail_trust.records import Agreement
from invoicing.services.messages import Channel, Incoming, Reply
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.replies import answer
from invoicing.services.talking import Act

_LOOKED_AT = 20  # questions of a person, where no address says which one is answered


class MailCommands:
    """Decides what a letter does."""

    def __init__(self, units: UnitsOfWork, clock: Clock, sentences: Sentences, taps: Taps) -> None:
        self._units, self._clock = units, clock
        self._sentences, self._taps = sentences, taps
        self._replies = LetterReplies(clock, AutoIssuing(clock, taps))

    async def __call__(self, incoming: Incoming, standing: Standing | None, trust: Trust) -> Act:
        """What a believed letter does; a letter of nobody's is answered once a day at most.

        Raises:
            Refused, InvalidValue: it cannot be done, with the reason.
        """
        letter = _sentence_of(incoming)
        if standing is None or letter is None or not trust.may(MailDeed.DRAFT):
            return self._sorry(incoming)
        if not trust.may(MailDeed.READ):
            return await self._draft_only(letter, standing, trust)
        question = await self._question(letter, trust)
        said = answer_of(letter.text) if question is not None else AnswerByLetter(Said.WORDS)
        if question is None or said.said is Said.WORDS:
            return await self._words(letter, standing, trust, question)
        return self._answering(letter, standing, trust, (question, said))

    async def _question(self, letter: Incoming, trust: Trust) -> Agreement | None:
        """The letter of ours that is answered: by its address, or, where addresses bear nothing, by its subject.

        Raises:
            Refused: agreement-expired.
        """
        async with self._units.reading() as work:
            if trust.agreement is not None:
                found = await work.agreements.get(trust.agreement)
            else:
                asked = await work.agreements.latest(trust.person, _LOOKED_AT) if trust.person else []
                found = next((each for each in asked if same_thread(each, letter)), None)
        if found is not None and self._clock.now() >= found.expires_at:
            if trust.agreement is None:
                return None
            raise Refused("agreement-expired")
        return found

    def _answering(
        self, letter: Incoming, standing: Standing, trust: Trust, answered: tuple[Agreement, AnswerByLetter]
    ) -> Act:
        """The answer is what a tap on a button would be, with every check of one."""
        question, said = answered

        async def act(work: UnitOfWork) -> Sequence[Show]:
            to = Correspondent(letter, standing, trust, await _chat(work, standing))
            if said.said is Said.NONE:
                return await self._replies(work, Reply("mail-none"), to)
            choice = choice_of(question, said, to)
            if choice.subject == question.draft_id:
                require_open(question, self._clock.now())
            if choice.action == "cancel" or deed_of_action(choice.action) is MailDeed.CONFIRM:
                await decided(work, question.id, self._clock.now())
            reply = await self._taps(work, replace(letter, choice=choice), standing.person)
            return await self._replies(work, reply, to)

        return act

    async def _words(
        self, letter: Incoming, standing: Standing, trust: Trust, question: Agreement | None
    ) -> Act:
        """A sentence like any in the chat; in answer to a card it is about the draft of that card."""
        speaking = replace(standing, mail=letter.chat)
        if question is not None and question.draft_id is not None:
            speaking = await self._about(question.draft_id, speaking)

        def check(source: object, text: str) -> None:
            deed = deed_of_words(source, text)
            if deed is None or not trust.may(deed):
                raise telegram_only()

        act = await self._sentences(letter, speaking, check=check)
        return self.as_letters(act, letter, speaking, trust, question)

    def as_letters(
        self,
        act: Act,
        letter: Incoming,
        standing: Standing,
        trust: Trust,
        question: Agreement | None = None,
    ) -> Act:
        """The same, its answers as letters that can be answered in turn."""

        async def whole(work: UnitOfWork) -> Sequence[Show]:
            to = Correspondent(letter, standing, trust, await _chat(work, standing))
            shows: list[Show] = []
            for show in await act(work):
                if show.channel is not Channel.EMAIL:
                    shows.append(show)
                    continue
                require_newest(question, show.reply)
                shows += await self._replies(work, show.reply, to)
            return shows

        return whole

    async def _about(self, draft_id: UUID, standing: Standing) -> Standing:
        async with self._units.reading() as work:
            draft = await work.drafts.get(draft_id)
            if draft is None:
                return standing
            speaking = await require_member(work, standing.person, draft.company_id)
        return replace(speaking, draft=draft_id, mail=standing.mail)

    async def _draft_only(self, letter: Incoming, standing: Standing, trust: Trust) -> Act:
        """Without a secret a letter makes a draft or a plan for Telegram, and hears nothing of the books."""
        if not standing.may_issue:
            return self._sorry(letter)
        try:
            proposal = await self._sentences.recurring(letter, standing)
            prepared = None if proposal else await self._sentences.prepare(letter, standing)
        except (InvalidValue, Refused) as error:
            reason = Reply("refused", {"reason": error.reason, "details": {**error.details}})
            return self._refused(letter, standing, reason)
        if proposal is None and prepared is None:
            return self._sorry(letter)

        async def act(work: UnitOfWork) -> Sequence[Show]:
            chat = await _chat(work, standing)
            if chat is None:  # nobody could decide on it yet
                language = standing.person.language
                return [answer(letter, Reply("mail-begin"), language, f"mail-begin:{self._clock.today()}")]
            if prepared is not None:
                reply = await self._sentences.draw_up(work, prepared, standing)
            elif proposal is not None:
                reply = await proposal(work, standing)
            to = Correspondent(letter, standing, trust, chat)
            return await self._replies(work, reply, to)

        return act

    def _refused(self, incoming: Incoming, standing: Standing, reply: Reply) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            chat = await _chat(work, standing)
            sorry = [self._polite_no(incoming)]
            if chat is None:
                return sorry
            return [Show(Channel.TELEGRAM, chat, reply, incoming.key, standing.person.language), *sorry]

        return act

    def _sorry(self, incoming: Incoming) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            del work
            return [self._polite_no(incoming)]

        return act

    def _polite_no(self, incoming: Incoming) -> Show:
        """The key of the promise holds the day, so a second letter of that day is met with silence."""
        return answer(incoming, Reply("mail-sorry"), cause=f"mail-sorry:{self._clock.today()}")


async def _chat(work: UnitOfWork, standing: Standing) -> str | None:
    return await work.people.address(standing.person.id, Channel.TELEGRAM)


def _sentence_of(incoming: Incoming) -> Incoming | None:
    """The letter's own words, or its subject when it has none; None for what is no command."""
    text = incoming.text.strip() or own_subject(incoming.subject)
    usable = (
        (text or incoming.lines)
        and len(text) <= TOO_LONG
        and incoming.media is None
        and not incoming.forwarded
    )
    return replace(incoming, text=text) if usable else None
