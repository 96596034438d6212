"""The ways in and out to people: mail and Telegram."""

from __future__ import annotations

from functools import partial

import httpx

from app.duty import OnDuty
from app.files_in import ChatFiles
from app.house import House, Parts
from app.http import forms_over
from app.late_models import built_at_first_use
from app.letters import allowance_of, learned_of, our_addresses, pace_of, signing_of
from app.mailboxes import MailboxAccounts, Read, ReadersOfMailboxes, WatchMailboxes
from app.places import (
    handing_over,
    imap_account,
    ksef_environment,
    letter_domain,
    smtp_account,
)
from app.practice import trial_of
from app.pushed import PATH, push_secret
from app.workers import Task
from invoicing.services.access.logging_in import Fetching
from invoicing.services.buyers_write.forgetting import ForgetBuyersLetters
from invoicing.services.delivery.bounces import TakingReports
from invoicing.services.delivery.by_email import EmailChannel
from invoicing.services.delivery.by_link import LinkChannel
from invoicing.services.delivery.by_telegram import TelegramChannel
from invoicing.services.delivery.channels import DeliveringBy
from invoicing.services.delivery.delivering import Delivering
from invoicing.services.mail_trust.quarantine_talk import ForgetQuarantine
from invoicing.services.mailboxes.copies import CopyingToSent
from invoicing.services.messages import Channel
from invoicing.services.pro_forma.sending import SendingProFormas
from invoicing.services.unpaid.sending import SendReminder
from ksef.qr import verification_link
from mailer.accounts import ImapAccount, SmtpAccount
from mailer.answers import AnswersToOurs
from mailer.bounces import ReportsFirst
from mailer.chat import MailChat
from mailer.dns_keys import DnsKeys
from mailer.inbox import MailWatcher
from mailer.postmen import Postmen
from mailer.reading import LetterReader
from mailer.sent import ImapSentFolder
from mailer.smtp import SmtpPostman
from templates.letters import LetterWording

QUARANTINE_EVERY = 3600.0
"""Seconds between two looks at letters that have lain in quarantine for long enough."""
_ROUNDS = "rounds of mail"


def add_mail(house: House, parts: Parts, http: httpx.AsyncClient) -> None:
    """Letters to buyers, and the mailboxes for commands; those of companies may come at any time."""
    settings = house.settings
    accounts = MailboxAccounts(house.database.units, house.clock, forms_over(http), settings.microsoft_login)
    _add_letters_out(house, parts, accounts)
    _add_letters_in(house, parts, accounts)


def _add_letters_out(house: House, parts: Parts, accounts: MailboxAccounts) -> None:
    units, clock, settings = house.database.units, house.clock, house.settings
    addresses, learned, sign = our_addresses(house.database), learned_of(house.database), signing_of(settings)

    def hire(account: SmtpAccount) -> SmtpPostman:
        pacing = pace_of(settings, house.database, clock, account)
        allowance = allowance_of(settings, house.database, clock, account)
        return SmtpPostman(
            account,
            clock,
            addresses=addresses,
            learned=learned,
            pacing=pacing,
            sign=sign,
            allowance=allowance,
        )

    out = smtp_account(settings)
    postman = Postmen(hire(out) if out else None, accounts.outbox, hire)
    links = partial(verification_link, ksef_environment(settings).qr)
    letters = LetterWording(trial_of(settings))
    channel = EmailChannel(units, parts.documents, letters, postman, links=links)
    parts.handlers["Deliver"] = Delivering(units, clock, channel, handing_over=handing_over(settings))
    parts.handlers["RemindBuyer"] = SendReminder(units, clock, parts.documents, letters, postman, links=links)
    parts.handlers["SendProForma"] = SendingProFormas(
        units, clock, parts.pro_formas, letters, postman, domain=letter_domain(settings)
    )
    sent = ImapSentFolder(accounts.inbox, imap_account(settings))
    parts.handlers["CopyToSent"] = CopyingToSent(units, sent)
    parts.fronts[Channel.EMAIL] = MailChat(postman, letter_domain(settings))
    house.closers.insert(0, postman.close)
    if settings.public_address:
        told = postman if out else None
        link = LinkChannel(units, clock, letters, told, public_address=settings.public_address)
        parts.handlers["Deliver:link"] = DeliveringBy(units, clock, link)


