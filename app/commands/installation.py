"""`latarnik migrate`, `company add`, `invite`: from an empty server to people who issue."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.clock import SystemClock
from app.commands.certificate_files import read_import
from app.commands.companies import company_or_fail
from app.commands.inviting import address_of, link_of
from app.commands.speaking import emit, fail, read_bytes, refusal, say, settings_in_words
from app.commands.telling_time import clock_of
from app.installation import address_in_words, checked, ensure_folder, ensure_key, secret_keys
from app.reading_settings import load_settings
from app.settings import Settings
from invoicing.model.company import CompanyProfile, VatExemption, VatStatus
from invoicing.model.errors import InvalidValue, LatarnikError, Refused
from invoicing.model.party import Address, Nip, Seller
from invoicing.services.access.certificates import WALLET, CertificateType, Wallet
from invoicing.services.access.login_desk import CONTEXT
from invoicing.services.access.token_names import TOKEN, TOKEN_END
from invoicing.services.companies import AddCompany, Invite
from invoicing.services.onboarding.links import OfferOpening
from invoicing.services.records import Role
from ksef.contexts import Context


@dataclass(frozen=True, slots=True)
class NewCompany:
    """What the command line says of a company."""

    nip: str
    name: str
    address: str
    bank_account: str | None
    email: str | None
    exempt_by: str | None
    context: str | None = None


@dataclass(frozen=True, slots=True)
class AccessFiles:
    """Files with a company's way into KSeF: a certificate with its key, or a token."""

    certificate: Path | None = None
    key: Path | None = None
    password: Path | None = None
    token: Path | None = None
    token_until: str | None = None


def bring_up_to_date() -> None:
    """Make the key file when there is none, then the newest schema."""
    from storage.database import migrate
    from storage.secrets import SecretBox

    with settings_in_words():
        settings = load_settings()
        ensure_folder(settings)
        if ensure_key(settings):
            say(f"Made the key file {settings.key_file}. Keep a copy elsewhere: without it secrets are lost.")
        with address_in_words():
            asyncio.run(migrate(settings.database, SecretBox.of(secret_keys(settings))))
    say("The database is up to date.")


def add_company(new: NewCompany, files: AccessFiles, *, owner_invite: bool) -> None:
    """Add a company and, when wanted, print the owner's one-time invitation."""
    if (files.certificate is None) != (files.key is None):
        fail("--ksef-certificate and --ksef-key go together.", 2)
    if files.token_until is not None and files.token is None:
        fail("--ksef-token-until is about the token of --ksef-token-file.", 2)
    address_of(new.email)
    with settings_in_words():
        settings = load_settings()
        try:
            asyncio.run(_add(settings, new, _access(new, files), owner_invite=owner_invite))
        except LatarnikError as error:
            fail(refusal(error, "en"))


def invite_person(nip: str, role: str, email: str | None) -> None:
    """Print a one-time invitation for one person."""
    if role not in set(Role):
        fail(f"There is no role {role}. Roles are {', '.join(Role)}.", 2)
    with settings_in_words():
        settings = load_settings()
        try:
            asyncio.run(_invite(settings, Nip.parse(nip), Role(role), address_of(email)))
        except LatarnikError as error:
            fail(refusal(error, "en"))


def offer_company() -> None:
    """Print a one-time link; whoever holds it sets up one company in the chat and owns it."""
    with settings_in_words():
        asyncio.run(_offer(load_settings()))


def _access(new: NewCompany, files: AccessFiles) -> dict[str, bytes]:
    """The secrets of a company's access, each looked at before it is kept.

    Raises:
        Refused: the certificate and the key will not serve.
        InvalidValue: the context is none.
    """
    nip, access = Nip.parse(new.nip), {}
    if files.certificate is not None:
        now = SystemClock().now()
        kept = read_import(files.certificate, files.key, files.password, nip, now).certificate
        if kept.type is CertificateType.OFFLINE:
            raise Refused("ksef-certificate-offline")
        access[WALLET] = Wallet((kept,)).written()
    if files.token is not None:
        access[TOKEN] = read_bytes(files.token).strip() or fail(f"{files.token} is empty.")
    if files.token_until is not None:
        access[TOKEN_END] = _last_day(files.token_until).isoformat().encode()
    if new.context is not None:
        access[CONTEXT] = str(context_for(new.context, nip)).encode()
    return access


def _last_day(text: str) -> date:
    """A day as the command line says it.

    Raises:
        InvalidValue: reason date-format.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue("date-format", value=text) from error


def context_for(text: str, nip: Nip) -> Context:
    """The context a company logs in to, which must be its own.

    Raises:
        InvalidValue: reason ksef-context.
    """
    context = Context.parse(text)
    if context.nip != nip:
        raise InvalidValue("ksef-context", value=text)
    return context


async def _add(
    settings: Settings, new: NewCompany, access: Mapping[str, bytes], *, owner_invite: bool
) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        company = await AddCompany(database.units, clock)(_profile(new), access)
        line: dict[str, str] = {"company": str(company.id), "nip": str(company.profile.seller.nip)}
        if owner_invite:
            code = await Invite(database.units, clock)(company.id, Role.OWNER, address_of(new.email))
            line |= await link_of(settings, code)
        emit(line)


async def _invite(settings: Settings, nip: Nip, role: Role, email: str | None) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        async with database.units.reading() as work:
            company = await company_or_fail(work, nip)
        code = await Invite(database.units, clock)(company.id, role, email)
        emit({"company": str(company.id), "role": role.value, **await link_of(settings, code)})


async def _offer(settings: Settings) -> None:
    clock = await clock_of(settings)
    async with checked(settings, clock) as database:
        code, until = await OfferOpening(database.units, clock)()
        emit({**await link_of(settings, code), "until": until.isoformat()})


def _profile(new: NewCompany) -> CompanyProfile:
    exemption = None if new.exempt_by is None else VatExemption(new.exempt_by)
    seller = Seller(Nip.parse(new.nip), new.name, Address(new.address), email=new.email)
    return CompanyProfile(
        seller,
        vat_status=VatStatus.EXEMPT if exemption else VatStatus.ACTIVE,
        exemption=exemption,
        bank_account=new.bank_account,
    )
