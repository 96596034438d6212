"""`latarnik mailbox ...`: mailboxes of companies."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import typer

from app.commands.companies import company_or_fail
from app.commands.speaking import emit, fail, refusal, say, settings_in_words
from app.commands.telling_time import clock_of
from app.http import forms_over, guarded_client
from app.installation import checked
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.errors import LatarnikError, Refused
from invoicing.model.party import Nip
from invoicing.services.mailboxes.presets import PRESETS, Preset, preset_of
from invoicing.services.mailboxes.records import Endpoint, LogIn, Mailbox, WireSecurity
from mailer.oauth import MicrosoftLogin
from storage.database import Database
from templates.mailboxes import mailbox_steps, mailbox_words

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\\[\]+]+@[a-z0-9.-]+")
"""An address without a plus: that part is ours to give out."""


@dataclass(frozen=True, slots=True)
class NewMailbox:
    """What the command line says of a mailbox."""

    nip: str
    address: str
    preset: str | None = None
    imap: str | None = None
    smtp: str | None = None
    user: str | None = None
    authserv: str | None = None
    tidy: bool = False


def add_mailbox(new: NewMailbox) -> None:
    """Keep a company's mailbox with its password, or with Microsoft's permission."""
    _with_books(lambda settings, database: _add(settings, database, new))


def list_mailboxes() -> None:
    """One JSON line for each mailbox; nothing secret."""
    _with_books(lambda _, database: _list(database))


def remove_mailbox(nip: str) -> None:
    """Forget a company's mailbox."""
    _with_books(lambda _, database: _remove(database, nip))


def show_presets(code: str | None) -> None:
    """What is known of providers, in Polish."""
    try:
        chosen = [preset_of(code, "")] if code else list(PRESETS.values())
    except LatarnikError as error:
        fail(refusal(error, "pl"))
    typer.echo("\n\n".join(mailbox_steps(each) for each in chosen))


def _with_books(act: Callable[[Settings, Database], Awaitable[None]]) -> None:
    async def run() -> None:
        settings = load_settings()
        async with checked(settings, await clock_of(settings)) as database:
            await act(settings, database)

    with settings_in_words():
        try:
            asyncio.run(run())
        except LatarnikError as error:
            fail(refusal(error, "en"))


async def _add(settings: Settings, database: Database, new: NewMailbox) -> None:
    company_id = await company_of(database, new.nip)
    address = new.address.strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise Refused("mailbox-address", address=new.address)
    preset = preset_of(new.preset, address)
    mailbox = _mailbox(company_id, address, preset, new, settings)
    say(mailbox_steps(preset))
    secret = await _secret(settings, mailbox)
    async with database.units() as work:
        await work.mailboxes.put(mailbox, secret.encode())
    emit({"company": str(company_id), "address": address, "preset": preset.code})
    say(mailbox_words("added", address=address, nip=new.nip))


def _mailbox(company_id: UUID, address: str, preset: Preset, new: NewMailbox, settings: Settings) -> Mailbox:
    imap, smtp = preset.endpoints(_host(new.imap), _host(new.smtp))
    log_in = preset.log_in
    if log_in is LogIn.MICROSOFT and not settings.microsoft_client:
        raise Refused("mailbox-client")
    return Mailbox(
        company_id,
        address,
        preset.code,
        _at(imap, new.imap),
        _at(smtp, new.smtp),
        new.user or address,
        log_in,
        settings.microsoft_client if log_in is LogIn.MICROSOFT else None,
        new.authserv or preset.trusted_authserv,
        new.tidy,
    )


def _host(said: str | None) -> str | None:
    return said.partition(":")[0] if said else None


def _at(endpoint: Endpoint, said: str | None) -> Endpoint:
    """The port that was named decides on the protection: 143 and 587 begin in the clear and go on with STARTTLS."""
    port = (said or "").partition(":")[2]
    if not port:
        return endpoint
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Refused("mailbox-port", port=port)
    security = WireSecurity.STARTTLS if int(port) in {143, 587, 25} else WireSecurity.TLS
    on_this_machine = endpoint.host in {"127.0.0.1", "localhost"}
    return Endpoint(endpoint.host, int(port), WireSecurity.NONE if on_this_machine else security)


async def _secret(settings: Settings, mailbox: Mailbox) -> str:
    if mailbox.log_in is LogIn.PASSWORD:
        secret: str = typer.prompt(
            mailbox_words("password", address=mailbox.address), hide_input=True, err=True
        )
        return secret.strip()
    async with guarded_client([settings.microsoft_login]) as http:
        login = MicrosoftLogin(forms_over(http), settings.microsoft_login, mailbox.client or "")
        code = await login.begin()
        say(mailbox_words("device_code", where=code.address, typed=code.user_code))
        return (await login.finish(code)).refresh


async def _list(database: Database) -> None:
    async with database.units.reading() as work:
        for mailbox in await work.mailboxes.all():
            company = await work.companies.get(mailbox.company_id)
            learned = await work.mailboxes.abilities(mailbox.address)
            line: dict[str, Any] = {
                "company": str(company.profile.seller.nip),
                "address": mailbox.address,
                "preset": mailbox.preset,
                "imap": f"{mailbox.imap.host}:{mailbox.imap.port}",
                "smtp": f"{mailbox.smtp.host}:{mailbox.smtp.port}",
                "log_in": mailbox.log_in.value,
                "learned": learned.learned_at.isoformat() if learned else None,
            }
            emit(line)


async def _remove(database: Database, nip: str) -> None:
    company_id = await company_of(database, nip)
    async with database.units() as work:
        if not await work.mailboxes.remove(company_id):
            raise Refused("mailbox-missing")
    say(mailbox_words("removed", nip=nip))


async def company_of(database: Database, nip: str) -> UUID:
    """The company of a NIP.

    Raises:
        SystemExit: there is none here.
    """
    async with database.units.reading() as work:
        return (await company_or_fail(work, Nip.parse(nip))).id
