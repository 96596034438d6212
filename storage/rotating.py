"""A new key for what lies sealed: everything is sealed anew, a few rows at a time, and a run that was cut off goes on.

Nothing is ever sealed with a key that the key file does not hold, and a key leaves the file only when nothing is
sealed with it any more: whenever it stops, every secret opens.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import LargeBinary, Update, bindparam, func, select

from invoicing.services.access.link_records import Closed
from invoicing.services.mail_trust.records import AgreementEnd
from storage.access_links import access_links
from storage.agreements import agreements
from storage.buyer_chats import buyer_invitations
from storage.mail_trust import mail_tokens
from storage.onboardings import openings
from storage.paper_links import paper_links
from storage.sealed_jobs import MARK, resealed
from storage.tables import companies, invitations, secrets
from storage.traffic import jobs
from storage.transaction import Transaction
from storage.unit_of_work import Units

_BATCH = 200
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # over for every clock, wherever it was turned
_STALE = func.substr(secrets.c.sealed, 1, 5, type_=LargeBinary) != bindparam("mark", type_=LargeBinary)
_STALE_SECRETS = select(secrets).where(_STALE).order_by(secrets.c.company_id, secrets.c.name).limit(_BATCH)
_COUNT_STALE = select(func.count()).select_from(secrets).where(_STALE)
_NAMES = (
    select(companies.c.nip, secrets.c.name)
    .join(companies, companies.c.id == secrets.c.company_id)
    .order_by(companies.c.seq, secrets.c.name)
)
_PUT = (
    secrets.update()
    .where(secrets.c.company_id == bindparam("company"), secrets.c.name == bindparam("secret"))
    .values(sealed=bindparam("anew"))
)
_SEALED_JOB = jobs.c.payload.startswith(MARK)
_JOBS = (
    select(jobs.c.id, jobs.c.key, jobs.c.payload)
    .where(_SEALED_JOB, jobs.c.id > bindparam("after"))
    .order_by(jobs.c.id)
    .limit(_BATCH)
)
_PUT_JOB = jobs.update().where(jobs.c.id == bindparam("job")).values(payload=bindparam("anew"))


@dataclass(frozen=True, slots=True)
class Resealed:
    """How much was sealed anew."""

    secrets: int
    jobs: int


async def reseal(units: Units) -> Resealed:
    """Seal with the current key whatever an older one sealed.

    Raises:
        UnusableKey: something was sealed with a key we do not have; what was sealed anew before stays so.
    """
    secrets_done = 0
    while batch := await _in_one(units, _reseal_secrets):
        secrets_done += batch
    jobs_done, after = 0, 0
    while step := await _jobs_after(units, after):
        after, changed = step
        jobs_done += changed
    return Resealed(secrets_done, jobs_done)


async def stale(transaction: Transaction) -> int:
    """How many secrets an older key sealed."""
    row = await transaction.first(_COUNT_STALE, {"mark": transaction.shared.box.mark})
    return int(row[0]) if row else 0


async def sealed_names(transaction: Transaction) -> list[tuple[str, str]]:
    """The NIP of a company and the name of a secret of its, for every secret there is."""
    return [(row.nip, row.name) for row in await transaction.rows(_NAMES)]


async def void_links(units: Units, now: datetime) -> None:
    """Let nothing that was given out open anything any more: links, invitations, secret addresses.

    After a theft of the key, with which whoever also had the database could have derived their codes.
    """
    async with units() as work:
        for statement in _voids(now):
            await work.transaction.run(statement)
        await work.transaction.run(buyer_invitations.delete())


def _voids(now: datetime) -> list[Update]:
    return [
        access_links.update().where(access_links.c.closed.is_(None)).values(closed=Closed.REPLACED.value),
        paper_links.update().where(paper_links.c.revoked_at.is_(None)).values(revoked_at=now),
        agreements.update().where(agreements.c.ended.is_(None)).values(ended=AgreementEnd.REVOKED.value),
        mail_tokens.update().where(mail_tokens.c.revoked_at.is_(None)).values(revoked_at=now),
        *(
            table.update().where(table.c.redeemed_at.is_(None)).values(expires_at=_LONG_AGO)
            for table in (invitations, openings)
        ),
    ]


async def _in_one(units: Units, act: Callable[[Transaction], Awaitable[int]]) -> int:
    async with units() as work:
        return await act(work.transaction)


async def _reseal_secrets(transaction: Transaction) -> int:
    box = transaction.shared.box
    rows = await transaction.rows(_STALE_SECRETS, {"mark": box.mark})
    for row in rows:
        anew = box.seal(row.company_id, row.name, box.open(row.company_id, row.name, row.sealed))
        await transaction.run(_PUT, {"company": row.company_id, "secret": row.name, "anew": anew})
    return len(rows)


async def _jobs_after(units: Units, after: int) -> tuple[int, int] | None:
    """The last job of the next few and how many of them changed; None when there are no more."""
    async with units() as work:
        transaction = work.transaction
        rows = await transaction.rows(_JOBS, {"after": after})
        changed = 0
        for row in rows:
            anew = resealed(row.key, row.payload, transaction.shared.box)
            if anew is not None:
                changed += await transaction.run(_PUT_JOB, {"job": row.id, "anew": anew})
    return (rows[-1].id, changed) if rows else None
