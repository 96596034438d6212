"""The person's side: what somebody with a phone can do in the chat."""

from __future__ import annotations

import mimetypes
from typing import Any

from sandbox.telegram.chats import Chat, Message, User
from sandbox.telegram.errors import ApiError, UserError
from sandbox.telegram.files import StoredFile, small_picture
from sandbox.telegram.formatting import formatted
from sandbox.telegram.limits import CAPTION_CHARACTERS, TEXT_CHARACTERS
from sandbox.telegram.state import State, text_fields
from sandbox.telegram.view import view

Json = dict[str, Any]


class People:
    """Acts for the people; every method takes the person's id, and a group's id where it is not the private chat."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add_user(
        self,
        id: int,  # noqa: A002  # the word of the API
        first_name: str,
        username: str | None = None,
        language_code: str = "pl",
    ) -> None:
        """Make a person known to the server; the bot may write only after the person wrote."""
        self._state.chats.add_user(User(id, first_name, username, language_code))

    def add_started_user(self, id: int, first_name: str) -> None:  # noqa: A002  # the word of the API
        """Make a person known who has started the bot long ago: no update tells of it."""
        self._state.chats.add_user(User(id, first_name, None, "pl")).started = True

    def add_group(self, id: int, title: str, by: int) -> None:  # noqa: A002  # the word of the API
        """Let a person put the bot into a group (its id is negative); the bot gets `my_chat_member`."""
        chat = self._state.chats.add_group(id, title)
        self._membership(chat, self._state.chats.user(by), "left", "member")

    async def user_sends_text(
        self,
        user: int,
        text: str,
        *,
        chat: int | None = None,
        reply_to: int | None = None,
        forwarded_from: int | None = None,
    ) -> int:
        """Send a text as a client does: trimmed, and cut into pieces of 4096; returns the first message's id.

        Raises:
            UserError: no such person, the bot is blocked, or there is nothing to send.
        """
        text = text.strip()
        if not text:
            raise UserError("an empty message cannot be sent")
        pieces = [text[at : at + TEXT_CHARACTERS] for at in range(0, len(text), TEXT_CHARACTERS)]
        head = self._head(self._place(user, chat), reply_to, forwarded_from)
        sent = []
        for piece in pieces:
            body = text_fields(*formatted(piece, "", None))
            if body:
                sent.append(self._send(user, chat, "text", {**head, **body}))
        return sent[0]

    async def user_edits_text(
        self, user: int, message_id: int, text: str, *, chat: int | None = None
    ) -> None:
        """Edit the person's own text; the bot gets `edited_message`.

        Raises:
            UserError: the message is not the person's, or is no text.
        """
        place = self._place(user, chat)
        message = self._message(place, message_id)
        if message.by_bot or message.kind != "text":
            raise UserError("only one's own text can be edited")
        rest = {name: value for name, value in message.payload.items() if name not in {"text", "entities"}}
        self._state.change(message, {**rest, **text_fields(*formatted(text, "", None))})
        self._state.updates.add("edited_message", message.payload, place.id)

    async def user_sends_document(
        self,
        user: int,
        name: str,
        data: bytes,
        mime: str | None = None,
        caption: str | None = None,
        *,
        chat: int | None = None,
    ) -> int:
        """Send a file; returns the message's id.

        Raises:
            UserError: no such person, the bot is blocked, the file is empty or the caption too long.
        """
        mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self._send_file(user, chat, self._keep("document", name, mime, data), caption)

    async def user_sends_photo(
        self, user: int, data: bytes | None = None, caption: str | None = None, *, chat: int | None = None
    ) -> int:
        """Send a photo (a small grey one without `data`); returns the message's id."""
        stored = self._keep("photo", "photo.png", "image/png", data or small_picture())
        return self._send_file(user, chat, stored, caption)

    async def user_sends_voice(self, user: int, data: bytes = b"OggS", *, chat: int | None = None) -> int:
        """Send a voice message; returns its id."""
        return self._send_file(user, chat, self._keep("voice", "voice.ogg", "audio/ogg", data), None)

    async def user_sends_sticker(self, user: int, *, chat: int | None = None) -> int:
        """Send a sticker; returns the message's id."""
        return self._send_file(user, chat, self._keep("sticker", "sticker.webp", "image/webp", b"RIFF"), None)

    def messages(self, user: int, after: int = 0) -> list[Json]:
        """Return the chat's messages that changed after a place in the order of changes, in that order.

        A message stands once, in its newest state. Deleted ones come only to those who watch (`after` > 0).
        `seq` and `message_id` are numbers of one row, so the id of a message serves as `after` as well.
        """
        return _changes(self._state.chats.of_person(user), after)

    async def wait_messages(self, user: int, after: int, wait: float) -> list[Json]:
        """Like `messages`, waiting up to `wait` real seconds for the first change."""
        chat = self._state.chats.of_person(user)
        await chat.changed.until(lambda: bool(_changes(chat, after)), wait)
        return _changes(chat, after)

    def file(self, file_id: str) -> tuple[str, str, bytes]:
        """Return name, type and content of a file in any chat.

        Raises:
            KeyError: there is no such file.
        """
        stored = self._state.files.get(file_id)
        return stored.name, stored.mime, stored.data

    def block(self, user: int, on: bool = True) -> None:  # noqa: FBT001, FBT002  # a switch of the control API
        """Let a person block the bot, or take it back; the bot gets `my_chat_member`."""
        chat = self._state.chats.of_person(user)
        if chat.blocked == on:
            return
        chat.blocked = on
        self._membership(
            chat, self._state.chats.user(user), *(("member", "kicked") if on else ("kicked", "member"))
        )

    def deactivate(self, user: int) -> None:
        """Delete a person's account: writing there answers 403 from now on."""
        self._state.chats.of_person(user).deactivated = True

    def _place(self, user: int, chat: int | None) -> Chat:
        self._state.chats.user(user)
        place = self._state.chats.of_person(user if chat is None else chat)
        if place.blocked or place.deactivated or not place.present:
            raise UserError("the bot is not to be reached from this chat")
        return place

    def _message(self, place: Chat, message_id: int) -> Message:
        message = self._state.chats.find(place, message_id)
        if message is None:
            raise UserError(f"there is no message {message_id} in this chat")
        return message

    def _send(self, user: int, chat: int | None, kind: str, body: Json) -> int:
        place = self._place(user, chat)
        place.started = True
        return self._state.user_posts(place, self._state.chats.user(user), kind, body).message_id

    def _head(self, place: Chat, reply_to: int | None, forwarded_from: int | None) -> Json:
        head: Json = {}
        if reply_to is not None:
            payload = self._message(place, reply_to).payload
            head["reply_to_message"] = {name: payload[name] for name in payload if name != "reply_to_message"}
        if forwarded_from is not None:
            sender = self._state.chats.user(forwarded_from).as_json()
            head["forward_origin"] = {"type": "user", "sender_user": sender, "date": self._state.unix()}
        return head

    def _keep(self, kind: str, name: str, mime: str, data: bytes) -> StoredFile:
        try:
            return self._state.files.add(kind, name, mime, data)
        except ApiError as refusal:
            raise UserError(refusal.description) from None

    def _send_file(self, user: int, chat: int | None, stored: StoredFile, caption: str | None) -> int:
        text, entities = formatted(caption or "", "", None)
        if len(text) > CAPTION_CHARACTERS:
            raise UserError("the caption is too long")
        return self._send(
            user, chat, stored.kind, {**stored.fields(), **text_fields(text, entities, caption=True)}
        )

    def _membership(self, chat: Chat, user: User, old: str, new: str) -> None:
        bot = self._state.bot.as_json()
        states: dict[str, Json] = {status: {"status": status, "user": bot} for status in ("left", "member")}
        states["kicked"] = {"status": "kicked", "user": bot, "until_date": 0}
        change = {
            "chat": chat.head,
            "from": user.as_json(),
            "date": self._state.unix(),
            "old_chat_member": states[old],
            "new_chat_member": states[new],
        }
        self._state.updates.add("my_chat_member", change, chat.id)


def _changes(chat: Chat, after: int) -> list[Json]:
    changed = []
    for message in reversed(chat.messages.values()):
        if message.seq <= after:
            break
        if after or not message.deleted:
            changed.append(view(message))
    return changed[::-1]
