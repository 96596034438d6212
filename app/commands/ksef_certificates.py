"""`latarnik ksef certificates list|enrol|revoke|import`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from app.commands.certificate_files import read_import
from app.commands.ksef_company import Desk, at_desk, spoken
from app.commands.speaking import WRONG_USAGE, emit, fail, refusal, say
from invoicing.model.errors import LatarnikError
from invoicing.services.access.certificates import CertificateType, HeldCertificate
from invoicing.services.access.enrolling import Enrol, ListedCertificate, keep_imported
from ksef.certificates import CertificateOfficeOverHttp
from templates.console import console_sentence

TYPES = {kind.value.lower(): kind for kind in CertificateType}
REASONS = {
    "unspecified": "Unspecified",
    "superseded": "Superseded",
    "key-compromise": "KeyCompromise",
}


def list_certificates(nip: str, *, only_here: bool) -> None:
    """One line a certificate: those of the wallet, and those that only KSeF has."""
    at_desk(nip, lambda desk: _list(desk, only_here=only_here))


def enrol_certificate(nip: str, kind: str) -> None:
    """Get a certificate from KSeF into the wallet."""
    chosen = TYPES.get(kind) or fail(f"There is no type {kind}. Types are {', '.join(TYPES)}.", WRONG_USAGE)
    at_desk(nip, lambda desk: _enrol(desk, chosen))


def revoke_certificate(nip: str, serial: str, reason: str) -> None:
    """Take a certificate out of use for ever, and destroy its key."""
    why = REASONS.get(reason) or fail(
        f"There is no reason {reason}. Reasons are {', '.join(REASONS)}.", WRONG_USAGE
    )
    at_desk(nip, lambda desk: _revoke(desk, serial.upper(), why))


def import_certificate(nip: str, certificate: Path, key: Path | None, password_file: Path | None) -> None:
    """Put a certificate from files into the wallet."""
    at_desk(nip, lambda desk: _import(desk, certificate, key, password_file))


async def _list(desk: Desk, *, only_here: bool) -> None:
    wallet = (await desk.ways.look(desk.company.id)).wallet
    listed: dict[str, ListedCertificate] = {}
    if not only_here:
        try:
            known = await CertificateOfficeOverHttp(desk.signed).listed(desk.company.id)
            listed = {one.serial: one for one in known}
        except LatarnikError as error:
            why = refusal(error, "pl")
            say(console_sentence("certificates-only-here", why=why.rstrip(".")))
    for one in wallet.certificates:
        emit(_line(one, listed.get(one.serial), desk))
    for theirs in listed.values():
        if wallet.get(theirs.serial) is None:
            emit(_line(theirs, theirs, desk, here=False))
    for asked in wallet.enrolments:
        emit({"name": asked.name, "type": asked.type.value, "status": "Requested", "here": True})


def _line(
    one: HeldCertificate | ListedCertificate,
    known: ListedCertificate | None,
    desk: Desk,
    *,
    here: bool = True,
) -> dict[str, Any]:
    ended = one.valid_to <= desk.clock.now()
    return {
        "serial": one.serial,
        "type": one.type.value,
        "name": one.name,
        "status": known.status if known else ("Expired" if ended else "unknown"),
        "valid_from": one.valid_from.isoformat(),
        "valid_to": one.valid_to.isoformat(),
        "here": here,
    }


async def _enrol(desk: Desk, kind: CertificateType) -> None:
    office = CertificateOfficeOverHttp(desk.signed)
    enrol = Enrol(desk.database.units, desk.clock, office, asyncio.sleep)
    _tell(desk, await enrol(desk.company.id, kind))


async def _revoke(desk: Desk, serial: str, reason: str) -> None:
    office = CertificateOfficeOverHttp(desk.signed)
    await Enrol(desk.database.units, desk.clock, office, asyncio.sleep).revoke(
        desk.company.id, serial, reason
    )
    emit({"company": desk.nip.digits, "serial": serial, "status": "Revoked"})
    say(console_sentence("certificate-revoked", serial=serial))


async def _import(desk: Desk, certificate: Path, key: Path | None, password_file: Path | None) -> None:
    now = desk.clock.now()
    imported = read_import(certificate, key, password_file, desk.nip, now)
    async with desk.database.units() as work:
        await keep_imported(work, desk.company.id, imported.certificate, now)
    _tell(desk, imported.certificate)


def _tell(desk: Desk, kept: HeldCertificate) -> None:
    emit(
        {
            "company": desk.nip.digits,
            "serial": kept.serial,
            "type": kept.type.value,
            "valid_to": kept.valid_to.isoformat(),
        }
    )
    until = spoken(kept.valid_to)
    say(
        console_sentence(
            "certificate-kept", serial=kept.serial, type=kept.type.value, nip=desk.nip, until=until
        )
    )
