"""Everything one emulated bot account knows, and the two ways a message is born."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.callbacks import CallbackBook
from sandbox.telegram.chats import Chat, ChatBook, Message, User
from sandbox.telegram.deliveries import Deliveries
from sandbox.telegram.entities import Entity
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import FileStore
from sandbox.telegram.limits import FloodGate
from sandbox.telegram.markup import Markup
from sandbox.telegram.updates import UpdateBook
from sandbox.world import World

Json = dict[str, Any]


class State:
    """The account of one bot: its chats, files, queue and settings.

    Attributes:
        down: how everything is answered during an outage: a page of HTML, an error in JSON, or not at all.
        profile: what the bot said of itself (commands, descriptions, menu buttons), and under
            "abilities" what its owner changed by BotFather.
    """

    def __init__(self, world: World, token: str, bot_username: str) -> None:
        self.world = world
        self.token = token
        bot_id = int(token.partition(":")[0])
        self.bot = User(bot_id, bot_username.removesuffix("_bot").title(), bot_username, is_bot=True)
        self.chats = ChatBook(self.bot)
        self.files = FileStore()
        self.updates = UpdateBook(self.now)
        self.callbacks = CallbackBook(self.now)
        self.flood = FloodGate()
        self.deliveries = Deliveries()
        self.profile: dict[tuple[str, ...], Any] = {}
        self.down: Literal["html", "json"] | None = None

    def reset(self) -> None:
        """Forget people, messages, files, taps and updates; identifiers go on rising."""
        for chat in self.chats.chats.values():
            chat.changed.ring()
        self.chats.chats.clear()
        self.files = FileStore()
        self.updates.drop()
        self.callbacks.clear()
        self.flood = FloodGate()
        self.deliveries.clear()
        self.profile.clear()
        self.down = None

    def now(self) -> datetime:
        """Return the world's time."""
        return self.world.clock.now()

    def unix(self) -> int:
        """Return the world's time in whole seconds, as the API writes dates."""
        return int(self.now().timestamp())

    def chat(self, arguments: Arguments) -> Chat:
        """Return the chat of a call.

        Raises:
            ApiError: 400 when it is missing or unknown.
        """
        return self.chats.named(arguments.text("chat_id"))

    def message(self, arguments: Arguments, verb: str) -> Message:
        """Return the message a call names.

        Raises:
            ApiError: 400 "message to `verb` not found".
        """
        chat = self.chat(arguments)
        message_id = arguments.integer("message_id")
        if message_id <= 0:
            raise bad_request("message identifier is not specified")
        message = self.chats.find(chat, message_id)
        if message is None:
            raise bad_request(f"message to {verb} not found")
        return message

    def bot_posts(self, chat: Chat, kind: str, body: Json, markup: Markup) -> Message:
        """Put a message of the bot into a chat."""
        if markup.inline:
            body = {**body, "reply_markup": markup.inline}
        message = self.chats.post(chat, self.bot, kind, self.unix(), body)
        message.keyboard = markup.keyboard
        chat.action = None
        self.tell("sent", message)
        return message

    def user_posts(self, chat: Chat, user: User, kind: str, body: Json) -> Message:
        """Put a person's message into a chat and give birth to its update."""
        message = self.chats.post(chat, user, kind, self.unix(), body)
        self.updates.add("message", message.payload, chat.id)
        self.tell("received", message)
        return message

    def change(self, message: Message, payload: Json) -> None:
        """Give a message a new content and date of edit."""
        message.payload = {**payload, "edit_date": self.unix()}
        self.chats.touch(message)
        self.tell("edited", message)

    def tell(self, what: str, message: Message) -> None:
        """Write into the world's log what happened to a message; what the bot did also into the deliveries."""
        if what in {"sent", "edited"} and message.by_bot:
            self.deliveries.add(what, message.chat.id, message.message_id)
        self.world.events.add(
            "telegram", what=what, chat=message.chat.id, message_id=message.message_id, seq=message.seq
        )

    def with_people(self, entities: list[Entity]) -> list[Entity]:
        """Turn mentions by id into mentions of known people; strangers cannot be mentioned."""
        known = []
        for entity in entities:
            if entity["type"] != "text_mention":
                known.append(entity)
            elif (chat := self.chats.chats.get(entity["user_id"])) and chat.user:
                bare = {name: value for name, value in entity.items() if name != "user_id"}
                known.append({**bare, "user": chat.user.as_json()})
        return known


def text_fields(text: str, entities: list[Entity], *, caption: bool = False) -> Json:
    """Return the fields of a Message that carry a text or a caption."""
    if not text:
        return {}
    names = ("caption", "caption_entities") if caption else ("text", "entities")
    return {names[0]: text, **({names[1]: entities} if entities else {})}
