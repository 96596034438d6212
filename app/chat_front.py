"""The way in and out by Telegram."""

from __future__ import annotations

from app.files_in import ChatFiles
from app.house import House, Parts
from app.late_models import built_at_first_use
from app.papers import Papers
from app.pushed import PATH, push_secret
from app.workers import Task
from invoicing.services.access.logging_in import Fetching
from invoicing.services.delivery.by_telegram import TelegramChannel
from invoicing.services.delivery.channels import DeliveringBy
from invoicing.services.messages import Channel


def add_bot(house: House, parts: Parts, papers: Papers, chat_files: ChatFiles) -> None:
    """The chat in Telegram, when there is a token."""
    # aiogram takes a second and much memory to import, so only the role that needs it does
    with built_at_first_use("aiogram"):
        from bot.chat import TelegramChat  # noqa: PLC0415 - heavy, for this role alone
        from bot.client import connect  # noqa: PLC0415 - heavy, for this role alone
        from bot.files import TelegramFiles  # noqa: PLC0415 - heavy, for this role alone
        from bot.pacing import Pace, Unpaced  # noqa: PLC0415 - heavy, for this role alone
        from bot.poller import TelegramPoller  # noqa: PLC0415 - heavy, for this role alone
        from bot.storing import StoreUpdates  # noqa: PLC0415 - heavy, for this role alone
        from bot.updates import to_incoming  # noqa: PLC0415 - heavy, for this role alone
        from bot.webhook import KeepPushed  # noqa: PLC0415 - heavy, for this role alone

    settings = house.settings
    if settings.telegram_token is None:
        return
    bot = connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    pace = Pace() if settings.telegram_limits else Unpaced()
    units, chat = house.database.units, TelegramChat(bot, pace)
    parts.fronts[Channel.TELEGRAM] = chat
    channel = TelegramChannel(units, papers.documents, chat)
    parts.handlers["Deliver:telegram"] = DeliveringBy(units, house.clock, channel)
    parts.readers[Channel.TELEGRAM] = to_incoming
    chat_files.download = TelegramFiles(bot)
    parts.handlers["FetchSigned"] = Fetching(house.database.units, chat_files.download)
    # limits of a bot are kept by one process, the one that talks: what is said of its own accord as well
    alone = {Channel.TELEGRAM, "Show:telegram", "Deliver:telegram"}
    listening: Task = TelegramPoller(bot, StoreUpdates(bot.id, units, house.clock))
    if settings.telegram_webhook and settings.public_address:
        listening = KeepPushed(bot, f"{settings.public_address}{PATH}", push_secret(house.database))
    house.add_duty("telegram", listening, name=f"telegram:{bot.id}", alone=alone)
    house.closers.insert(0, bot.session.close)
