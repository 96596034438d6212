"""Questions in a conversation: looked up before anything is written, noted without anybody in them, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from invoicing.services.companies import Standing
from invoicing.services.conversation import answers
from invoicing.services.conversation.open_draft import not_understood
from invoicing.services.editing.editing import Understanding
from invoicing.services.ids import question_id
from invoicing.services.messages import Choice, Incoming, Json, Option, Reply
from invoicing.services.modes.talk import opened
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.questions import replies
from invoicing.services.questions.handing_over import hand_over, whom_to_ask
from invoicing.services.questions.knowledge import KnowledgeBase, Lookup, Told, WayOut
from invoicing.services.questions.masking import masked
from invoicing.services.questions.records import KEPT, Question
from invoicing.services.questions.sounding import (
    LIVE,
    MAY_BE_MEANT,
    asks,
    asks_for_time,
    believed,
    is_about_ksef_itself,
    is_priced,
    names_somebody,
    unquoted,
)
from invoicing.services.talking import Reading

_SHOWN = 4
"""Entries that the buttons of one question can name: the answer and three others."""
_RULES: Mapping[str, tuple[str, str]] = {
    "all_well": ("gdzie-sprawdzic-komunikaty", "offline24-termin"),
    "failure": ("awaria-zasady", "awaria-termin"),
    "maintenance": ("niedostepnosc-zasady", "niedostepnosc-termin"),
    "total_failure_claimed": ("awaria-calkowita-procedura", "awaria-calkowita-dosylanie"),
    "ksef_silent": ("ksef-nie-dziala-co-teraz", "offline24-termin"),
    "login_down": ("ksef-nie-dziala-co-teraz", "offline24-termin"),
    "us": ("awaria-czy-moj-problem", "offline24-termin"),
    "lighthouse_down": ("latarnia-nie-odpowiada", "offline24-termin"),
    "unknown": ("latarnia-nie-odpowiada", "offline24-termin"),
}
"""The entry to be told beside facts of today, by KSeF's state: of the state itself, and of the term."""
_REFUSED = frozenset({"orders", "abuse", "pasted"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was looked up, and what may be needed to answer it."""

    id: UUID
    incoming: Incoming
    heard: Understood
    lookup: Lookup
    rules: Mapping[str, Told]


class Questions:
    """Answers questions of members on every front end."""

    def __init__(self, clock: Clock, base: KnowledgeBase, understand: Understanding) -> None:
        self._clock, self._base, self._live = clock, base, answers.Live(clock)
        self._understand = understand

    async def instead(self, incoming: Incoming, heard: Understood, standing: Standing) -> Reading | None:
        """The answer to a question that has the words of a wish; None when it is a wish, or not surely a question."""
        text = unquoted(incoming.text)
        if text != incoming.text:  # what others wrote below is no part of it
            incoming, heard = replace(incoming, text=text), self._understand(text, self._clock.today())
            if heard.intent in {Intent.FAQ, *LIVE}:
                return await self.reading(incoming, heard, standing)
        if heard.intent not in MAY_BE_MEANT or names_somebody(heard):
            return None
        if not asks(text) and (is_priced(heard) or heard.intent is not Intent.ISSUE):
            return None
        asked = await self._look_up(incoming, heard, standing)
        return partial(self._answer, asked) if believed(heard, text, asked.lookup) else None

    async def reading(self, incoming: Incoming, heard: Understood, standing: Standing) -> Reading:
        """The answer to what is a question, or nothing that anybody understands."""
        if incoming.text.lstrip().startswith("/"):  # a command that there is not
            return not_understood
        asked = await self._look_up(incoming, heard, standing)
        no_question = heard.intent is Intent.OTHER and not asks(incoming.text)
        if no_question and asked.lookup.way is WayOut.ABSTAIN:
            return not_understood
        return partial(self._answer, asked)

    async def _look_up(self, incoming: Incoming, heard: Understood, standing: Standing) -> Asked:
        language = standing.person.language
        lookup = await self._base.look_up(incoming.text, language, incoming.sender.channel)
        if is_about_ksef_itself(incoming.text) or heard.intent is not Intent.KSEF_STATUS:
            lookup = _by_intent(lookup, heard.intent)
        rules: dict[str, Told] = {}
        if lookup.way in {WayOut.LIVE, WayOut.QUEUE}:
            for name in {entry for pair in _RULES.values() for entry in pair}:
                told = await self._base.told(name, language)
                rules |= {name: told} if told else {}
        return Asked(question_id(incoming.key), incoming, heard, lookup, rules)

    async def _answer(self, asked: Asked, work: UnitOfWork, standing: Standing) -> Reply:
        reply, shown = await self._reply(asked, work, standing)
        question = await self._note(asked, shown, work, standing)
        if reply.code == "answer-person" and question.why == "asked-for" and reply.options:
            reply = await hand_over(work, question, standing.person, self._clock.now())
        return replies.beside_draft(reply, await opened(work, standing))

    async def _reply(self, asked: Asked, work: UnitOfWork, standing: Standing) -> tuple[Reply, Sequence[str]]:
        """What is said, and the ids of entries that its buttons name."""
        lookup, ids = asked.lookup, [each.id for each in asked.lookup.told]
        own_case = replies.is_own_case(asked.incoming.text)
        if lookup.way is WayOut.ANSWER:
            told, *more = lookup.told
            others = [name for name in lookup.candidates if name not in ids]
            channel = asked.incoming.sender.channel
            reply = replies.answered(asked.id, told, channel, own_case=own_case, more=[*enumerate(more, 1)])
            return reply, [*ids, *others][:_SHOWN]
        if lookup.way is WayOut.CLARIFY:
            return replies.choices(asked.id, lookup.why, [*enumerate(lookup.told)]), ids
        if lookup.way in {WayOut.LIVE, WayOut.QUEUE}:
            return await self._facts(asked, work, standing)
        if lookup.way is WayOut.GREETING:
            return await answers.welcome(work, standing), ids
        return await self._beyond_us(asked, work, standing), ids

    async def _beyond_us(self, asked: Asked, work: UnitOfWork, standing: Standing) -> Reply:
        """A person is wanted, or nobody here knows."""
        lookup = asked.lookup
        person = await whom_to_ask(work, standing.company.id, standing.person.id)
        whom = person.name if person else None
        if lookup.way is WayOut.HUMAN:
            return replies.for_a_person(asked.id, next(iter(lookup.told), None), whom)
        if lookup.way is WayOut.REFUSED and lookup.why not in _REFUSED:
            return Reply("not-understood")
        wants_one = lookup.way is WayOut.ABSTAIN
        return replies.unknown(asked.id, lookup.why, whom if wants_one else None, ask=lookup.why == "unsure")

    async def _facts(self, asked: Asked, work: UnitOfWork, standing: Standing) -> tuple[Reply, Sequence[str]]:
        """KSeF's state or the person's own invoices, and the rule beside it."""
        of_time = asked.heard.intent is Intent.DEADLINES or asks_for_time(asked.incoming.text)
        if asked.lookup.way is WayOut.LIVE:
            reply = await self._live.ksef_status(work, standing)
        else:
            read = self._live.deadlines if of_time else self._live.queue
            reply = await read(work, standing)
        state, term = _RULES.get(str(reply.data["state"]), _RULES["unknown"])
        rule = asked.rules.get(state if asked.lookup.way is WayOut.LIVE else term)
        if (
            asked.lookup.told and asked.lookup.told[0].id in asked.rules
        ):  # a rule of states and terms, well asked for
            rule = asked.lookup.told[0]
        if rule is None:
            return reply, []
        whole = Option("answer-whole", choice=Choice(replies.PICK, asked.id))
        data: dict[str, Json] = {**reply.data, "rule": replies.told_data(rule)}
        return replace(reply, data=data, options=(*reply.options, (whole,))), [rule.id]

    async def _note(
        self, asked: Asked, shown: Sequence[str], work: UnitOfWork, standing: Standing
    ) -> Question:
        now, lookup = self._clock.now(), asked.lookup
        await work.questions.forget(now - KEPT)
        question = Question(
            asked.id,
            standing.company.id,
            standing.person.id,
            now,
            asked.incoming.sender.channel,
            standing.person.language,
            masked(asked.incoming.text, await _known(work, standing)),
            lookup.way,
            lookup.why,
            lookup.candidates[:_SHOWN],
            tuple(shown),
        )
        await work.questions.add(question)
        return question


def _by_intent(lookup: Lookup, intent: Intent) -> Lookup:
    """What the parser knows for facts of today stays that; a rule that surely answers is told beside them."""
    if intent not in LIVE or lookup.way in {WayOut.LIVE, WayOut.QUEUE}:
        return lookup
    way = WayOut.LIVE if intent is Intent.KSEF_STATUS else WayOut.QUEUE
    return replace(lookup, way=way, told=lookup.told[:1] if lookup.way is WayOut.ANSWER else ())


async def _known(work: UnitOfWork, standing: Standing) -> list[str]:
    """Names that are masked however they are written."""
    company = standing.company
    members = [person.name for person, _ in await work.people.members(company.id)]
    buyers = [name for _, name in await work.buyers.names(company.id)]
    return [company.profile.seller.name, *members, *buyers]
