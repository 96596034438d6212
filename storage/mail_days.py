"""The book of letters that each mailbox sent in a day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Column, Date, Integer, String, Table, bindparam, select

from storage.tables import metadata
from storage.transaction import Transaction

mail_days = Table(
    "mail_days",
    metadata,
    Column("mailbox", String(254), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("letters", Integer, nullable=False),
)

_KEPT = timedelta(days=7)
_THAT = (mail_days.c.mailbox == bindparam("of"), mail_days.c.day == bindparam("on"))
_COUNT = select(mail_days.c.letters).where(*_THAT)
_ONE_MORE = (
    mail_days.update()
    .where(*_THAT, mail_days.c.letters < bindparam("most"))
    .values(letters=mail_days.c.letters + 1)
)
_ONE_LESS = mail_days.update().where(*_THAT, mail_days.c.letters > 0).values(letters=mail_days.c.letters - 1)
_FORGET = mail_days.delete().where(mail_days.c.mailbox == bindparam("of"), mail_days.c.day < bindparam("on"))


class MailDays:
    """`MailDayBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def take(self, mailbox: str, day: date, most: int) -> int | None:
        """Count one more; how many there are then, None when there were `most` already."""
        that = {"of": mailbox.lower(), "on": day}
        new = self._transaction.insert(mail_days).on_conflict_do_nothing(index_elements=["mailbox", "day"])
        begun = await self._transaction.run(new, {"mailbox": mailbox.lower(), "day": day, "letters": 0})
        if begun:  # the first of a day
            await self._transaction.run(_FORGET, {**that, "on": day - _KEPT})
        if not await self._transaction.run(_ONE_MORE, {**that, "most": most}):
            return None
        row = await self._transaction.first(_COUNT, that)
        return int(row.letters) if row else None

    async def give_back(self, mailbox: str, day: date) -> None:
        """Count one less: it never got out."""
        await self._transaction.run(_ONE_LESS, {"of": mailbox.lower(), "on": day})
