"""The book of what is a person's, across all tables; which columns and why is in `personal_account`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from invoicing.services.letters_in.lane_names import lane_name
from invoicing.services.messages import Channel, Json
from invoicing.services.people.held import KeptLetter, Rows, Whose
from invoicing.services.records import Person
from storage import personal_erasing as erasing
from storage.contact_tables import contacts
from storage.mail_trust import MailTokens
from storage.personal_account import OF_ADDRESS, OF_PERSON, Section, address_in, told
from storage.personal_letters import LOOK, is_theirs
from storage.tables import identities, people
from storage.traffic import events, inbox, jobs
from storage.transaction import Transaction

_OF_A_CODE = "digest"  # one that was sent by mail


class Personal:
    """`PersonalBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def whose(self, person_id: UUID) -> Whose | None:
        """By what somebody is known; None when there is no such person."""
        row = await self._transaction.first(select(people).where(people.c.id == person_id))
        return None if row is None else await self._whose(row)

    async def everybody(self) -> Sequence[Person]:
        """Whoever works or worked with us and has not been erased, oldest first."""
        rows = await self._transaction.rows(select(people).where(people.c.name != "").order_by(people.c.seq))
        return [Person(row.id, row.name, row.language) for row in rows]

    async def held(self, whose: Whose) -> Rows:
        """All of it that is given out, but for letters."""
        return {
            section.name: [_given(row) for row in await self._transaction.rows(_wanted(section, whose))]
            for section in _sections(whose)
        }

    async def counted(self, whose: Whose) -> Mapping[str, int]:
        """How many rows each section has, and how many "letters" there are."""
        found = {}
        for section in _sections(whose):
            count = select(func.count()).select_from(section.table).where(section.of(whose))
            found[section.name] = int((await self._transaction.rows(count))[0][0])
        letters = 0
        async for _ in self._theirs(whose):
            letters += 1
        return {**found, "letters": letters}

    async def since(self, person_id: UUID) -> Mapping[UUID, datetime]:
        """By company, when the person first did something there."""
        first = (
            select(events.c.company_id, func.min(events.c.at).label("first"))
            .where(events.c.who == str(person_id), events.c.company_id.is_not(None))
            .group_by(events.c.company_id)
        )
        return {row.company_id: row.first for row in await self._transaction.rows(first)}

    async def letters(self, whose: Whose) -> AsyncIterator[KeptLetter]:
        """Their letters, the newest first, one in memory at a time."""
        async for row in self._theirs(whose):
            whole = select(inbox.c.received_at, inbox.c.raw).where(inbox.c.id == row.id)
            found = await self._transaction.first(whole)
            if found is not None:
                yield KeptLetter(found.received_at, bytes(found.raw))

    async def erase(self, whose: Whose) -> None:
        """Take out what is only theirs; what the history, the invoices and others need stays, under their id."""
        for statement in erasing.of_person(whose):
            await self._transaction.run(statement)
        self._transaction.after_commit.append(self._transaction.shared.jobs_changed)

    async def erase_address(self, whose: Whose) -> Sequence[UUID]:
        """Take out what is kept of an address; the companies whose contact it was."""
        known = select(contacts.c.id, contacts.c.company_id).where(address_in(contacts, "buyer")(whose))
        rows = await self._transaction.rows(known)
        ids = [row.id for row in rows]
        for statement in erasing.of_address(whose, ids):
            await self._transaction.run(statement)
        await self._transaction.run(contacts.delete().where(contacts.c.id.in_(ids)))
        return list(dict.fromkeys(row.company_id for row in rows))

    async def waits(self, whose: Whose) -> bool:
        """Whether something is still to be shown to them."""
        open_ = select(jobs.c.id).where(told(whose), jobs.c.done_at.is_(None), jobs.c.parked_at.is_(None))
        return await self._transaction.first(open_.limit(1)) is not None

    async def forget_letters(self, whose: Whose, limit: int) -> bool:
        """Empty so many of their letters that were done with; False when none was left."""
        ids: list[int] = []
        async for row in self._theirs(whose):
            if row.done_at is not None:
                ids.append(row.id)
            if len(ids) >= limit:
                break
        await self._transaction.run(erasing.emptied(ids))
        return bool(ids)

    async def forget_traces(self, whose: Whose) -> None:
        """Take out keys of promises and lanes of messages that name where they were reached."""
        for statement in erasing.traces(whose):
            await self._transaction.run(statement)

    async def _whose(self, row: Row[Any]) -> Whose:
        known = select(identities.c.channel, identities.c.address).where(identities.c.person_id == row.id)
        at = [(each.channel, each.address) for each in await self._transaction.rows(known)]
        mails = tuple(address for channel, address in at if channel == Channel.EMAIL.value)
        chats = tuple(address for channel, address in at if channel == Channel.TELEGRAM.value)
        token = await MailTokens(self._transaction).token(row.id)
        marks = tuple(lane_name(each) for each in (*mails, token) if each)
        return Whose(row.id, chats, mails, marks, row.name, row.language)

    async def _theirs(self, whose: Whose) -> AsyncIterator[Row[Any]]:
        """The beginnings of their letters, the newest first."""
        look = LOOK
        while rows := await self._transaction.rows(look):
            for row in rows:
                if is_theirs(row, whose):
                    yield row
            look = LOOK.where(inbox.c.id < rows[-1].id)


def _sections(whose: Whose) -> Iterator[Section]:
    if whose.person_id is not None:
        yield from OF_PERSON
    if whose.mails:
        yield from OF_ADDRESS


def _wanted(section: Section, whose: Whose) -> Any:
    columns = [section.table.c[name] for name in section.columns]
    return select(*columns).where(section.of(whose)).order_by(*section.table.primary_key.columns)


def _given(row: Row[Any]) -> Mapping[str, Json]:
    return {name: _plain(value) for name, value in row._mapping.items()}  # noqa: SLF001 - SQLAlchemy's public name


def _plain(value: Any) -> Json:
    """A value of a column as JSON; JSON that lies in a text is opened."""
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode(errors="replace")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return _opened(value)
    return value  # type: ignore[no-any-return]


def _opened(text: str) -> Json:
    try:
        read: Json = json.loads(text)
    except ValueError:
        return text
    if isinstance(read, dict):
        read.pop(_OF_A_CODE, None)
    return read
