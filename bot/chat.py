"""The way out: replies become messages, edits and documents in a chat."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, Message

from bot.client import our_errors
from bot.pacing import Pace
from bot.rendering import keyboard
from invoicing.model.errors import Refused, Unavailable
from invoicing.services.jobs import NotYet, Show
from invoicing.services.messages import Reply
from invoicing.services.ports import FileToShow
from templates.render import alert, render_reply


class TelegramChat:
    """Shows replies in Telegram (port `Showing`).

    A repeat after a crash may show a message twice (Telegram has no idempotency key), never lose it.
    """

    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        self._bot = bot
        self._pace = pace or Pace()

    async def show(self, show: Show, files: Sequence[FileToShow]) -> str | None:
        """Acknowledge the tap, then edit or send.

        Raises:
            Unavailable: with `retry_after` when Telegram asked us to slow down.
            NotYet: this message's turn has not come.
            Refused: the chat is closed to us, or Telegram refuses the message.
        """
        self._pace.check()
        try:
            return await self._show(show, files)
        except Unavailable as error:
            if error.retry_after is not None and not isinstance(error, NotYet):
                self._pace.hold(error.retry_after)
            raise

    async def _show(self, show: Show, files: Sequence[FileToShow]) -> str | None:
        reply = show.reply
        if reply.callback:
            await self._acknowledge(reply, show.language)
        if reply.removes:
            gone = await self._removed(show.chat, int(reply.removes))
            reply = replace(reply, data={**reply.data, "removed": gone})
        if files:
            return await self._send_files(show, files)
        text, buttons = render_reply(reply.code, reply.data, show.language), keyboard(reply, show.language)
        if reply.edits and await self._edited(show.chat, int(reply.edits), text, buttons):
            return reply.edits
        async with self._sending(show):
            message = await self._bot.send_message(int(show.chat), text, reply_markup=buttons)
        return str(message.message_id)

    @asynccontextmanager
    async def _sending(self, show: Show) -> AsyncIterator[None]:
        """A turn to send a new message; only those who wrote or tapped just now wait for something."""
        asked = show.cause.startswith(f"{show.channel}:")  # the key of what somebody did
        async with self._pace.turn(show.chat, show.key, asked=asked), our_errors():
            yield

    async def _acknowledge(self, reply: Reply, language: str) -> None:
        text = alert(reply.alert, language) if reply.alert else None
        try:
            async with our_errors():
                await self._bot.answer_callback_query(reply.callback or "", text=text, show_alert=bool(text))
        except Refused:
            return  # the tap is older than Telegram keeps it; the message itself still answers the person

    async def _removed(self, chat: str, message: int) -> bool:
        """Whether a message of the person's is gone; Telegram lets a bot delete it for 48 hours."""
        try:
            async with our_errors():
                await self._bot.delete_message(int(chat), message)
        except Refused as refusal:
            return "message to delete not found" in refusal.details.get("text", "")
        return True

    async def _edited(self, chat: str, message: int, text: str, buttons: InlineKeyboardMarkup | None) -> bool:
        """False when the message is gone or too old to be edited, so that a new one must be sent."""
        try:
            async with our_errors():
                await self._bot.edit_message_text(
                    text=text, chat_id=int(chat), message_id=message, reply_markup=buttons
                )
        except Refused as refusal:
            if refusal.reason == "chat-closed":
                raise
            return "message is not modified" in refusal.details.get("text", "")
        return True

    async def _send_files(self, show: Show, files: Sequence[FileToShow]) -> str:
        caption = render_reply(show.reply.code, show.reply.data, show.language)
        buttons = keyboard(show.reply, show.language)
        first: Message | None = None
        for position, file in enumerate(files):
            last = position == len(files) - 1
            async with self._sending(show):
                message = await self._bot.send_document(
                    int(show.chat),
                    BufferedInputFile(file.content, file.name),
                    caption=caption if position == 0 else None,
                    reply_markup=buttons if last else None,
                )
            first = first or message
        return str(first.message_id) if first else ""
