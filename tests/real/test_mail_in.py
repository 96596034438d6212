"""Letters from Dovecot: pushed, caught up with, each stored once, whatever breaks on the way."""

import asyncio
import dataclasses
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from app.clock import SystemClock
from invoicing.model.errors import Unavailable
from invoicing.services.messages import Channel
from mailer.imap import Imap
from mailer.inbox import MailWatcher
from mailer.lanes import mailbox_of
from mailer.reading import LetterReader
from tests.real.mail_configuration import BUYER, OTHER_SELLER, SELLER
from tests.real.waiting import PATIENCE, until
from tests.real.wire import wire_to

EVERY_NOW_AND_THEN = 600.0
"""Seconds between looks: longer than any test, so that what comes sooner was pushed."""


def letter(words: str, sender: str = BUYER, to: str = SELLER) -> bytes:
    lines = [
        f"From: <{sender}>", f"To: <{to}>", f"Subject: {words}", f"Message-ID: <{secrets.token_hex(8)}@x.example>",
        "Content-Type: text/plain; charset=utf-8", "", words, "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def watcher(account, database) -> MailWatcher:
    return MailWatcher(account, database.units, SystemClock(), EVERY_NOW_AND_THEN)


@asynccontextmanager
async def watching(*watchers: MailWatcher) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each()) for each in watchers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def taken(database, count: int = 1):
    """So many letters out of our inbox, each as soon as it is there."""
    rows = []
    async with asyncio.timeout(PATIENCE):
        while len(rows) < count:
            fresh = await database.queue.waiting_inbox(SystemClock().now(), 100, tuple(Channel))
            async with database.units() as work:
                for row in fresh:
                    await work.inbox.finish(row.key)
            rows += fresh
            if not fresh:
                await database.queue.wait_for_inbox(0.2)
    return rows


async def nothing_more(database) -> bool:
    return not await database.queue.waiting_inbox(SystemClock().now(), 100, tuple(Channel))


async def test_a_letter_comes_while_we_wait_and_shows_the_address_it_was_sent_to(
    servers, imap_account, database
):
    with_token = SELLER.replace("@", "+abcdefgh234567ij@")
    async with watching(watcher(imap_account, database)):
        servers.send(BUYER, SELLER, letter("najpierw"))  # once it is here we wait in IDLE
        await taken(database)

        servers.send(BUYER, with_token, letter("potem", to=with_token))
        (row,) = await taken(database)

    incoming = LetterReader(imap_account)(row)
    assert f"Delivered-To: {with_token}".encode() in row.raw
    assert incoming.text.strip() == "potem"
    assert incoming.proof.token == "abcdefgh234567ij"


async def test_letters_that_waited_come_at_the_first_connect_each_once(servers, imap_account, database):
    servers.deliver(SELLER, [letter(f"czeka {number}") for number in range(120)])

    async with watching(watcher(imap_account, database)):
        rows = await taken(database, 120)
    async with watching(watcher(imap_account, database)):
        servers.send(BUYER, SELLER, letter("nowy"))
        (new,) = await taken(database)

    assert len({row.key for row in rows}) == 120
    assert b"nowy" in new.raw
    assert await nothing_more(database)


async def test_a_restart_of_the_server_while_we_wait_loses_nothing(servers, imap_account, database):
    async with watching(watcher(imap_account, database)):
        servers.send(BUYER, SELLER, letter("przed"))
        await taken(database)

        servers.stop_dovecot()
        servers.start_dovecot()
        servers.deliver(SELLER, [letter("po")])
        (row,) = await taken(database)

    assert b"po" in row.raw


async def test_a_line_cut_while_we_wait_is_noticed_and_mended(servers, imap_account, database):
    async with wire_to(servers.ports.imaps) as wire:
        account = dataclasses.replace(imap_account, port=wire.port)
        async with watching(watcher(account, database)):
            servers.deliver(SELLER, [letter("przed")])
            await taken(database)
            wire.cut()
            servers.deliver(SELLER, [letter("po")])
            await taken(database)

        assert wire.connections >= 2


async def test_a_line_cut_within_a_letter_brings_it_whole_later_and_once(servers, imap_account, database):
    long = letter("długi") + secrets.token_hex(300_000).encode()
    servers.deliver(SELLER, [letter("krótki"), long])
    async with wire_to(servers.ports.imaps) as wire:
        wire.down_limit = 200_000
        async with watching(watcher(dataclasses.replace(imap_account, port=wire.port), database)):
            await until(lambda: wire.connections >= 2, "the second try")
            wire.down_limit = None
            rows = await taken(database, 2)

    assert {long[-1000:] in row.raw for row in rows} == {True, False}
    assert await nothing_more(database)


