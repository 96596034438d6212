"""The brake on answers by mail: whatever goes round between two machines ends, and nobody makes us write many letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from invoicing.services.buyers_write.records import AnswerLimit
from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Incoming, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.talking import Act

OF_MEMBERS = (AnswerLimit(timedelta(hours=1), 60), AnswerLimit(timedelta(days=1), 300))
"""Answers to one address whose letters are believed: more than a person reads."""
OF_STRANGERS = (AnswerLimit(timedelta(days=1), 20),)
"""Answers to all strangers together; each of them gets one a day at most."""
_MEMBERS, _STRANGERS, _ALL = "member", "stranger", "*"


class AnswerBrake:
    """Lets an act happen, and holds back the letters that would be too many."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def member(self, incoming: Incoming, standing: Standing, act: Act) -> Act:
        """What a member's letter does; beyond the limit it is done all the same, and told in Telegram once a day."""

        async def braked(work: UnitOfWork) -> Sequence[Show]:
            shows = await act(work)
            letters = [each for each in shows if each.channel is Channel.EMAIL]
            now = self._clock.now()
            if not letters or await work.answers.take(incoming.sender.address, _MEMBERS, now, OF_MEMBERS):
                return shows
            others = [each for each in shows if each.channel is not Channel.EMAIL]
            return [*others, *await self._told(work, incoming, standing)]

        return braked

    def stranger(self, incoming: Incoming, act: Act) -> Act:
        """What a stranger's letter does; at the mailbox of a company, where its customers write, nothing."""

        async def braked(work: UnitOfWork) -> Sequence[Show]:
            if incoming.company_id is not None:
                return []
            if not await work.answers.take(_ALL, _STRANGERS, self._clock.now(), OF_STRANGERS):
                return []
            return await act(work)

        return braked

    async def _told(self, work: UnitOfWork, incoming: Incoming, standing: Standing) -> Sequence[Show]:
        chat = await work.people.address(standing.person.id, Channel.TELEGRAM)
        if chat is None:
            return []
        address, today = incoming.sender.address, self._clock.today()
        reply = Reply("mail-brake", {"from": address, "most": OF_MEMBERS[0].most})
        cause = f"mail-brake:{address}:{today}"
        return [Show(Channel.TELEGRAM, chat, reply, cause, standing.person.language)]
