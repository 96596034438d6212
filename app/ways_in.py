"""How a company's stored secrets become its way into KSeF."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

from app.clock import SystemClock
from invoicing.model.errors import Misunderstood, Refused
from invoicing.services.access.certificates import Wallet, wallet_of
from invoicing.services.access.login_desk import CONTEXT, LOGIN
from invoicing.services.access.token_names import TOKEN
from invoicing.services.ports import UnitOfWork
from ksef.contexts import Context
from ksef.credentials import CertificateCredentials, KeptLogin, KsefCredentials, TokenCredentials
from ksef.tokens import Tokens
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Access:
    """What the books hold of a company's access; nothing of it is shown."""

    context: Context
    wallet: Wallet
    token: str | None = field(repr=False)
    login: Tokens | None

    def signed(self, clock: SystemClock) -> KsefCredentials | None:
        """The way in by signature: an auth certificate, else a log-in that a person signed and that still lasts."""
        now = clock.now()
        certificate = self.wallet.auth_certificate(now)
        if certificate is not None and (certificate.is_valid(now) or self.login is None):
            return CertificateCredentials(self.context, certificate.certificate, certificate.key)
        if self.login is not None:
            return KeptLogin(self.context, self.login)
        return None

    def usual(self, clock: SystemClock) -> KsefCredentials | None:
        """The way in for everyday work: certificate, token, kept log-in, in this order."""
        certificate = self.wallet.auth_certificate(clock.now())
        if self.token is None or (certificate is not None and certificate.is_valid(clock.now())):
            return self.signed(clock)
        return TokenCredentials(self.context, self.token)


async def access_of(work: UnitOfWork, company_id: UUID) -> Access:
    """Read a company's access from its secrets."""
    nip = (await work.companies.get(company_id)).profile.seller.nip
    context = await work.companies.secret(company_id, CONTEXT)
    token = await work.companies.secret(company_id, TOKEN)
    return Access(
        Context.parse(context.decode()) if context else Context.of(nip),
        await wallet_of(work, company_id),
        token.decode() if token else None,
        _tokens(await work.companies.secret(company_id, LOGIN)),
    )


class WaysIn:
    """The two ways in of each company: the usual one, and the one by signature that certificates want."""

    def __init__(self, database: Database, clock: SystemClock) -> None:
        self._database, self._clock = database, clock

    async def usual(self, company_id: UUID) -> KsefCredentials:
        """For everyday work.

        Raises:
            Refused: access-missing.
        """
        return _there((await self.look(company_id)).usual(self._clock), "access-missing")

    async def signed(self, company_id: UUID) -> KsefCredentials:
        """For certificates, which KSeF gives only to whoever logged in by signature.

        Raises:
            Refused: ksef-needs-signature.
        """
        return _there((await self.look(company_id)).signed(self._clock), "ksef-needs-signature")

    async def fresh(self, company_id: UUID) -> KsefCredentials:
        """For certificates in the name of whoever has just signed, whatever certificate there is already.

        Raises:
            Refused: ksef-needs-signature.
        """
        access = await self.look(company_id)
        kept = KeptLogin(access.context, access.login) if access.login else access.signed(self._clock)
        return _there(kept, "ksef-needs-signature")

    async def handed(self, company_id: UUID, by_token: bool) -> KsefCredentials:  # noqa: FBT001 - as it is asked for
        """What was handed in last: the token, or the usual way, in which a certificate goes first.

        Raises:
            Refused: access-missing.
        """
        access = await self.look(company_id)
        token = TokenCredentials(access.context, access.token) if by_token and access.token else None
        return _there(token or access.usual(self._clock), "access-missing")

    async def look(self, company_id: UUID) -> Access:
        """All of it."""
        async with self._database.units.reading() as work:
            return await access_of(work, company_id)


def _there(credentials: KsefCredentials | None, otherwise: str) -> KsefCredentials:
    if credentials is None:
        raise Refused(otherwise)
    return credentials


def _tokens(written: bytes | None) -> Tokens | None:
    if not written:
        return None
    try:
        return Tokens.read(json.loads(written))
    except (ValueError, Misunderstood):
        return None