async def test_an_inbox_with_new_numbers_brings_the_new_letter_and_nothing_twice(
    servers, imap_account, database
):
    servers.deliver(SELLER, [letter(f"stary {number}") for number in range(3)])
    async with Imap(imap_account) as mailbox:
        before = mailbox.uidvalidity
    async with watching(watcher(imap_account, database)):
        await taken(database, 3)
    servers.stop_dovecot()
    servers.renumber(SELLER)
    servers.start_dovecot()
    servers.deliver(SELLER, [letter("nowy")])

    async with watching(watcher(imap_account, database)):
        (row,) = await taken(database)
    async with Imap(imap_account) as mailbox:
        after = mailbox.uidvalidity

    assert before != after
    assert b"nowy" in row.raw
    assert await nothing_more(database)


async def test_a_letter_of_twenty_four_megabytes_is_stored_whole(servers, imap_account, database):
    large = letter("wielki") + b"\r\n".join([secrets.token_hex(38).encode()] * 307_000) + b"\r\n"
    servers.deliver(SELLER, [large])

    async with watching(watcher(imap_account, database)):
        (row,) = await taken(database)

    assert 23_500_000 < len(large) < 25_000_000
    assert row.raw.endswith(large)  # above it stand the lines of the servers on the way


async def test_a_larger_letter_is_recorded_by_its_headers_and_the_next_one_is_taken(
    servers, imap_account, database
):
    huge = letter("za wielki") + b"\r\n".join([b"x" * 76] * 340_000) + b"\r\n"
    servers.deliver(SELLER, [huge, letter("zwykły")])

    async with watching(watcher(imap_account, database)):
        recorded, ordinary = await taken(database, 2)

    assert b"Subject: za wielki" in recorded.raw
    assert len(recorded.raw) < 10_000
    assert "zwykły".encode() in ordinary.raw


async def test_two_mailboxes_are_watched_at_the_same_time(servers, imap_account, database):
    password = servers.passwords[OTHER_SELLER]
    other = dataclasses.replace(imap_account, user=OTHER_SELLER, password=password)
    async with watching(watcher(imap_account, database), watcher(other, database)):
        servers.send(BUYER, SELLER, letter("do pierwszej"))
        servers.send(BUYER, OTHER_SELLER, letter("do drugiej", to=OTHER_SELLER))

        rows = await taken(database, 2)

    assert {mailbox_of(row.lane) for row in rows} == {SELLER, OTHER_SELLER}


async def test_a_wrong_password_is_named_and_keeps_nobody_else_out(servers, imap_account):
    with pytest.raises(Unavailable) as unavailable:
        async with Imap(dataclasses.replace(imap_account, password="zle")):
            pass

    assert unavailable.value.reason == "mail-login"
    async with Imap(imap_account) as mailbox:
        assert mailbox.can_idle


@pytest.mark.parametrize("trusted", [True, False], ids=["of another name", "nobody vouches for"])
async def test_a_certificate_we_cannot_trust_gets_no_password(servers, imap_account, monkeypatch, trusted):
    if not trusted:
        monkeypatch.delenv("SSL_CERT_FILE")
    account = dataclasses.replace(imap_account, host="127.0.0.1" if trusted else imap_account.host)
    before = len(servers.log_of_dovecot())

    with pytest.raises(Unavailable) as unavailable:
        async with Imap(account):
            pass

    assert "certificate" in str(unavailable.value).lower()
    assert "Login:" not in servers.log_of_dovecot()[before:]


async def test_a_letter_announced_while_we_were_busy_ends_the_wait_at_once(servers, imap_account):
    servers.deliver(SELLER, [letter("pierwszy"), letter("drugi")])
    async with Imap(imap_account) as mailbox:
        first, second = await mailbox.uids_after(0)
        await mailbox.move([first], "Przetworzone")
        servers.deliver(SELLER, [letter("tymczasem")])
        await mailbox.move([second], "Przetworzone")  # its answer tells of the new one, and IDLE will not

        assert await mailbox.idle(5)
        assert len(await mailbox.uids_after(second)) == 1
        assert not await mailbox.idle(1)


async def test_a_letter_announced_while_another_was_fetched_ends_the_wait_at_once(servers, imap_account):
    async with Imap(imap_account) as mailbox:
        servers.deliver(SELLER, [letter("pierwszy")])
        assert await mailbox.idle(20)
        (first,) = await mailbox.uids_after(0)
        servers.deliver(SELLER, [letter("tymczasem")])
        await mailbox.bodies([first])  # the library keeps nothing of what is said amid this answer

        assert await mailbox.idle(5)
        assert len(await mailbox.uids_after(first)) == 1
        assert not await mailbox.idle(1)
