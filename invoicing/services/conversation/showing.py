"""Keeping the promise to show a reply, by the front end it belongs to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from invoicing.model.errors import Refused
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Json, Reply
from invoicing.services.papers.files import Fetch
from invoicing.services.ports import Clock, FileToShow, Showing, UnitsOfWork
from invoicing.services.records import Event

Completing = Callable[[Show], Awaitable[Show]]


class ShowReply:
    """Shows replies; a message may be shown twice after a crash, and is never lost."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        fronts: Mapping[Channel, Showing],
        fetch: Fetch,
        *,
        complete: Completing | None = None,
    ) -> None:
        """`complete` adds what may be in a message and in no table."""
        self._complete = complete
        self._units, self._clock, self._fronts, self._fetch = units, clock, fronts, fetch

    async def __call__(self, job: Show) -> None:
        """Show it once.

        Raises:
            Unavailable: the channel asks to come back, perhaps after a while it names.
        """
        show, files = await self._with_files(await self._in_place(job))
        refusal: Refused | None = None
        message: str | None = None
        try:
            whole = await self._complete(show) if self._complete else show
            message = await self._fronts[show.channel].show(whole, files)
        except Refused as error:
            refusal = error
        async with self._units() as work:
            if refusal is not None:
                evidence = {"channel": job.channel.value, "code": job.reply.code, "why": refusal.reason}
                whose = await work.people.by_identity(job.channel, job.chat)
                who = str(whose.id) if whose else None  # the history names ids, never addresses
                await work.events.add(Event("not-shown", self._clock.now(), who, evidence=evidence))
            if message is not None and show.reply.tag:
                await work.shown.remember(show.channel, show.chat, show.reply.tag, message)
            await work.jobs.finish(job.key)

    async def _with_files(self, show: Show) -> tuple[Show, list[FileToShow]]:
        """The files it carries; where one cannot be had the reason is shown in place of all of them."""
        reply = show.reply
        try:
            return show, [await self._fetch(ref, show.language) for ref in reply.documents]
        except Refused as refusal:
            data: dict[str, Json] = {"reason": refusal.reason, "details": {**refusal.details}}
            return replace(show, reply=Reply("refused", data, callback=reply.callback)), []

    async def _in_place(self, show: Show) -> Show:
        """The same, with the tag it replaces turned into the message known under it."""
        if show.reply.replaces is None or show.reply.edits is not None:
            return show
        async with self._units.reading() as work:
            known = await work.shown.message(show.channel, show.chat, show.reply.replaces)
        return replace(show, reply=replace(show.reply, edits=known))


def in_turn(*each: Completing) -> Completing:
    """One after another; each knows its own messages."""

    async def complete(show: Show) -> Show:
        for one in each:
            show = await one(show)
        return show

    return complete
