"""The book of questions to the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Row, String, Table, Text, Uuid, bindparam, select

from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.questions.records import Question, Settled, Thumb
from storage.columns import Moment
from storage.tables import companies, metadata, people
from storage.transaction import Transaction

questions = Table(
    "questions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey(companies.c.id), nullable=False),
    Column("person_id", Uuid, ForeignKey(people.c.id), nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("way", String(16), nullable=False),
    Column("why", String(16), nullable=False),
    Column("candidates", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("chosen", Text),
    Column("thumb", String(8)),
    Column("handed_to", Uuid, ForeignKey(people.c.id)),
    Column("handed_at", Moment),
    Column("answer", Text),
    Column("answered_at", Moment),
    Column("settled", String(16)),
    Index("questions_by_whom_asked", "handed_to", "handed_at"),
)

_THIS = questions.c.id == bindparam("question")
_GET = select(questions).where(_THIS)
_CHOOSE = questions.update().where(_THIS).values(chosen=bindparam("entry"))
_RATE = questions.update().where(_THIS).values(thumb=bindparam("said"))
_HAND = (
    questions.update()
    .where(_THIS, questions.c.handed_to.is_(None))
    .values(handed_to=bindparam("to", type_=Uuid), handed_at=bindparam("now", type_=Moment))
)
_REPLY = (
    questions.update()
    .where(_THIS)
    .values(answer=bindparam("said"), answered_at=bindparam("now", type_=Moment))
)
_HANDED = (
    select(questions)
    .where(questions.c.handed_to == bindparam("person"))
    .order_by(questions.c.handed_at.desc(), questions.c.id)
    .limit(bindparam("most"))
)
_UNSETTLED = (
    select(questions)
    .where(questions.c.settled.is_(None), questions.c.asked_at >= bindparam("since"))
    .order_by(questions.c.asked_at, questions.c.id)
)
_SETTLE = questions.update().where(_THIS).values(settled=bindparam("how"))
_FORGET = questions.delete().where(questions.c.asked_at < bindparam("before"))


class Questions:
    """`QuestionBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, question: Question) -> None:
        """Write one down; the same one again changes nothing."""
        row = {column.name: getattr(question, column.name) for column in questions.columns}
        row |= {
            "channel": question.channel.value,
            "way": question.way.value,
            "candidates": " ".join(question.candidates),
            "shown": " ".join(question.shown),
            "thumb": question.thumb.value if question.thumb else None,
            "settled": question.settled.value if question.settled else None,
        }
        new = self._transaction.insert(questions).on_conflict_do_nothing(index_elements=["id"])
        await self._transaction.run(new, row)

    async def get(self, question_id: UUID) -> Question | None:
        """The question of that id."""
        row = await self._transaction.first(_GET, {"question": question_id})
        return row and _question(row)

    async def choose(self, question_id: UUID, entry: str) -> None:
        """Note which entry was meant."""
        await self._transaction.run(_CHOOSE, {"question": question_id, "entry": entry})

    async def rate(self, question_id: UUID, thumb: Thumb) -> None:
        """Note what somebody thought of the answer."""
        await self._transaction.run(_RATE, {"question": question_id, "said": thumb.value})

    async def hand(self, question_id: UUID, to: UUID, now: datetime) -> bool:
        """Note to whom it goes; False when it went to somebody before."""
        return await self._transaction.run(_HAND, {"question": question_id, "to": to, "now": now}) > 0

    async def reply(self, question_id: UUID, text: str, now: datetime) -> None:
        """Note the person's answer."""
        await self._transaction.run(_REPLY, {"question": question_id, "said": text, "now": now})

    async def handed(self, person_id: UUID, limit: int) -> Sequence[Question]:
        """What was passed on to a person, the newest first."""
        rows = await self._transaction.rows(_HANDED, {"person": person_id, "most": limit})
        return [_question(row) for row in rows]

    async def unsettled(self, since: datetime) -> Sequence[Question]:
        """Every question that nobody has decided on, the oldest first."""
        return [_question(row) for row in await self._transaction.rows(_UNSETTLED, {"since": since})]

    async def settle(self, question_ids: Sequence[UUID], how: Settled) -> None:
        """Note what an accountant decided."""
        for each in question_ids:
            await self._transaction.run(_SETTLE, {"question": each, "how": how.value})

    async def forget(self, before: datetime) -> int:
        """Drop questions from before a moment; how many."""
        return await self._transaction.run(_FORGET, {"before": before})


def _question(row: Row[Any]) -> Question:
    facts = row._asdict()
    return Question(
        **{
            **facts,
            "channel": Channel(row.channel),
            "way": WayOut(row.way),
            "candidates": tuple(row.candidates.split()),
            "shown": tuple(row.shown.split()),
            "thumb": Thumb(row.thumb) if row.thumb else None,
            "settled": Settled(row.settled) if row.settled else None,
        }
    )
