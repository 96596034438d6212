"""Letters are stored before anything is done about them, each once."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from invoicing.model.errors import Unavailable
from mailer.accounts import ImapAccount, Security
from mailer.imap import Imap
from mailer.inbox import MailWatcher, open_source

OURS = "faktury@latarnia.example"


@pytest.fixture
def watcher(account, database, clock):
    return MailWatcher(account, database.units, clock, poll_every=1)


async def waiting(database, clock):
    return await database.queue.waiting_inbox(clock.now(), 10)


async def test_letters_that_waited_are_fetched_on_the_first_connect(
    server, account, watcher, database, clock
):
    await server.send("ola@latarnia.example", OURS, "faktura", "faktura dla NIP 5260250274")

    async with open_source(account, clock.today) as source:
        assert await watcher.catch_up(source) == 1

    (row,) = await waiting(database, clock)
    assert b"faktura dla NIP 5260250274" in row.raw


async def test_letters_of_years_ago_are_nobody_s_commands(server, world, account, watcher, clock):
    world.clock.set(clock.now() - timedelta(days=400))
    await server.send("ola@latarnia.example", OURS, "stare", "faktura dla NIP 5260250274")
    world.clock.set(clock.now())
    await server.send("ola@latarnia.example", OURS, "nowe", "faktura dla NIP 9990001137")

    async with open_source(account, clock.today) as source:
        assert await watcher.catch_up(source) == 1
        assert await watcher.catch_up(source) == 0


async def test_a_second_look_brings_nothing_twice(server, account, watcher, database, clock):
    await server.send("ola@latarnia.example", OURS, "faktura", "raz")
    async with open_source(account, clock.today) as source:
        await watcher.catch_up(source)
        assert await watcher.catch_up(source) == 0

    async with open_source(account, clock.today) as source:
        assert await MailWatcher(account, database.units, clock).catch_up(source) == 0


async def test_a_mailbox_that_renumbers_its_letters_brings_nothing_twice(server, account, watcher, clock):
    await server.send("ola@latarnia.example", OURS, "faktura", "raz")
    async with open_source(account, clock.today) as source:
        await watcher.catch_up(source)
        source._mailbox.uidvalidity += 1

        assert await watcher.catch_up(source) == 0


async def test_a_letter_that_comes_while_we_wait_is_stored(server, watcher, database, clock):
    task = asyncio.create_task(watcher())
    try:
        await server.send("ola@latarnia.example", OURS, "faktura", "raz")
        async with asyncio.timeout(60):
            while not await waiting(database, clock):
                await database.queue.wait_for_inbox(0.2)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_wrong_password_is_named(server, account):
    wrong = ImapAccount(account.host, account.port, Security.NONE, OURS, "zle")

    with pytest.raises(Unavailable) as unavailable:
        async with Imap(wrong):
            pass

    assert unavailable.value.reason == "mail-login"


async def test_a_connection_that_dies_in_idle_is_noticed(account, clock):
    async with open_source(account, clock.today) as source:
        idling = asyncio.create_task(source.wait(60))
        await asyncio.sleep(0)
        source._mailbox._client.protocol.transport.abort()

        with pytest.raises(Unavailable):
            async with asyncio.timeout(60):
                await idling


async def test_a_renumbered_mailbox_is_looked_through_for_a_month_back(
    server, world, account, database, clock
):
    watcher = MailWatcher(account, database.units, clock)
    for days in (40, 20):
        world.clock.set(clock.now() - timedelta(days=days))
        await server.send("ola@latarnia.example", OURS, f"sprzed {days} dni", "faktura")
    async with database.units() as work:
        await work.cursors.put(f"imap:{OURS}@127.0.0.1", "77:5")

    async with open_source(account, clock.today) as source:
        assert await watcher.catch_up(source) == 1
