"""Commands by e-mail: a draft or a proposal at most, decided on in Telegram; in doubt silence is the safe answer.

An invoice on somebody's NIP is their liability, and From is only text: what our own mail server does not vouch for
makes no draft and gets no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from invoicing.model.errors import InvalidValue, Refused
from invoicing.services.companies import Standing
from invoicing.services.conversation.sentences import TOO_LONG, Sentences
from invoicing.services.issuing.drafting import Prepared
from invoicing.services.jobs import Show
from invoicing.services.mail_trust.agreements import asking
from invoicing.services.mail_trust.auto_issuing import AutoIssuing
from invoicing.services.mail_trust.judging import MailDeed, Trust
from invoicing.services.messages import Channel, Incoming, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import answer, naming_company
from invoicing.services.talking import Act, Reading


class MailCommands:
    """Decides what a letter does."""

    def __init__(self, clock: Clock, sentences: Sentences, auto: AutoIssuing) -> None:
        self._clock, self._sentences, self._auto = clock, sentences, auto

    async def __call__(self, incoming: Incoming, standing: Standing | None, trust: Trust) -> Act:
        """A letter that is believed may make a draft of a member's; anything else is answered once a day at most."""
        if standing is None or not standing.may_issue or not trust.may(MailDeed.DRAFT):
            return self._sorry(incoming)
        letter = _sentence_of(incoming)
        if letter is None:
            return self._sorry(incoming)
        try:
            proposal = await self._sentences.recurring(letter, standing)
            if proposal is not None:
                return self._proposing(incoming, standing, proposal)
            prepared = await self._sentences.prepare(letter, standing)
        except (InvalidValue, Refused) as error:
            reply = Reply("refused", {"reason": error.reason, "details": {**error.details}})
            return self._refused(incoming, standing, reply)
        if prepared is None:
            return self._sorry(incoming)
        return self._draft(incoming, standing, prepared, trust)

    def _draft(self, incoming: Incoming, standing: Standing, prepared: Prepared, trust: Trust) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            chat = await work.people.address(standing.person.id, Channel.TELEGRAM)
            mailbox = incoming.proof.mailbox if incoming.proof else None
            if chat is None and (mailbox is None or not trust.may(MailDeed.CONFIRM)):
                return [self._polite_no(incoming)]  # nobody could decide on the draft
            card = await self._sentences.draw_up(work, prepared, standing)
            language = standing.person.language
            if chat is None:
                asked = await asking(work, card, standing.person.id, mailbox or "", self._clock.now())
                return [answer(incoming, asked, language)]
            if trust.may(MailDeed.AUTO_ISSUE):
                issued = await self._auto(work, incoming, card, standing)
                if issued is not None:
                    told = Show(Channel.TELEGRAM, chat, issued, incoming.key, language)
                    return [told, answer(incoming, issued, language)]
            said = answer(incoming, Reply("mail-draft", card.data), language)
            return [Show(Channel.TELEGRAM, chat, card, incoming.key, language), said]

        return act

    def _proposing(self, incoming: Incoming, standing: Standing, proposal: Reading) -> Act:
        """A recurring invoice is proposed in the chat, and recurs only when somebody taps there."""

        async def act(work: UnitOfWork) -> Sequence[Show]:
            chat = await work.people.address(standing.person.id, Channel.TELEGRAM)
            if chat is None:
                return [self._polite_no(incoming)]
            reply, language = await proposal(work, standing), standing.person.language
            if reply.code != "recurrence-proposed":
                return [self._polite_no(incoming)]
            if standing.among > 1:
                reply = naming_company(reply, standing.company)
            shown = Show(Channel.TELEGRAM, chat, reply, incoming.key, language)
            return [shown, answer(incoming, Reply("mail-recurrence", reply.data), language)]

        return act

    def _refused(self, incoming: Incoming, standing: Standing, reply: Reply) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            chat = await work.people.address(standing.person.id, Channel.TELEGRAM)
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


def _sentence_of(incoming: Incoming) -> Incoming | None:
    """The letter's own words, or its subject when it has none; None for what is no command."""
    text = incoming.text.strip() or (incoming.subject or "").strip()
    usable = text and len(text) <= TOO_LONG and incoming.media is None and not incoming.forwarded
    return replace(incoming, text=text) if usable else None
