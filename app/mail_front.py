"""The way in and out by mail."""

from __future__ import annotations

from functools import partial

import httpx

from app.duty import OnDuty
from app.house import House, Parts
from app.http import forms_over
from app.letters import allowance_of, learned_of, our_addresses, pace_of, signing_of
from app.mailboxes import MailboxAccounts, Read, ReadersOfMailboxes, WatchMailboxes
from app.papers import Papers
from app.places import (
    handing_over,
    imap_account,
    ksef_environment,
    letter_domain,
    smtp_account,
)
from app.practice import trial_of
from app.workers import Task
from invoicing.services.buyers_write.forgetting import ForgetBuyersLetters
from invoicing.services.delivery.bounces import TakingReports
from invoicing.services.delivery.by_email import EmailChannel
from invoicing.services.delivery.by_link import LinkChannel
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


def add_mail(house: House, parts: Parts, papers: Papers, http: httpx.AsyncClient) -> None:
    """Letters to buyers, and the mailboxes for commands; those of companies may come at any time."""
    settings = house.settings
    accounts = MailboxAccounts(house.database.units, house.clock, forms_over(http), settings.microsoft_login)
    _add_letters_out(house, parts, papers, accounts)
    _add_letters_in(house, parts, accounts)


def _add_letters_out(house: House, parts: Parts, papers: Papers, accounts: MailboxAccounts) -> None:
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
    channel = EmailChannel(units, papers.documents, letters, postman, links=links)
    parts.handlers["Deliver"] = Delivering(units, clock, channel, handing_over=handing_over(settings))
    parts.handlers["RemindBuyer"] = SendReminder(
        units, clock, papers.documents, letters, postman, links=links
    )
    parts.handlers["SendProForma"] = SendingProFormas(
        units, clock, papers.pro_formas, letters, postman, domain=letter_domain(settings)
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
