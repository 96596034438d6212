"""Keyboards: what the Bot API takes under a message, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.arguments import Arguments
from sandbox.telegram.errors import bad_request
from sandbox.telegram.limits import BUTTONS, BUTTONS_IN_ROW, CALLBACK_DATA_BYTES, COPY_TEXT_CHARACTERS
from sandbox.telegram.links import button_link

Json = dict[str, Any]
STYLES = {"primary", "success", "danger"}
PLAIN_ACTIONS = (
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "pay",
)


@dataclass(frozen=True, slots=True)
class Markup:
    """The `reply_markup` of a call.

    Attributes:
        inline: the keyboard under the message, or None.
        keyboard: labels of the keyboard in place of the letters; None leaves it, an empty list removes it.
    """

    inline: Json | None = None
    keyboard: list[list[str]] | None = None


def read_markup(arguments: Arguments) -> Markup:
    """Read `reply_markup`.

    Raises:
        ApiError: 400 with the server's complaint about the JSON or about one button.
    """
    markup = arguments.nested("reply_markup", "Can't parse reply keyboard markup JSON object")
    if markup is None:
        return Markup()
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [
            [_inline_button(one) for one in row]
            for row in _rows(markup, "inline_keyboard", "InlineKeyboardMarkup")
        ]
        _check_size(rows)
        rows = [row for row in rows if row]
        return Markup(inline={"inline_keyboard": rows} if rows else None)
    if "keyboard" in markup:
        labels = [[_label(one) for one in row] for row in _rows(markup, "keyboard", "ReplyKeyboardMarkup")]
        _check_size(labels)
        return Markup(keyboard=labels)
    return Markup(keyboard=[]) if markup.get("remove_keyboard") is True else Markup()


def _rows(markup: Json, name: str, kind: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" of the {kind} must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'Field "{name}" of the {kind} must be an Array of Arrays')
    return rows


def _check_size(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")


def _label(button: Any) -> str:
    text = button if isinstance(button, str) else _text_of(button, "keyboard")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return text


def _text_of(button: Any, where: str) -> str:
    complaint = f"Can't parse {where} button"
    if not isinstance(button, dict):
        raise bad_request(f"{complaint}: {where.capitalize()} button must be an Object")
    if "text" not in button:
        raise bad_request(f'{complaint}: Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(f'{complaint}: Field "text" must be of type String')
    return button["text"]


def _inline_button(button: Any) -> Json:
    text = _text_of(button, "inline keyboard")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    kept: Json = {"text": text, **_action(button)}
    style = button.get("style", "")
    if style in STYLES:
        kept["style"] = style
    elif style not in {"", "default", None}:
        raise bad_request("Can't parse inline keyboard button: Invalid button style specified")
    return kept


def _action(button: Json) -> Json:
    for name, check in ACTIONS.items():
        value = button.get(name)
        # An empty string counts as absent.
        if value is not None and value != "":
            return {name: check(value)}
    for name in PLAIN_ACTIONS:
        if name in button:
            return {name: button[name]}
    raise bad_request("Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _callback_data(value: Any) -> str:
    if not isinstance(value, str):
        raise bad_request('Can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if len(value.encode()) > CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return value


def _copy_text(value: Any) -> Json:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= COPY_TEXT_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def _object_with_link(what: str) -> Callable[[Any], Json]:
    def check(value: Any) -> Json:
        if not isinstance(value, dict) or not isinstance(value.get("url"), str):
            raise bad_request("Can't parse inline keyboard button: Can't find field \"url\"")
        return {**value, "url": button_link(value["url"], what, secure=True)}

    return check


ACTIONS: dict[str, Callable[[Any], Any]] = {
    "url": lambda value: button_link(str(value)),
    "callback_data": _callback_data,
    "web_app": _object_with_link("Web App URL"),
    "login_url": _object_with_link("login URL"),
    "copy_text": _copy_text,
    "disabled": lambda value: value if isinstance(value, dict) else {},
}
