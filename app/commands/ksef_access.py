"""`latarnik ksef login`: try the way in, or let a person sign one elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from app.commands.ksef_company import Desk, at_desk, spoken
from app.commands.speaking import WRONG_USAGE, emit, fail, read_bytes, say
from invoicing.model.errors import Refused, Unavailable
from invoicing.services.access.login_desk import CHALLENGE, LOGIN
from ksef.credentials import KeptLogin
from ksef.logins import end_session, sessions_of
from ksef.signed_elsewhere import Prepared
from ksef.tokens import Tokens
from templates.console import console_sentence


def log_in(nip: str, *, prepare: Path | None, signed: Path | None, sessions: bool, end: bool) -> None:
    """Do the one thing that was asked for; without any, try the way in that is stored.

    Raises:
        SystemExit: status 1 with a sentence, 2 when two things were asked for.
    """
    if sum(map(bool, (prepare, signed, sessions, end))) > 1:
        fail("Choose one of --prepare, --signed, --sessions and --end.", WRONG_USAGE)
    if prepare is not None:
        at_desk(nip, lambda desk: _prepare(desk, prepare))
    elif signed is not None:
        at_desk(nip, lambda desk: _with_signed(desk, signed))
    elif sessions:
        at_desk(nip, _sessions)
    else:
        at_desk(nip, _end if end else _try)


async def _try(desk: Desk) -> None:
    credentials = await desk.ways.usual(desk.company.id)
    tokens = await desk.login(credentials)
    if not isinstance(credentials, KeptLogin):
        await end_session(desk.client, tokens.access)
    until = spoken(tokens.access.valid_until)
    emit({"company": desk.nip.digits, "login": "works", "context": str(credentials.context)})
    say(console_sentence("login-works", nip=desk.nip, until=until))


async def _prepare(desk: Desk, file: Path) -> None:
    access = await desk.ways.look(desk.company.id)
    prepared = Prepared.of(await desk.login.challenge(), access.context)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(prepared.unsigned())
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    await _keep(desk, CHALLENGE, prepared.written())
    until = prepared.until.astimezone(desk.clock.now().tzinfo)
    emit({"company": desk.nip.digits, "file": str(file), "until": until.isoformat()})
    say(
        console_sentence(
            "login-prepared", nip=desk.nip, file=file, context=access.context, until=f"{until:%H:%M:%S}"
        )
    )


async def _with_signed(desk: Desk, file: Path) -> None:
    document = read_bytes(file)
    async with desk.database.units.reading() as work:
        prepared = Prepared.read(await work.companies.secret(desk.company.id, CHALLENGE))
    prepared.check(document, desk.clock.now())
    try:
        tokens = await desk.login.with_signed(document)
    except Unavailable as away:
        if away.reason == "ksef-login-expired":  # KSeF's clock decides when a challenge has run out
            raise Refused("ksef-signed-late") from away
        raise
    await _keep(desk, LOGIN, tokens.written())
    await _keep(desk, CHALLENGE, b"")
    until = tokens.refresh.valid_until
    emit({"company": desk.nip.digits, "login": "kept", "until": until.isoformat()})
    say(console_sentence("login-kept", nip=desk.nip, until=spoken(until)))


async def _sessions(desk: Desk) -> None:
    for session in await sessions_of(desk.usual.of(desk.company.id)):
        emit(
            {
                "reference": session.reference,
                "begun": session.begun_at.isoformat(),
                "method": session.method,
                "status": session.status,
                "current": session.is_current,
            }
        )


async def _end(desk: Desk) -> None:
    """End a kept log-in at KSeF and forget it here; a KSeF that knows it no more is content."""
    tokens: Tokens | None = (await desk.ways.look(desk.company.id)).login
    if tokens is None:
        say(console_sentence("login-none", nip=desk.nip))
        return
    await end_session(desk.client, tokens.refresh)
    await _keep(desk, LOGIN, b"")
    emit({"company": desk.nip.digits, "login": "ended"})
    say(console_sentence("login-ended", nip=desk.nip))


async def _keep(desk: Desk, name: str, value: bytes) -> None:
    async with desk.database.units() as work:
        await work.companies.put_secret(desk.company.id, name, value)
