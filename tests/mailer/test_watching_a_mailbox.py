"""What the worker does with what a mailbox brings: all of it stored first, order in the mailbox afterwards."""

import asyncio
import dataclasses
from contextlib import asynccontextmanager, suppress

import pytest

from invoicing.model.errors import Unavailable
from invoicing.services.messages import Channel
from mailer.imap import Imap
from mailer.inbox import MailWatcher
from mailer.reading import LetterReader
from mailer.source import Arrived

OURS, OLA = "faktury@latarnia.example", "ola@latarnia.example"


class Shelf:
    """A source of letters that a test fills, and that goes away when told."""

    def __init__(self, *batches) -> None:
        self.batches, self.tidied, self.asked, self.opened = list(batches), [], [], 0
        self.refuses = self.gone = False

    @asynccontextmanager
    async def open(self, account, today):
        self.opened += 1
        if self.gone:
            self.gone = False
            raise Unavailable(service="imap", text="gone")
        yield self

    async def fetch_since(self, cursor):
        self.asked.append(cursor)
        for batch in self.batches:
            yield [each for each in batch if cursor is None or each.cursor > cursor]

    async def wait(self, seconds):
        await asyncio.Event().wait()

    async def tidy(self, letters):
        if self.refuses:
            raise Unavailable(service="imap", text="NO")
        self.tidied += [each.cursor for each in letters]


def letter(number: int, **more) -> Arrived:
    raw = f"From: {OLA}\r\nTo: {OURS}\r\nSubject: list {number}\r\n\r\nnumer {number}\r\n".encode()
    return Arrived(f"1:{number}", raw, **more)


@pytest.fixture
def watcher(account, database, clock):
    def make(shelf, **changes):
        changed = dataclasses.replace(account, **changes)
        return MailWatcher(changed, database.units, clock, source=shelf.open)

    return make


async def stored(database, clock) -> list:
    """What waits; one lane shows its oldest, so each is handled to see the next."""
    rows = []
    while fresh := await database.queue.waiting_inbox(clock.now(), 10, tuple(Channel)):
        rows += fresh
        async with database.units() as work:
            for row in fresh:
                await work.inbox.finish(row.key)
    return rows


@asynccontextmanager
async def watching(worker):
    task = asyncio.create_task(worker())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_the_cursor_goes_along_with_every_batch(watcher, database, clock):
    shelf = Shelf([letter(1), letter(2)], [letter(3)])

    assert await watcher(shelf).catch_up(shelf) == 3
    assert await watcher(shelf).catch_up(shelf) == 0

    assert shelf.asked == [None, "1:3"]
    assert [row.raw.split(b"numer ")[1] for row in await stored(database, clock)] == [
        b"1\r\n",
        b"2\r\n",
        b"3\r\n",
    ]


async def test_a_connection_lost_between_batches_leaves_nothing_out(watcher, database, clock):
    class Breaking(Shelf):
        async def fetch_since(self, cursor):
            async for batch in super().fetch_since(cursor):
                yield batch
                if cursor is None:
                    raise Unavailable(service="imap", text="lost")

    shelf = Breaking([letter(1)], [letter(2)])
    with pytest.raises(Unavailable):
        await watcher(shelf).catch_up(shelf)

    assert await watcher(shelf).catch_up(shelf) == 1
    assert len(await stored(database, clock)) == 2


async def test_a_letter_that_is_too_large_is_recorded_and_read_as_such(watcher, database, clock, account):
    shelf = Shelf([letter(1, whole=False), letter(2)])
    await watcher(shelf).catch_up(shelf)

    large, small = [LetterReader(account)(row) for row in await stored(database, clock)]

    assert (large.media, large.subject) == ("large-letter", "list 1")
    assert small.media is None


async def test_letters_are_moved_away_only_where_that_is_wanted_and_after_they_are_stored(
    watcher, database, clock
):
    class Looking(Shelf):
        async def tidy(self, letters):
            async with database.units.reading() as work:
                assert await work.cursors.get(f"imap:{OURS}@127.0.0.1") == letters[-1].cursor
            await super().tidy(letters)

    shelf, other = Looking([letter(1)]), Shelf([letter(2)])
    await watcher(shelf, tidy=True).catch_up(shelf)
    await watcher(other).catch_up(other)

    assert (shelf.tidied, other.tidied) == (["1:1"], [])


async def test_a_mailbox_that_lets_nothing_be_moved_still_brings_its_letters(watcher, database, clock):
    shelf = Shelf([letter(1)], [letter(2)])
    shelf.refuses = True

    assert await watcher(shelf, tidy=True).catch_up(shelf) == 2


async def test_a_server_that_is_away_is_tried_again(watcher, database, clock):
    shelf = Shelf([letter(1)])
    shelf.gone = True
    async with watching(watcher(shelf)), asyncio.timeout(60):
        while not await stored(database, clock):
            await database.queue.wait_for_inbox(0.2)

    assert shelf.opened == 2


async def test_a_real_mailbox_is_tidied_into_a_folder_of_its_own(server, account, database, clock, world):
    world.clock.set(clock.now())
    await server.send(OLA, OURS, "polecenie", "faktura dla NIP 5260250274")
    tidy = dataclasses.replace(account, tidy=True)
    async with watching(MailWatcher(tidy, database.units, clock)), asyncio.timeout(60):
        while not await stored(database, clock):
            await database.queue.wait_for_inbox(0.2)
        async with Imap(account) as mailbox:
            while await mailbox.uids_after(0):  # noqa: ASYNC110 - a server rings no bell
                await asyncio.sleep(0.05)
            await mailbox.open("Przetworzone")
            assert len(await mailbox.uids_after(0)) == 1
