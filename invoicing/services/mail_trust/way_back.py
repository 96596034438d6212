"""Where a person's answer to one of our letters goes, so that it is believed: put in when the letter is sent."""

from __future__ import annotations

from dataclasses import replace

from invoicing.services.jobs import Show
from invoicing.services.mail_trust.addresses import plus_address
from invoicing.services.messages import Channel
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.records import Person


class WithWayBack:
    """Puts the person's secret into letters to that person's own address, and into no table.

    Where the mailbox was seen to take plus-addresses it is the address to answer to; else it stands in the subject,
    which an answer keeps.

    Args:
        units: the books.
        clock: dates a secret that is made for the first time.
        mailbox: of the installation; None: nobody can answer there.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, mailbox: str | None) -> None:
        self._units, self._clock, self._mailbox = units, clock, mailbox

    async def __call__(self, show: Show) -> Show:
        """The same, complete; what is no letter, or has its address already, stays as it is."""
        if show.channel is not Channel.EMAIL or show.reply_to is not None or self._mailbox is None:
            return show
        async with self._units() as work:
            person = await work.people.by_identity(Channel.EMAIL, show.chat)
            if person is None:
                return show
            own = await work.mailboxes.of_company(show.company_id) if show.company_id else None
            return await self._complete(work, show, person, own.address if own else self._mailbox)

    async def _complete(self, work: UnitOfWork, show: Show, person: Person, mailbox: str) -> Show:
        if await work.mail_tokens.token(person.id) is None:
            await work.mail_tokens.renew(person.id, self._clock.now())
        learned = await work.mailboxes.abilities(mailbox)
        if learned is not None and learned.plus_address:
            secret = await work.mail_tokens.token(person.id)
            return replace(show, reply_to=plus_address(mailbox, secret or ""))
        return replace(show, mark=await work.mail_tokens.subject_token(person.id))
