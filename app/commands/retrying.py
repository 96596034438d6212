"""`latarnik retry`: what was set aside for a human is listed, or tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from app.commands.speaking import emit, fail, refusal, say, settings_in_words
from app.installation import checked
from app.logs import masked
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from storage.queue import Parked


def list_aside() -> None:
    """One line {"key","error"} for each task that waits for a human."""
    for one in _run(_list):
        emit({"key": one.key, "error": masked(one.error)})


def bring_back(key: str | None) -> None:
    """Let one task, or all, be tried again by the running app.

    Raises:
        SystemExit: status 1 when no task of that key was set aside.
    """

    async def back(settings: Settings) -> Sequence[Parked]:
        async with checked(settings) as database:
            return [Parked(each, "") for each in await database.queue.bring_back(key)]

    brought = _run(back)
    if key is not None and not brought:
        fail(f"Nothing was set aside under {key}. See: latarnik retry")
    for one in brought:
        emit({"key": one.key})
    say(f"{len(brought)} to be tried again; `latarnik run` does it.")


async def _list(settings: Settings) -> Sequence[Parked]:
    async with checked(settings) as database:
        return await database.queue.parked()


def _run(act: Callable[[Settings], Coroutine[Any, Any, Sequence[Parked]]]) -> Sequence[Parked]:
    with settings_in_words():
        try:
            return asyncio.run(act(load_settings()))
        except LatarnikError as error:
            fail(refusal(error, "pl"))
