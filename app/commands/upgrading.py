"""`latarnik upgrade`: to this version's books, or back."""

from __future__ import annotations

import asyncio

from app.clock import SystemClock
from app.commands.speaking import emit, fail, say, settings_in_words
from app.copies.upgrading import UpgradeFailed, upgrade
from app.copies_in_words import copies_in_words
from app.installation import address_in_words
from app.reading_settings import load_settings


def bring_up() -> None:
    """Copy, migrate, look; what failed is undone.

    Raises:
        SystemExit: status 1 with sentences.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            with copies_in_words(), address_in_words():
                done = asyncio.run(upgrade(settings, SystemClock().now))
        except UpgradeFailed as failure:
            say(f"The upgrade failed: {failure.why}")
            fail(
                f"The books are as they were before (copy: {failure.copy}). Go back to the version before this one."
            )
    emit({"before": done.before, "after": done.after, "copy": str(done.copy) if done.copy else None})
    if done.copy is None:
        say("The books are at this version's schema already.")
    else:
        say(f"The books as they were before are in {done.copy}; remove it when all is well.")
