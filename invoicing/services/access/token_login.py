"""Companies that log in to KSeF with a token: told in time that tokens end, and how a certificate is made.

The law in force and what the Ministry announced differ, so both are named, with the day they were checked. A token
is tried as long as KSeF takes it; a certificate in the wallet always goes first.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.model.law_calendar import CALENDAR, Rule, in_force
from invoicing.services.access.certificates import HeldCertificate, wallet_of
from invoicing.services.access.token_names import TOKEN, TOKEN_END
from invoicing.services.access.watching import WAKING_HOURS, notice_due
from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Company, Role
from invoicing.services.telling.audience import TellMany, listeners
from invoicing.services.telling.law_data import law_data

ACTION = "certificate"
"""Of the button that says how a KSeF certificate is made."""
TOKEN_OVER = "token-login-over"  # noqa: S105 - a reason, not a secret
_LOOKED = "token-ends:looked"
_TOKEN_REFUSED = "ksef-login-refused-token"  # noqa: S105 - a reason, not a secret


async def keep_token_end(work: UnitOfWork, company_id: UUID, last: date) -> None:
    """Note the last day of a token, as whoever handed it in said."""
    await work.companies.put_secret(company_id, TOKEN_END, last.isoformat().encode())


async def _end_of_token(work: UnitOfWork, company_id: UUID) -> date | None:
    """The last day of the token, where somebody named it."""
    said = await work.companies.secret(company_id, TOKEN_END)
    return date.fromisoformat(said.decode()) if said else None


async def needs_certificate(work: UnitOfWork, company_id: UUID, now: datetime) -> bool:
    """Whether the company logs in with a token and has no certificate that would go first."""
    if not await work.companies.secret(company_id, TOKEN):
        return False
    certificate = (await wallet_of(work, company_id)).auth_certificate(now)
    return certificate is None or not certificate.is_valid(now)


def certificate_button(company_id: UUID) -> Option:
    """The next step under everything that is said about tokens."""
    return Option("certificate", choice=Choice(ACTION, company_id), style=Style.PRIMARY)


class WarnOfTokens:
    """Tells owners of companies that have nothing but a token, once on each of `DAYS_BEFORE` its end."""

    def __init__(self, units: UnitsOfWork, clock: Clock, tell: TellMany) -> None:
        self._units, self._clock, self._tell = units, clock, tell

    async def __call__(self) -> None:
        """One look a day; by night nobody is told, and what was said is known by its key, whatever process said it."""
        now = self._clock.now()
        if now.hour not in WAKING_HOURS:
            return
        today = now.date().isoformat()
        async with self._units.reading() as work:
            if await work.cursors.get(_LOOKED) == today:
                return
            shows = [
                show for company in await work.companies.all() for show in await _warnings(work, company, now)
            ]
        await self._tell(shows)
        async with self._units() as work:
            await work.cursors.put(_LOOKED, today)


async def _warnings(work: UnitOfWork, company: Company, now: datetime) -> list[Show]:
    """What the owners of a company are told; nothing where a certificate goes first."""
    if not await needs_certificate(work, company.id, now):
        return []
    today, law = now.date(), CALENDAR[Rule.TOKEN_LOGIN].law.last
    own = await _end_of_token(work, company.id)
    end = _nearest(own, law, today)
    step = notice_due(end, today) if end else None
    if end is None or step is None:
        return []
    data: dict[str, Json] = {"company": company.profile.seller.name, "days": (end - today).days}
    if end == law:
        reply = Reply("token-login-ends", data | law_data(Rule.TOKEN_LOGIN), options=_next_steps(company))
    else:
        reply = Reply("token-ends", data | {"until": end.isoformat()}, options=_next_steps(company))
    owners = await listeners(work, [company.id], {Role.OWNER})
    return [each.show(reply, f"{reply.code}:{company.id}:{end}:{step}") for each in owners]


def _nearest(own: date | None, law: date | None, today: date) -> date | None:
    """The day on which the token stops; None when that is over: what KSeF refuses is told with every invoice."""
    if own is not None and own < today:
        return None
    return min((day for day in (own, law) if day is not None and day >= today), default=None)


def _next_steps(company: Company) -> tuple[tuple[Option, ...], ...]:
    return ((certificate_button(company.id),),)


async def certificate_steps(work: UnitOfWork, standing: Standing, now: datetime) -> Reply:
    """What certificates there are, and how one is made: a token alone cannot ask for it (par. 13 ust. 2).

    Raises:
        NotAllowed: only an owner decides how the company proves itself.
    """
    standing.require(Action.KSEF_ACCESS)
    company = standing.company
    wallet = await wallet_of(work, company.id)
    auth, offline = wallet.auth_certificate(now), wallet.offline_certificate(now)
    return Reply(
        "certificate-steps",
        {
            "company": company.profile.seller.name,
            "nip": company.profile.seller.nip.digits,
            "token": bool(await work.companies.secret(company.id, TOKEN)),
            "auth_until": _until(auth, now),
            "offline_until": _until(offline, now),
        },
    )


def _until(certificate: HeldCertificate | None, now: datetime) -> str | None:
    """The last day of a certificate that is good now."""
    if certificate is None or not certificate.is_valid(now):
        return None
    return certificate.valid_to.astimezone(now.tzinfo).date().isoformat()


def ended_token(refusal: Refused, today: date) -> bool:
    """Whether KSeF refused a token on a day on which the law in force knows tokens no more."""
    return refusal.reason == _TOKEN_REFUSED and not in_force(Rule.TOKEN_LOGIN, today)


async def refused_access(
    work: UnitOfWork, company_id: UUID, refusal: Refused, now: datetime
) -> tuple[dict[str, Json], tuple[tuple[Option, ...], ...]]:
    """Why the access does not serve, as a reply carries it, and the next step as a button where there is one."""
    if not ended_token(refusal, now.date()):
        return {"reason": refusal.reason}, ()
    offline = (await wallet_of(work, company_id)).offline_certificate(now) is not None
    token = law_data(Rule.TOKEN_LOGIN) | {"offline": offline}
    return {"reason": TOKEN_OVER, "token": token}, ((certificate_button(company_id),),)
