"""People, groups and their messages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import ApiError, UserError, bad_request
from sandbox.world import Bell

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> Json:
        """Return the User object of the API; `is_bot` always stands in it."""
        known = {"username": self.username, "language_code": self.language_code}
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{name: value for name, value in known.items() if value},
        }


@dataclass(slots=True)
class Message:
    """A message in its newest state.

    Attributes:
        payload: the Message object of the API.
        seq: rises with every change in any chat; the cursor of whoever watches.
        keyboard: labels in place of the letters, when the message brought them.
    """

    chat: Chat
    message_id: int
    seq: int
    by_bot: bool
    kind: str
    payload: Json
    keyboard: list[list[str]] | None = None
    reaction: str | None = None
    deleted: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group.

    Attributes:
        started: the person wrote at least once, so the bot may write.
        present: the bot is in the group.
        changed: rings with every change of a message.
    """

    id: int
    type: str
    head: Json
    user: User | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    present: bool = True
    action: str | None = None
    pinned: int | None = None
    instance: str = field(default_factory=lambda: str(secrets.randbits(63) - (1 << 62)))
    messages: dict[int, Message] = field(default_factory=dict)
    changed: Bell = field(default_factory=Bell)

    def refuse_if_closed(self) -> None:
        """Refuse to write where the bot must not.

        Raises:
            ApiError: 403 with the reason.
        """
        if self.deactivated:
            raise ApiError(403, "user is deactivated")
        if self.blocked:
            raise ApiError(403, "bot was blocked by the user")
        if not self.present:
            raise ApiError(403, f"bot is not a member of the {self.type} chat")
        if self.type == "private" and not self.started:
            raise ApiError(403, "bot can't initiate conversation with a user")


class ChatBook:
    """All chats; message identifiers and the cursor of changes are one rising number."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self._number = 0

    def add_user(self, user: User) -> Chat:
        """Make a person known; a person known before keeps the chat."""
        head = {"id": user.id, "type": "private", **_without(user.as_json(), "id", "is_bot", "language_code")}
        chat = self.chats.setdefault(user.id, Chat(user.id, "private", head, user))
        chat.user, chat.head = user, head
        return chat

    def add_group(self, chat_id: int, title: str) -> Chat:
        """Make a group with the bot in it; its id is negative."""
        kind = "supergroup" if chat_id <= -1_000_000_000_000 else "group"
        chat = Chat(chat_id, kind, {"id": chat_id, "type": kind, "title": title}, started=True)
        self.chats[chat_id] = chat
        return chat

    def user(self, user_id: int) -> User:
        """Return a person.

        Raises:
            UserError: nobody has this id.
        """
        chat = self.chats.get(user_id)
        if chat is None or chat.user is None:
            raise UserError(f"there is no user {user_id}")
        return chat.user

    def of_person(self, chat_id: int) -> Chat:
        """Return a chat for the person's side.

        Raises:
            UserError: there is none.
        """
        if chat_id not in self.chats:
            raise UserError(f"there is no chat {chat_id}")
        return self.chats[chat_id]

    def named(self, chat_id: str) -> Chat:
        """Return the chat a call means.

        Raises:
            ApiError: 400 when it is missing or unknown.
        """
        if not chat_id:
            raise bad_request("chat_id is empty")
        try:
            return self.chats[int(chat_id)]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def next_number(self) -> int:
        """Return the next message identifier or place in the order of changes."""
        self._number += 1
        return self._number

    def post(self, chat: Chat, sender: User, kind: str, date: int, body: Json) -> Message:
        """Put a new message into a chat."""
        number = self.next_number()
        payload = {"message_id": number, "from": sender.as_json(), "chat": chat.head, "date": date, **body}
        message = Message(chat, number, number, sender.is_bot, kind, payload)
        chat.messages[number] = message
        chat.changed.ring()
        return message

    def touch(self, message: Message) -> None:
        """Move a changed message to the end of the order of changes."""
        message.seq = self.next_number()
        messages = message.chat.messages
        messages[message.message_id] = messages.pop(message.message_id)
        message.chat.changed.ring()

    @staticmethod
    def find(chat: Chat, message_id: int) -> Message | None:
        """Return a message that was not deleted."""
        message = chat.messages.get(message_id)
        return None if message is None or message.deleted else message


def _without(values: Json, *names: str) -> Json:
    return {name: value for name, value in values.items() if name not in names}
