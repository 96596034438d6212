"""`latarnik freeze` and `latarnik revoke`: the emergency brake, and people put out, from the server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from app.clock import SystemClock
from app.commands.companies import company_or_fail
from app.commands.inviting import address_of
from app.commands.speaking import WRONG_USAGE, emit, fail, refusal, say, settings_in_words
from app.commands.telling_time import clock_of
from app.installation import checked
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError
from invoicing.model.party import Nip
from invoicing.services.access.certificates import wallet_of
from invoicing.services.access.login_desk import LOGIN
from invoicing.services.access.token_names import TOKEN
from invoicing.services.mail_trust.addresses import plus_address
from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.people.freezing import FreezeFromServer
from invoicing.services.people.members import id_of, remove_member, withdraw
from invoicing.services.ports import UnitsOfWork
from invoicing.services.records import Company, Role

Doing = Callable[[UnitsOfWork, SystemClock, Company], Awaitable[None]]


def freeze_company(nip: str) -> None:
    """Stop all issuing of the company; prints since when it stands still."""

    async def freeze(units: UnitsOfWork, clock: SystemClock, company: Company) -> None:
        lasting = await FreezeFromServer(units, clock)(company)
        emit({"company": str(company.id), "nip": nip, "frozen_since": lasting.since.isoformat()})
        await _name_credentials(units, company)

    _do(nip, freeze)


def take_on_by_mail(nip: str, role: str, email: str) -> None:
    """Make somebody without Telegram a member; prints the secret address that they write to."""
    if role not in set(Role):
        fail(f"There is no role {role}. Roles are {', '.join(Role)}.", WRONG_USAGE)
    address_of(email)

    async def join(units: UnitsOfWork, clock: SystemClock, company: Company) -> None:
        mailbox = load_settings().imap_user
        async with units.reading() as work:
            own = await work.mailboxes.of_company(company.id)
        if own is None and mailbox is None:
            fail(
                "There is no mailbox that letters could come to. Set LATARNIK_IMAP_USER, or: latarnik mailbox add"
            )
        token = await JoinByMail(units, clock)(company.id, Role(role), email)
        address = plus_address(own.address if own is not None else str(mailbox).lower(), token)
        emit({"company": str(company.id), "role": role, "write_to": address})

    _do(nip, join)


def list_people(nip: str) -> None:
    """Print who belongs to the company, and its open invitations."""

    async def listed(units: UnitsOfWork, clock: SystemClock, company: Company) -> None:
        async with units.reading() as work:
            members = await work.people.members(company.id)
            invitations = await work.invitations.open_of(company.id, clock.now())
        for person, membership in members:
            emit({"person": str(person.id), "name": person.name, "role": membership.role.value})
        for each in invitations:
            until = each.expires_at.isoformat()
            emit({"invitation": str(id_of(each)), "role": each.role.value, "expires_at": until})

    _do(nip, listed)


def revoke_person(nip: str, person: str) -> None:
    """Put a member out."""
    subject = _id(person)

    async def revoke(units: UnitsOfWork, clock: SystemClock, company: Company) -> None:
        async with units() as work:
            gone = await remove_member(work, company, subject, None, clock.now())
        emit({"removed": str(gone.id), "name": gone.name})
        await _name_credentials(units, company)

    _do(nip, revoke)


def revoke_invitation(nip: str, invitation: str) -> None:
    """Take an open invitation back."""
    subject = _id(invitation)

    async def revoke(units: UnitsOfWork, clock: SystemClock, company: Company) -> None:
        async with units() as work:
            gone = await withdraw(work, company, subject, None, clock.now())
        emit({"withdrawn": invitation, "role": gone.role.value})

    _do(nip, revoke)


async def _name_credentials(units: UnitsOfWork, company: Company) -> None:
    """What of KSeF is kept here, each with the way to take it out of use, should strangers have got at it."""
    nip = company.profile.seller.nip.digits
    async with units.reading() as work:
        wallet = await wallet_of(work, company.id)
        token = await work.companies.secret(company.id, TOKEN)
        kept = await work.companies.secret(company.id, LOGIN)
    for each in wallet.certificates:
        what = f"{each.type.value} certificate {each.serial}, valid to {each.valid_to.date()}"
        way = f"latarnik ksef certificates revoke {each.serial} --company {nip} --reason key-compromise"
        say(f"Kept for KSeF: {what}. If strangers may have its key: {way}")
    if token:
        say(
            "Kept for KSeF: a token. If strangers may have it, withdraw it in the Ministry's application of KSeF."
        )
    if kept:
        say(f"Kept for KSeF: a log-in. If strangers may have it: latarnik ksef login --company {nip} --end")


def _do(nip: str, doing: Doing) -> None:
    """Do it for the company of that NIP.

    Raises:
        SystemExit: status 1 or 2 with a sentence.
    """
    with settings_in_words():
        settings = load_settings()
        try:
            asyncio.run(_with_company(settings, Nip.parse(nip), doing))
        except LatarnikError as error:
            fail(refusal(error, "en"))


async def _with_company(settings: Settings, nip: Nip, doing: Doing) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        async with database.units.reading() as work:
            company = await company_or_fail(work, nip)
        await doing(database.units, clock, company)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        fail(f"{text} is no id; latarnik revoke without it lists them.", WRONG_USAGE)
