"""What a source of letters promises, asked of every server there is: pymap always, Dovecot where it is installed.

Whoever runs the suite gives a fixture `server` (a `TwinServer`).
"""

import asyncio
from contextlib import aclosing
from datetime import date
from typing import Protocol

import pytest

from invoicing.model.errors import Unavailable
from mailer.accounts import ImapAccount
from mailer.inbox import open_source


class TwinServer(Protocol):
    """A mail server with one empty mailbox."""

    account: ImapAccount
    today: date

    async def deliver(self, raw: bytes) -> None:
        """Put a letter into the mailbox, as of today."""

    async def hang_up(self) -> None:
        """Cut every connection; new ones are welcome."""

    async def renumber(self) -> None:
        """Give the mailbox a new UIDVALIDITY; the letters stay, their bytes unchanged."""


def letter(number: int, size: int = 0) -> bytes:
    lines = f"From: ola@firma.example\r\nSubject: list {number}\r\n\r\nnumer {number} * z gwiazdka\r\n"
    return lines.encode() + b"x" * size


async def take(source, cursor=None) -> list:
    async with aclosing(source.fetch_since(cursor)) as batches:
        return [each async for batch in batches for each in batch]


def numbers(letters) -> list[int]:
    return [int(each.raw.split(b"numer ")[1].split(b" ")[0]) for each in letters]


class MailSourceSuite:
    """The promises."""

    @pytest.fixture
    async def source(self, server):
        async with open_source(server.account, lambda: server.today) as source:
            yield source

    async def test_letters_come_whole_and_in_order(self, server, source):
        for number in (1, 2, 3):
            await server.deliver(letter(number))

        letters = await take(source)

        assert numbers(letters) == [1, 2, 3]
        assert all(each.raw.endswith(letter(number)) for each, number in zip(letters, (1, 2, 3), strict=True))

    async def test_an_empty_mailbox_brings_nothing(self, source):
        assert await take(source) == []

    async def test_the_cursor_of_a_letter_brings_what_came_after_it(self, server, source):
        for number in (1, 2):
            await server.deliver(letter(number))
        first, second = await take(source)
        await server.deliver(letter(3))

        assert numbers(await take(source, first.cursor)) == [2, 3]
        assert numbers(await take(source, second.cursor)) == [3]

    async def test_after_the_newest_letter_there_is_nothing(self, server, source):
        await server.deliver(letter(1))
        (only,) = await take(source)

        assert await take(source, only.cursor) == []

    async def test_a_backlog_comes_in_batches_that_memory_can_bear(self, server, source):
        for number in range(1, 61):
            await server.deliver(letter(number, 300_000 if number < 30 else 0))

        async with aclosing(source.fetch_since(None)) as batches:
            sizes = [sum(len(each.raw) for each in batch) async for batch in batches]

        assert len(sizes) >= 3
        assert max(sizes) < 9_000_000
        assert numbers(await take(source)) == list(range(1, 61))

    async def test_a_letter_over_25_megabytes_comes_with_its_headers_alone(self, server, source):
        await server.deliver(letter(1, 25_100_000))
        await server.deliver(letter(2))

        large, small = await take(source)

        assert not large.whole
        assert b"Subject: list 1" in large.raw
        assert len(large.raw) < 10_000
        assert small.whole

    async def test_a_mailbox_that_renumbers_its_letters_brings_young_ones_again(self, server):
        await server.deliver(letter(1))
        async with open_source(server.account, lambda: server.today) as source:
            (before,) = await take(source)
        await server.renumber()

        async with open_source(server.account, lambda: server.today) as source:
            (after,) = await take(source, before.cursor)

        assert after.cursor != before.cursor
        assert after.raw == before.raw

    async def test_a_letter_that_comes_ends_the_waiting(self, server, source):
        waiting = asyncio.create_task(source.wait(60))
        for number in range(
            1, 20
        ):  # one that comes while the server begins to listen may be told of with the next
            await server.deliver(letter(number))
            if (await asyncio.wait({waiting}, timeout=1))[0]:
                break

        assert waiting.done()
        assert waiting.result()
        assert 1 in numbers(await take(source))

    async def test_a_connection_that_is_cut_is_noticed_at_once(self, server, source):
        waiting = asyncio.create_task(source.wait(60))
        await asyncio.sleep(0)
        await server.hang_up()

        with pytest.raises(Unavailable):
            async with asyncio.timeout(60):
                await waiting

    async def test_letters_that_were_taken_are_moved_to_a_folder_made_for_them(self, server, source):
        for number in (1, 2):
            await server.deliver(letter(number))
        letters = await take(source)

        await source.tidy(letters[:1])
        await server.deliver(letter(3))

        assert numbers(await take(source)) == [2, 3]
        assert numbers(await take(source, letters[1].cursor)) == [3]

    async def test_tidying_twice_harms_nobody(self, server, source):
        await server.deliver(letter(1))
        letters = await take(source)

        await source.tidy(letters)
        await source.tidy(letters)

        assert await take(source) == []
