"""Somebody without Telegram becomes a member, by mail alone; decided on the server."""

from __future__ import annotations

from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.companies import known_or_new
from invoicing.services.mail_trust.adding import require_address
from invoicing.services.messages import Channel, Sender
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.records import Event, Membership, Role


class JoinByMail:
    """Takes a person on who is known by an e-mail address, and gives them the secret of their own."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, company: UUID, role: Role, email: str) -> str:
        """The secret of the person's address for commands.

        Raises:
            Refused: owner-by-mail, an owner decides on what no letter may; mail-address-format.
        """
        if role is Role.OWNER:
            raise Refused("owner-by-mail")
        address, now = email.strip().lower(), self._clock.now()
        require_address(address)
        async with self._units() as work:
            person = await known_or_new(work, Sender(Channel.EMAIL, address, address))
            await work.people.join(Membership(person.id, company, role))
            if await work.mail_tokens.token(person.id) is None:
                await work.mail_tokens.renew(person.id, now)
            evidence = {"role": role.value, "channel": Channel.EMAIL.value}
            await work.events.add(Event("joined", now, str(person.id), company, evidence=evidence))
            return await work.mail_tokens.token(person.id) or ""
