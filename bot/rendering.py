"""A reply becomes Telegram's text and buttons."""

from __future__ import annotations

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from invoicing.services.messages import Option, Reply, Style
from templates.render import label


def keyboard(reply: Reply, language: str) -> InlineKeyboardMarkup | None:
    """The inline keyboard of a reply; None takes an old one away when a message is edited."""
    rows = [[_button(option, language) for option in row] for row in reply.options if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(option: Option, language: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=label(option.label, language, option.about),
        callback_data=option.choice.encode() if option.choice else None,
        copy_text=CopyTextButton(text=option.copy) if option.copy else None,
        url=option.url,
        style=None if option.style is Style.PLAIN else option.style.value,
    )
