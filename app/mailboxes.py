"""Mailboxes of companies: accounts out of the books, a watcher for each, and a reader that knows whose letter it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from app.workers import Task, forever
from invoicing.services.mailboxes.records import LogIn, Mailbox
from invoicing.services.messages import Incoming
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Received
from mailer.accounts import AccessToken, ImapAccount, Security, SmtpAccount
from mailer.lanes import mailbox_of
from mailer.oauth import KeptToken, MicrosoftLogin, Post

LOOK_EVERY = 20.0
"""Seconds between two looks whether a mailbox was added, changed or removed; one short query."""

Read = Callable[[Received], Awaitable[Incoming | None]]
ReaderOf = Callable[[ImapAccount], Read]
Watch = Callable[[ImapAccount], Task]


class MailboxAccounts:
    """Accounts of companies, as the books have them now.

    Args:
        units: the books.
        clock: the time, for tokens.
        post: sends forms to the counter of Microsoft.
        counter: its address.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, post: Post, counter: str) -> None:
        self._units, self._clock, self._post, self._counter = units, clock, post, counter
        self._tokens: dict[tuple[UUID, str], AccessToken] = {}

    async def inboxes(self) -> Sequence[ImapAccount]:
        """Where letters of companies come in."""
        async with self._units.reading() as work:
            found = await work.mailboxes.all()
            secrets = [await work.mailboxes.secret(each.company_id) for each in found]
        return [self._imap(each, secret or b"") for each, secret in zip(found, secrets, strict=True)]

    async def inbox(self, company_id: UUID) -> ImapAccount | None:
        """Where letters of that company come in; None: where those of the installation do."""
        kept = await self._kept(company_id)
        return self._imap(*kept) if kept else None

    async def outbox(self, company_id: UUID) -> SmtpAccount | None:
        """Where letters of that company go out; None: where those of the installation do."""
        kept = await self._kept(company_id)
        return self._smtp(*kept) if kept else None

    async def _kept(self, company_id: UUID) -> tuple[Mailbox, bytes] | None:
        async with self._units.reading() as work:
            mailbox = await work.mailboxes.of_company(company_id)
            secret = await work.mailboxes.secret(company_id)
        return (mailbox, secret or b"") if mailbox else None

    def _imap(self, mailbox: Mailbox, secret: bytes) -> ImapAccount:
        at, token = mailbox.imap, self._token(mailbox)
        return ImapAccount(
            at.host,
            at.port,
            Security(at.security.value),
            mailbox.user,
            "" if token else secret.decode(),
            mailbox.trusted_authserv,
            token,
            mailbox.address,
            mailbox.company_id,
            mailbox.tidy,
        )

    def _smtp(self, mailbox: Mailbox, secret: bytes) -> SmtpAccount:
        at, token = mailbox.smtp, self._token(mailbox)
        password = None if token else secret.decode()
        security = Security(at.security.value)
        return SmtpAccount(
            at.host, at.port, security, mailbox.user, password, mailbox.address, mailbox.address, token
        )

    def _token(self, mailbox: Mailbox) -> AccessToken | None:
        """One for a mailbox: two that renew the same permission would take it from each other."""
        if mailbox.log_in is not LogIn.MICROSOFT:
            return None
        key = mailbox.company_id, mailbox.address
        if key not in self._tokens:
            login = MicrosoftLogin(self._post, self._counter, mailbox.client or "")
            refresh = partial(self._refresh_token, mailbox.company_id)
            keep = partial(self._keep, mailbox.company_id)
            self._tokens[key] = KeptToken(login, refresh, keep, self._clock)
        return self._tokens[key]

    async def _refresh_token(self, company_id: UUID) -> str:
        async with self._units.reading() as work:
            return (await work.mailboxes.secret(company_id) or b"").decode()

    async def _keep(self, company_id: UUID, newer: str) -> None:
        async with self._units() as work:
            await work.mailboxes.renew_secret(company_id, newer.encode())


class WatchMailboxes:
    """A watcher for every mailbox there is, begun and ended as mailboxes come and go."""

    def __init__(self, accounts: MailboxAccounts, watch: Watch, look_every: float = LOOK_EVERY) -> None:
        self._accounts, self._watch, self._look_every = accounts, watch, look_every
        self._running: dict[str, tuple[ImapAccount, asyncio.Task[None]]] = {}

    async def __call__(self) -> None:
        """Watch until cancelled."""
        try:
            while True:
                await self._look()
                await asyncio.sleep(self._look_every)
        finally:
            await self._end(list(self._running))

    async def _look(self) -> None:
        wanted = {each.mailbox: each for each in await self._accounts.inboxes()}
        await self._end([name for name, (account, _) in self._running.items() if wanted.get(name) != account])
        for name, account in wanted.items():
            if name not in self._running:
                task = asyncio.create_task(forever(f"mailbox of {account.company_id}", self._watch(account)))
                self._running[name] = account, task

    async def _end(self, names: Sequence[str]) -> None:
        tasks = [self._running.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


class ReadersOfMailboxes:
    """Reads a letter as the mailbox wants it that it came to.

    Args:
        house: the reader of the installation's own mailbox, and its address; None when it has none.
        accounts: the mailboxes of companies.
        reader_of: makes a reader for an account.
    """

    def __init__(
        self, house: tuple[str, Read] | None, accounts: MailboxAccounts, reader_of: ReaderOf
    ) -> None:
        self._house, self._accounts, self._reader_of = house, accounts, reader_of

    async def __call__(self, received: Received) -> Incoming | None:
        """What was written; None also for letters of a mailbox that is ours no more."""
        address = mailbox_of(received.lane)
        if self._house is not None and address == self._house[0]:
            return await self._house[1](received)
        accounts = await self._accounts.inboxes()
        account = next((each for each in accounts if each.mailbox == address), None)
        return await self._reader_of(account)(received) if account else None
