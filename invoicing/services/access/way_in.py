"""Whether a company gets into KSeF at all: known from what it has handed in, without asking anybody.

A tax-payer without access of its own has no outage (art. 106ne, 106nf, 106nh VATA speak of KSeF, not of them).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from invoicing.services.access.certificates import Wallet
from invoicing.services.access.login_desk import LOGIN
from invoicing.services.access.token_names import TOKEN, TOKEN_END
from invoicing.services.ports import UnitOfWork


class Door(StrEnum):
    """How a company's access stands."""

    OPEN = "open"
    MISSING = "missing"  # nothing that logs in was ever handed in
    CERTIFICATE_ENDED = "certificate-ended"
    TOKEN_ENDED = "token-ended"  # noqa: S105 - a state, not a secret
    LOGIN_ENDED = "login-ended"  # somebody signed, and no certificate came of it in time


@dataclass(frozen=True, slots=True)
class WayIn:
    """A company's way into KSeF; `ended` is its last Warsaw day, where it had one."""

    door: Door = Door.OPEN
    ended: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is something to log in with; whether KSeF takes it only KSeF knows."""
        return self.door is Door.OPEN


OPEN = WayIn()


async def way_in(work: UnitOfWork, company_id: UUID, wallet: Wallet, now: datetime) -> WayIn:
    """How the company gets in at that moment: a certificate, a token, a log-in that somebody signed."""
    certificate = wallet.auth_certificate(now)
    if certificate is not None and certificate.is_valid(now):
        return WayIn()
    token = await _token(work, company_id, now.date())
    if token is not None and token.is_open:
        return token
    login = await _login(work, company_id, now)
    if login is not None and login.is_open:
        return login
    if certificate is not None:
        return WayIn(Door.CERTIFICATE_ENDED, certificate.valid_to.astimezone(now.tzinfo).date())
    return token or login or WayIn(Door.MISSING)


async def note_login(work: UnitOfWork, company_id: UUID, until: datetime) -> None:
    """Write down until when a signed log-in can be gone on with."""
    await work.cursors.put(_lasts(company_id), until.isoformat())


async def _token(work: UnitOfWork, company_id: UUID, today: date) -> WayIn | None:
    """Past the day that its owner named it is of no use; the end that the law names is KSeF's to enforce."""
    if not await work.companies.secret(company_id, TOKEN):
        return None
    said = await work.companies.secret(company_id, TOKEN_END)
    end = date.fromisoformat(said.decode()) if said else None
    return WayIn(Door.TOKEN_ENDED, end) if end is not None and end < today else WayIn()


async def _login(work: UnitOfWork, company_id: UUID, now: datetime) -> WayIn | None:
    if not await work.companies.secret(company_id, LOGIN):
        return None
    said = await work.cursors.get(_lasts(company_id))
    until = datetime.fromisoformat(said) if said else None
    if until is None or now < until:
        return WayIn()
    return WayIn(Door.LOGIN_ENDED, until.astimezone(now.tzinfo).date())


def _lasts(company_id: UUID) -> str:
    return f"ksef-login-until:{company_id}"
