"""The book of messages shown under a tag."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from invoicing.services.messages import Channel
from storage.traffic import shown
from storage.transaction import Transaction

_MESSAGE = select(shown.c.message_id).where(
    shown.c.channel == bindparam("by"), shown.c.chat == bindparam("place"), shown.c.tag == bindparam("name")
)


class Shown:
    """`ShownBook` of the contract."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def remember(self, channel: Channel, chat: str, tag: str, message_id: str) -> None:
        """Keep the newest message id of a tag."""
        new = self._transaction.insert(shown).values(
            channel=channel.value, chat=chat, tag=tag, message_id=message_id
        )
        await self._transaction.run(
            new.on_conflict_do_update(
                index_elements=["channel", "chat", "tag"], set_={"message_id": message_id}
            )
        )

    async def message(self, channel: Channel, chat: str, tag: str) -> str | None:
        """The message id known under the tag."""
        row = await self._transaction.first(_MESSAGE, {"by": channel.value, "place": chat, "name": tag})
        return row and str(row.message_id)