def _add_letters_in(house: House, parts: Parts, accounts: MailboxAccounts) -> None:
    units, clock, settings = house.database.units, house.clock, house.settings
    keys, addresses = DnsKeys(settings.dns_resolver), our_addresses(house.database)
    take = TakingReports(units)

    def reader_of(account: ImapAccount) -> Read:
        reading = AnswersToOurs(addresses, LetterReader(account, keys).checked)
        return ReportsFirst(addresses, take, reading)

    into = imap_account(settings)
    watch = partial(
        MailWatcher, units=units, clock=clock, poll_every=settings.mail_poll_every, addresses=addresses
    )
    house.add_duty("letters", alone={Channel.EMAIL, _ROUNDS})
    if into is not None:
        house.add_duty("mailbox", watch(into), name=f"mailbox:{into.mailbox}")
    house.add_look("quarantine", QUARANTINE_EVERY, ForgetQuarantine(units, clock), of=_ROUNDS)
    house.add_look("buyers' letters", QUARANTINE_EVERY, ForgetBuyersLetters(units, clock), of=_ROUNDS)
    main = (into.mailbox, reader_of(into)) if into is not None else None
    parts.readers[Channel.EMAIL] = ReadersOfMailboxes(main, accounts, reader_of)

    def watch_alone(account: ImapAccount) -> Task:
        whose = str(account.company_id)
        name = f"mailbox:{whose}:{account.mailbox}"
        return OnDuty(house.database.duties, name, watch(account), label=f"mailbox of {whose}")

    house.tasks["mailboxes"] = WatchMailboxes(accounts, watch_alone)


def add_bot(house: House, parts: Parts, chat_files: ChatFiles) -> None:
    """The chat in Telegram, when there is a token."""
    # aiogram takes a second and much memory to import, so only the role that needs it does
    with built_at_first_use("aiogram"):
        from bot.chat import TelegramChat  # noqa: PLC0415 - heavy, for this role alone
        from bot.client import connect  # noqa: PLC0415 - heavy, for this role alone
        from bot.files import TelegramFiles  # noqa: PLC0415 - heavy, for this role alone
        from bot.pacing import Pace, Unpaced  # noqa: PLC0415 - heavy, for this role alone
        from bot.poller import TelegramPoller  # noqa: PLC0415 - heavy, for this role alone
        from bot.storing import StoreUpdates  # noqa: PLC0415 - heavy, for this role alone
        from bot.updates import to_incoming  # noqa: PLC0415 - heavy, for this role alone
        from bot.webhook import KeepPushed  # noqa: PLC0415 - heavy, for this role alone

    settings = house.settings
    if settings.telegram_token is None:
        return
    bot = connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    pace = Pace() if settings.telegram_limits else Unpaced()
    units, chat = house.database.units, TelegramChat(bot, pace)
    parts.fronts[Channel.TELEGRAM] = chat
    channel = TelegramChannel(units, parts.documents, chat)
    parts.handlers["Deliver:telegram"] = DeliveringBy(units, house.clock, channel)
    parts.readers[Channel.TELEGRAM] = to_incoming
    chat_files.download = TelegramFiles(bot)
    parts.handlers["FetchSigned"] = Fetching(house.database.units, chat_files.download)
    # limits of a bot are kept by one process, the one that talks: what is said of its own accord as well
    alone = {Channel.TELEGRAM, "Show:telegram", "Deliver:telegram"}
    listening: Task = TelegramPoller(bot, StoreUpdates(bot.id, units, house.clock))
    if settings.telegram_webhook and settings.public_address:
        listening = KeepPushed(bot, f"{settings.public_address}{PATH}", push_secret(house.database))
    house.add_duty("telegram", listening, name=f"telegram:{bot.id}", alone=alone)
    house.closers.insert(0, bot.session.close)
