"""`latarnik backup` and `latarnik restore`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import typer

from app.clock import SystemClock
from app.commands.speaking import emit, fail, say, settings_in_words
from app.copies.making import make_copy
from app.copies.manifest import Manifest
from app.copies.restoring import Restored, Wish, restore
from app.copies_in_words import copies_in_words
from app.installation import address_in_words, database_sentence, opened
from app.reading_settings import load_settings
from app.settings import Settings


def back_up(file: Path, *, with_key: bool) -> None:
    """Make a copy; prints what is in it and says what is not.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    with settings_in_words():
        settings = load_settings()
        passphrase = _passphrase(twice=True) if with_key else None
        with copies_in_words(), address_in_words():
            manifest = asyncio.run(make_copy(settings, file, SystemClock().now, passphrase))
    emit({"file": str(file), **_in_short(manifest), "bytes": file.stat().st_size})
    key = _place_of_key(settings)
    if with_key:
        say(
            f"The key {manifest.keys[0]} is in it behind the passphrase; without that nobody opens it, nor do you."
        )
    else:
        say(
            f"Not in it: the key {manifest.keys[0]} ({key}). Keep a copy of it elsewhere; without it secrets are lost."
        )
    say(
        "Not in it: .env with the bot's token and the mailbox's password. The copy holds personal data: keep it safe."
    )


def bring_back(file: Path, *, replace: bool, as_it_was: bool) -> None:
    """Restore a copy; says what asks first and what to do.

    Raises:
        SystemExit: status 1 with a sentence.
    """
    wish = Wish(replace=replace, as_it_was=as_it_was)
    with settings_in_words():
        settings = load_settings()
        with copies_in_words(), address_in_words():
            done, troubles = asyncio.run(_restored(settings, file, wish))
    emit({**_in_short(done.manifest), "set_aside": dict(done.set_aside), "kept": done.kept})
    if done.kept:
        say(f"The books that were here are kept: {done.kept}.")
    if not as_it_was:
        _say_what_asks_first(done)
    for trouble in troubles:
        say(database_sentence(trouble))


async def _restored(settings: Settings, file: Path, wish: Wish) -> tuple[Restored, list[str]]:
    """What came back, and what will keep Latarnik from starting on it: books of another environment for one."""
    done = await restore(settings, file, wish, SystemClock().now, lambda: _passphrase(twice=False))
    async with opened(settings) as database:
        return done, await database.check()


def _say_what_asks_first(done: Restored) -> None:
    made_at = done.manifest.made_at.astimezone()
    say(f"These books know nothing of what happened after {made_at:%Y-%m-%d %H:%M}.")
    if waiting := sum(done.set_aside.values()):
        say(
            f"Set aside, for they may have been done since: {waiting}. `latarnik retry` lists them, `latarnik retry KEY`"
            " lets one be done."
        )
    if done.companies:
        say(
            f"Issuing stands still (companies: {done.companies}). Run `latarnik ksef sync` so that numbers that KSeF has"
            " are known, look for invoices outside KSeF; then an owner lifts it in the chat by /odmroz."
        )


def _in_short(manifest: Manifest) -> dict[str, object]:
    return {
        "made_at": manifest.made_at.isoformat(),
        "version": manifest.version,
        "schema": manifest.schema,
        "database": manifest.database,
        "rows": sum(manifest.rows.values()),
        "history": manifest.history,
    }


def _place_of_key(settings: Settings) -> str:
    return "LATARNIK_SECRET_KEY" if settings.secret_key is not None else str(settings.key_file)


def _passphrase(*, twice: bool) -> str:
    """Asked at a terminal, else a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    said: str = typer.prompt("Passphrase", hide_input=True, err=True)
    if twice and typer.prompt("Once more", hide_input=True, err=True) != said:
        fail("These were two different ones.")
    return said
