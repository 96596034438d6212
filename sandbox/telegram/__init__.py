"""The stand-in for Telegram: the Bot API over HTTP, and the people at the other end."""

from sandbox.telegram.api import TelegramApi
from sandbox.telegram.errors import UserError

__all__ = ["TelegramApi", "UserError"]
