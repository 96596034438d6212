"""The operator's one-time link to a company that is yet to be set up: made on the server, and nowhere else."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from invoicing.services.codes import digest_of
from invoicing.services.companies import INVITATION_LASTS, known_or_new
from invoicing.services.messages import Sender
from invoicing.services.onboarding.records import Onboarding, Opening
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Event


class OfferOpening:
    """Makes a link; whoever redeems it may set up one company and owns it."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, *, alone: bool = False) -> tuple[str, datetime]:
        """The code for the link, and until when it is good; of the code only the SHA-256 is kept.

        Args:
            alone: links made before that nobody has used are worth nothing from now on.
        """
        code, now = secrets.token_urlsafe(24), self._clock.now()
        until = now + INVITATION_LASTS
        async with self._units() as work:
            if alone:
                await work.onboardings.withdraw_offers()
            await work.onboardings.offer(Opening(digest_of(code), until))
            await work.events.add(Event("opening-offered", now, evidence={"until": until.isoformat()}))
        return code, until


async def redeem_opening(work: UnitOfWork, sender: Sender, code: str, now: datetime) -> Onboarding | None:
    """Let the holder of a link begin; None when the code is unknown, used or expired."""
    digest = digest_of(code)
    if not await work.onboardings.redeem(digest, now):
        return None
    person = await known_or_new(work, sender)
    onboarding = Onboarding(uuid5(NAMESPACE_OID, digest.hex()), person.id)
    await work.onboardings.add(onboarding)
    await work.events.add(Event("opening-redeemed", now, str(person.id)))
    return onboarding
