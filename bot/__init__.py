"""The Telegram front end: update -> Incoming, Reply -> message; the only room that knows aiogram."""
