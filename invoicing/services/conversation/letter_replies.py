"""A reply of the conversation as a letter: buttons become numbers and words, and cards go where they are decided on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from invoicing.services.companies import Standing
from invoicing.services.conversation.letter_reach import deed_of_action
from invoicing.services.jobs import Show
from invoicing.services.mail_trust.agreements import CODE, Question, asking
from invoicing.services.mail_trust.auto_issuing import AutoIssuing
from invoicing.services.mail_trust.judging import MailDeed, Rung, Trust
from invoicing.services.messages import Channel, Choice, Incoming, Json, Option, Reply
from invoicing.services.modes.ways import IssueWay
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.replies import answer

CARDS = frozenset({"draft-card", "draft-incomplete", "which-line", "edit-hint"})
"""Replies that show a draft."""
_FOR_TELEGRAM = (CARDS - {"edit-hint"}) | {"recurrence-proposed"}
"""Replies that whoever has a chat decides on there."""
_WAYS = frozenset(way.value for way in IssueWay if way not in {IssueWay.HOLD, IssueWay.ACCESS})
_IN_WORDS = frozenset({"edit", "undo", "cancel"})
"""Buttons of a card that its letter names as words."""
_BY_BUTTON = {
    "draft-card": "mail-draft",
    "draft-incomplete": "mail-draft",
    "recurrence-proposed": "mail-recurrence",
}
"""Codes of letters about what is decided on in Telegram."""
_MOST = 40
"""Choices of one letter."""


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who wrote a letter, how far it is believed, and where they have a chat."""

    incoming: Incoming
    standing: Standing
    trust: Trust
    chat: str | None

    @property
    def mailbox(self) -> str | None:
        """Ours, where its addresses were seen to bear secrets."""
        proof = self.incoming.proof
        return proof.mailbox if proof is not None and self.trust.rung is Rung.TOKEN else None

    def may(self, choice: Choice) -> bool:
        """Whether a number of a letter may stand for the button; whoever has a chat decides there."""
        deed = deed_of_action(choice.action)
        decides = deed is MailDeed.CONFIRM and self.chat is not None
        return deed is not None and self.trust.may(deed) and not decides


class LetterReplies:
    """Says where a reply to a letter is shown, and how."""

    def __init__(self, clock: Clock, auto: AutoIssuing) -> None:
        self._clock, self._auto = clock, auto

    async def __call__(self, work: UnitOfWork, reply: Reply, to: Correspondent) -> Sequence[Show]:
        """The letter that answers, and what is shown in Telegram to whoever has it."""
        shows: list[Show] = []
        language = to.standing.person.language
        if to.chat is not None and reply.code in _FOR_TELEGRAM:
            issued = await self._issued(work, reply, to)
            if issued is not None:
                told = Show(Channel.TELEGRAM, to.chat, issued, to.incoming.key, language)
                return [told, answer(to.incoming, issued, language)]
            card = replace(reply, replaces=reply.tag, edits=None, callback=None, alert=None)
            shows.append(Show(Channel.TELEGRAM, to.chat, card, to.incoming.key, language))
        letter = await self._letter(work, reply, to)
        if to.chat is None and letter.code == "draft-issuing" and letter.data.get("mode") is None:
            return shows  # one letter tells of the invoice: with its number, or why there is none yet
        shown = answer(to.incoming, letter, language, self._cause(letter))
        return [*shows, replace(shown, company_id=to.standing.company.id)]

    async def _issued(self, work: UnitOfWork, card: Reply, to: Correspondent) -> Reply | None:
        """What is told of an invoice that an owner lets a letter issue; an answer in a thread is no such letter."""
        if card.code != "draft-card" or to.trust.agreement is not None:
            return None
        if not to.trust.may(MailDeed.AUTO_ISSUE):
            return None
        return await self._auto(work, to.incoming, card, to.standing)

    async def _letter(self, work: UnitOfWork, reply: Reply, to: Correspondent) -> Reply:
        """The reply as a letter: no message is edited by it, and what it asks can be answered."""
        said = Reply(_code(reply, to), _data(reply, to), documents=reply.documents, language=reply.language)
        if not to.trust.may(MailDeed.READ):
            return said
        question = _question(reply, to)
        buttons = [each for each in _flat(reply) if each.choice in question.choices]
        links = tuple((each,) for each in _flat(reply) if each.choice is None)
        said = replace(said, options=links)
        if question.draft is None and not question.choices:
            return said
        numbered: list[Json] = [{"label": each.label, "about": each.about} for each in buttons]
        asked = await asking(work, said, question, to.incoming, self._clock.now())
        return replace(asked, data={**asked.data, "choices": numbered})

    def _cause(self, letter: Reply) -> str | None:
        """Words that nobody understands are answered once an hour, so that no two robots talk all night."""
        if letter.code != "not-understood":
            return None
        return f"mail-not-understood:{self._clock.now():%Y-%m-%d:%H}"


def _code(reply: Reply, to: Correspondent) -> str:
    if to.chat is not None:
        return _BY_BUTTON.get(reply.code, reply.code)
    decidable = reply.code == "draft-card" and _way(reply) is not None
    return CODE if decidable else reply.code


def _data(reply: Reply, to: Correspondent) -> dict[str, Json]:
    """What the words are made of: of a tap's pop-up a sentence is left, and where a card is decided on."""
    data = {**reply.data, "alert": reply.alert} if reply.alert else {**reply.data}
    return data | {"in_telegram": to.chat is not None} if reply.code in CARDS else data


def _question(reply: Reply, to: Correspondent) -> Question:
    draft = _draft_of(reply)
    buttons = [each.choice for each in _flat(reply) if each.choice is not None]
    way = _way(reply) if draft and not to.chat else None
    words = _IN_WORDS | ({way.action} if way else set()) if draft else frozenset()
    choices = tuple(each for each in buttons if to.may(each) and each.action not in words)[:_MOST]
    return Question(
        to.standing.person.id,
        draft,
        way.action if way else None,
        says_yes=way is not None and to.may(way),
        choices=choices,
        mailbox=to.mailbox,
    )


def _way(reply: Reply) -> Choice | None:
    """The button by which the draft would go on; a card of a company that cannot issue has none."""
    buttons = (each.choice for each in _flat(reply))
    return next((each for each in buttons if each is not None and each.action in _WAYS), None)


def _draft_of(reply: Reply) -> tuple[UUID, int] | None:
    draft, version = reply.data.get("draft"), reply.data.get("version")
    if reply.code not in CARDS or not isinstance(draft, str) or not isinstance(version, int):
        return None
    return UUID(draft), version


def _flat(reply: Reply) -> Iterator[Option]:
    return (option for row in reply.options for option in row)
