"""A log-in that a person signs elsewhere, in two halves, so that a process may die between them (port `LoginDesk`)."""

from __future__ import annotations

from datetime import datetime

from invoicing.model.party import Nip
from invoicing.services.access.login_desk import LoggedIn
from ksef.auth import Begun, Login
from ksef.contexts import Context
from ksef.signed_elsewhere import Prepared
from ksef.standing import permissions_in


class SignedLogins:
    """Prepares, checks, begins and finishes."""

    def __init__(self, login: Login) -> None:
        self._login = login

    async def prepare(self, nip: Nip, context: str | None) -> bytes:
        """A fresh challenge; raises as `Login.challenge`."""
        place = Context.parse(context) if context else Context.of(nip)
        return Prepared.of(await self._login.challenge(), place).written()

    def until(self, prepared: bytes) -> datetime:
        """Until when it can be signed and sent."""
        return Prepared.read(prepared).until

    def check(self, prepared: bytes | None, signed: bytes, now: datetime) -> None:
        """Whether the signed document is ours; raises as `Prepared.check`."""
        Prepared.read(prepared).check(signed, now)

    async def begin(self, signed: bytes) -> bytes:
        """Hand the document in; raises as `Login.begin_signed`."""
        return (await self._login.begin_signed(signed)).written()

    async def finish(self, begun: bytes) -> LoggedIn:
        """Wait for the verdict and get the tokens; raises as `Login.finish`."""
        tokens = await self._login.finish(Begun.read(begun))
        return LoggedIn(tokens.written(), tokens.refresh.valid_until, permissions_in(tokens.access))


def unsigned(prepared: bytes) -> bytes:
    """The document to be signed, as a file."""
    return Prepared.read(prepared).unsigned()
