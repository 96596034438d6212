"""Taps on buttons under messages."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.chats import Chat, Message, User
from sandbox.telegram.errors import UserError
from sandbox.telegram.people import People

Json = dict[str, Any]
UNANSWERED: Json = {"answered": False, "alert": None}


class Taps(People):
    """The person's fingers."""

    async def user_taps(
        self, user: int, message_id: int, label: str, wait: float = 10.0, *, chat: int | None = None
    ) -> Json:
        """Tap the button with exactly this label on the newest state of a message, and wait for the answer.

        Args:
            user: who taps.
            message_id: under which message.
            label: the whole text of the button.
            wait: seconds to wait for the bot.
            chat: a group, when it is not the private chat.

        Returns:
            `answered`, and `alert` with what the bot showed. A button with an address or a text to copy asks the
            bot nothing: its `url` or `copy` comes back.

        Raises:
            UserError: no such person, message or button, or the bot is blocked.
        """
        place = self._place(user, chat)
        message = self._message(place, message_id)
        button = _button(message, label)
        if "callback_data" in button:
            return await self._tap(user, place, message.payload, button["callback_data"], wait)
        if "copy_text" in button:
            return {**UNANSWERED, "copy": button["copy_text"]["text"]}
        address = button.get("url") or button.get("web_app", {}).get("url")
        return {**UNANSWERED, "url": address} if address else UNANSWERED

    async def user_taps_data(
        self, user: int, message_id: int, data: str, wait: float = 10.0, *, chat: int | None = None
    ) -> Json:
        """Send a tap with any data: a stale keyboard, a forged button, or one under a message already deleted.

        Raises:
            UserError: no such person, or no such message ever.
        """
        place = self._place(user, chat)
        message = place.messages.get(message_id)
        if message is None:
            raise UserError(f"there is no message {message_id} in this chat")
        return await self._tap(user, place, _as_seen(message), data, wait)

    async def _tap(self, user: int, place: Chat, message: Json, data: str, wait: float) -> Json:
        person: User = self._state.chats.user(user)
        callback = self._state.callbacks.open()
        query = {
            "id": callback.query_id,
            "from": person.as_json(),
            "chat_instance": place.instance,
            "message": message,
            "data": data,
        }
        self._state.updates.add("callback_query", query, place.id)
        self._state.world.events.add(
            "telegram", what="tapped", chat=place.id, message_id=message["message_id"]
        )
        outcome = await callback.outcome(wait)
        self._state.world.events.add(
            "telegram",
            what="tap answered" if outcome["answered"] else "tap unanswered",
            chat=place.id,
            alert=outcome["alert"],
        )
        return outcome


def _button(message: Message, label: str) -> Json:
    rows = message.payload.get("reply_markup", {}).get("inline_keyboard", [])
    button: Json | None = next((one for row in rows for one in row if one["text"] == label), None)
    if button is None:
        raise UserError(f"message {message.message_id} has no button {label!r}")
    return button


def _as_seen(message: Message) -> Json:
    if not message.deleted:
        return message.payload
    return {"chat": message.chat.head, "message_id": message.message_id, "date": 0}
