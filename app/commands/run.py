"""`latarnik run`: the app with real settings."""

from __future__ import annotations

import asyncio

from app.commands.speaking import WRONG_USAGE, fail, settings_in_words
from app.heap import swept_later
from app.logs import set_up_logs
from app.reading_settings import WrongSettingsError, load_settings, require
from app.settings import Settings

ROLES = ("bot", "mail", "worker", "web")
_NEEDS = {
    "bot": ("telegram_token",),
    "mail": ("smtp_host", "mail_from", "imap_host", "imap_user", "imap_password"),
    "worker": (),
    "web": ("web_port",),
}


def start(wanted: list[str]) -> None:
    """Run the roles until told to stop.

    Raises:
        SystemExit: status 2 for an unknown role, 1 with a sentence for a wrong or absent setting.
    """
    unknown = [role for role in wanted if role not in {*ROLES, "all"}]
    if unknown:
        fail(f"There is no role {unknown[0]}. Roles are all, {', '.join(ROLES)}.", WRONG_USAGE)
    with swept_later(), settings_in_words():
        settings = load_settings()
        roles = _roles(settings, wanted)
        _set_up_logs(settings)
        from app.process import run

        asyncio.run(run(settings, roles))


def _set_up_logs(settings: Settings) -> None:
    try:
        set_up_logs(settings.log_level, settings.log_format, settings.log_file)
    except OSError as error:
        words = f"LATARNIK_LOG_FILE: {settings.log_file} cannot be written ({error.strerror})."
        raise WrongSettingsError(words) from None


def _roles(settings: Settings, wanted: list[str]) -> list[str]:
    """The roles with their settings checked; `all` leaves out what nothing at all is set for."""
    roles = [role for role in ROLES if role in wanted or "all" in wanted]
    for role in ("mail", "web"):
        if role in roles and role not in wanted and not any(getattr(settings, name) for name in _NEEDS[role]):
            roles.remove(role)
    for role in roles:
        require(settings, *_NEEDS[role])
    return roles
