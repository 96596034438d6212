"""`latarnik doctor mail`: one letter to oneself shows what a mailbox can do, and that is kept."""

from __future__ import annotations

from dataclasses import fields

from app.commands.findings import Finding, missing, well
from app.commands.mailboxes import company_of
from app.commands.speaking import advice, refusal
from app.commands.telling_time import clock_of
from app.http import forms_over
from app.installation import checked
from app.mailboxes import MailboxAccounts
from app.places import http_client, imap_account, smtp_account
from app.reading_settings import WrongSettingsError
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from invoicing.services.mailboxes.records import MailboxAbilities
from invoicing.services.ports import Clock
from mailer.accounts import ImapAccount, SmtpAccount
from mailer.learning import PATIENCE, Learning
from storage.database import Database
from templates.mailboxes import mailbox_words

Accounts = tuple[SmtpAccount | None, ImapAccount | None]


async def findings_about_mailbox(settings: Settings, nip: str | None) -> list[Finding]:
    """Try the mailbox of a company, or that of the installation, with a letter to itself; keep what was learned."""
    try:
        clock = await clock_of(settings)
        async with checked(settings, clock) as database, http_client(settings) as http:
            accounts = MailboxAccounts(database.units, clock, forms_over(http), settings.microsoft_login)
            out, into = await _accounts(settings, database, accounts, nip)
            if out is None or into is None:
                return [] if nip is None else [missing("mailbox", advice("mailbox-missing", {}, "pl"))]
            return await _tried(database, clock, out, into)
    except WrongSettingsError as error:
        return [missing("mailbox", str(error))]


async def _accounts(
    settings: Settings, database: Database, accounts: MailboxAccounts, nip: str | None
) -> Accounts:
    if nip is None:
        return smtp_account(settings), imap_account(settings)
    company_id = await company_of(database, nip)
    return await accounts.outbox(company_id), await accounts.inbox(company_id)


async def _tried(database: Database, clock: Clock, out: SmtpAccount, into: ImapAccount) -> list[Finding]:
    words = mailbox_words("probe-subject"), mailbox_words("probe-text")
    try:
        learned = await Learning(out, into, clock, words)()
    except LatarnikError as error:
        return [missing("mailbox", refusal(error, "pl"))]
    if learned is None:
        return [missing("mailbox", mailbox_words("learned-nothing", seconds=f"{PATIENCE:.0f}"))]
    async with database.units() as work:
        await work.mailboxes.learn(out.sender, learned)
    return _told(learned)


def _told(learned: MailboxAbilities) -> list[Finding]:
    """A line for each ability; that one is missing is no fault, there is another way."""
    said = {each.name: getattr(learned, each.name) for each in fields(learned)}
    return [
        well(
            name.replace("_", " "),
            mailbox_words(
                f"learned-{name}-{'yes' if able else 'no'}", folder=learned.sent_folder or "Wysłane"
            ),
        )
        for name, able in said.items()
        if isinstance(able, bool)
    ]
