"""The way in and out by Telegram; whoever needs it imports it late, for aiogram takes a second and much memory."""

from __future__ import annotations

from app.files_in import ChatFiles
from app.house import House, Parts
from app.papers import Papers
from app.pushed import PATH, push_secret
from app.workers import Task
from bot.chat import TelegramChat
from bot.client import connect
from bot.files import TelegramFiles
from bot.pacing import Pace, Unpaced
from bot.poller import TelegramPoller
from bot.storing import StoreUpdates
from bot.updates import to_incoming
from bot.webhook import KeepPushed
from invoicing.services.access.logging_in import Fetching
from invoicing.services.delivery.by_telegram import TelegramChannel
from invoicing.services.delivery.channels import DeliveringBy
from invoicing.services.messages import Channel


def add_bot(house: House, parts: Parts, papers: Papers, chat_files: ChatFiles, token: str) -> None:
    """The chat in Telegram, of the bot that has this token."""
    settings = house.settings
    bot = connect(token, settings.telegram_api)
    pace = Pace() if settings.telegram_limits else Unpaced()
    units, chat = house.database.units, TelegramChat(bot, pace)
    parts.fronts[Channel.TELEGRAM] = chat
    channel = TelegramChannel(units, papers.documents, chat)
    parts.handlers["Deliver:telegram"] = DeliveringBy(units, house.clock, channel)
    parts.readers[Channel.TELEGRAM] = to_incoming
    chat_files.download = TelegramFiles(bot)
    parts.handlers["FetchSigned"] = Fetching(units, chat_files.download)
    # limits of a bot are kept by one process, the one that talks: what is said of its own accord as well
    alone = {Channel.TELEGRAM, "Show:telegram", "Deliver:telegram"}
    listening: Task = TelegramPoller(bot, StoreUpdates(bot.id, units, house.clock))
    if settings.telegram_webhook and settings.public_address:
        listening = KeepPushed(bot, f"{settings.public_address}{PATH}", push_secret(house.database))
    house.add_duty("telegram", listening, name=f"telegram:{bot.id}", alone=alone)
    house.closers.insert(0, bot.session.close)
