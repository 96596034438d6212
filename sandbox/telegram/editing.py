"""Methods that change, remove, pin or mark messages, and answer taps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.chats import Message
from sandbox.telegram.errors import bad_request
from sandbox.telegram.formatting import caption_text, message_text
from sandbox.telegram.limits import DELETE_WITHIN
from sandbox.telegram.markup import Markup, read_markup
from sandbox.telegram.sending import read_media
from sandbox.telegram.state import State, text_fields

Json = dict[str, Any]
CONTENT = ("text", "entities", "caption", "caption_entities", "document", "photo")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
REACTIONS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
    "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
EMOJI = frozenset(REACTIONS.split())


def edit_text(state: State, arguments: Arguments) -> Json:
    """`editMessageText`."""
    text, entities = message_text(arguments)
    markup = read_markup(arguments)
    message = _own_message(state, arguments)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _apply(state, message, text_fields(text, state.with_people(entities)), markup)


def edit_caption(state: State, arguments: Arguments) -> Json:
    """`editMessageCaption`."""
    text, entities = caption_text(arguments)
    markup = read_markup(arguments)
    message = _own_message(state, arguments)
    if message.kind == "text":
        raise bad_request("there is no caption in the message to edit")
    files: Json = {name: message.payload[name] for name in ("document", "photo") if name in message.payload}
    return _apply(
        state, message, {**files, **text_fields(text, state.with_people(entities), caption=True)}, markup
    )


def edit_media(state: State, arguments: Arguments) -> Json:
    """`editMessageMedia`; a text message may become one with a file."""
    media = arguments.nested("media", "Can't parse media JSON object")
    kind, fields = read_media(state, arguments, media)
    markup = read_markup(arguments)
    message = _own_message(state, arguments)
    payload = _apply(state, message, fields, markup)
    message.kind = kind
    return payload


def edit_reply_markup(state: State, arguments: Arguments) -> Json:
    """`editMessageReplyMarkup`; without a keyboard it takes the old one away."""
    markup = read_markup(arguments)
    message = _own_message(state, arguments)
    return _apply(
        state, message, {name: message.payload[name] for name in CONTENT if name in message.payload}, markup
    )


def _own_message(state: State, arguments: Arguments) -> Message:
    message = state.message(arguments, "edit")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _apply(state: State, message: Message, fields: Json, markup: Markup) -> Json:
    new = {**fields, **({"reply_markup": markup.inline} if markup.inline else {})}
    changing = (*CONTENT, "reply_markup")
    old = {name: message.payload[name] for name in changing if name in message.payload}
    if new == old:
        raise bad_request(NOT_MODIFIED)
    state.flood.pass_or_refuse(message.chat.id, 0)
    rest = {name: value for name, value in message.payload.items() if name not in changing}
    state.change(message, {**rest, **new})
    return message.payload


def delete_message(state: State, arguments: Arguments) -> bool:
    """`deleteMessage`: any message of a private chat, in a group only the bot's; within 48 hours."""
    message = state.message(arguments, "delete")
    if not _deletable(state, message):
        raise bad_request("message can't be deleted")
    _delete(state, message)
    return True


def delete_messages(state: State, arguments: Arguments) -> bool:
    """`deleteMessages`: 1 to 100 identifiers; those not found are passed over."""
    wanted = arguments.nested("message_ids", "Can't parse message identifiers JSON object")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > 100:
        raise bad_request("too many message identifiers specified")
    chat = state.chat(arguments)
    found = [message for one in wanted if (message := state.chats.find(chat, int(one)))]
    if not all(_deletable(state, message) for message in found):
        raise bad_request("message can't be deleted")
    for message in found:
        _delete(state, message)
    return True


def _deletable(state: State, message: Message) -> bool:
    young = state.unix() - message.payload["date"] < DELETE_WITHIN
    return young and (message.by_bot or message.chat.type == "private")


def _delete(state: State, message: Message) -> None:
    message.deleted = True
    state.chats.touch(message)
    state.tell("deleted", message)


def set_reaction(state: State, arguments: Arguments) -> bool:
    """`setMessageReaction`: at most one, of the known emoji; none takes it back."""
    reactions = arguments.nested("reaction", "Can't parse reaction types JSON object") or []
    if not isinstance(reactions, list) or not all(isinstance(one, dict) for one in reactions):
        raise bad_request("Can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = str(reactions[0].get("emoji", "")) if reactions else None
    if emoji is not None and emoji.replace("\ufe0f", "") not in EMOJI:
        raise bad_request("REACTION_INVALID")
    message = state.message(arguments, "react")
    if message.reaction != emoji:
        message.reaction = emoji
        state.chats.touch(message)
        state.tell("reacted", message)
    return True


def pin(state: State, arguments: Arguments) -> bool:
    """`pinChatMessage`."""
    message = state.message(arguments, "pin")
    message.chat.pinned = message.message_id
    return True


def unpin(state: State, arguments: Arguments) -> bool:
    """`unpinChatMessage`, `unpinAllChatMessages`."""
    state.chat(arguments).pinned = None
    return True


def answer_callback(state: State, arguments: Arguments) -> bool:
    """`answerCallbackQuery`."""
    return state.callbacks.answer(arguments)


METHODS: dict[str, Callable[[State, Arguments], Any]] = {
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagemedia": edit_media,
    "editmessagereplymarkup": edit_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "setmessagereaction": set_reaction,
    "pinchatmessage": pin,
    "unpinchatmessage": unpin,
    "unpinallchatmessages": unpin,
    "answercallbackquery": answer_callback,
}
