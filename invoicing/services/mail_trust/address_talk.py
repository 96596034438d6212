"""/poczta: where to write to by e-mail, from which addresses, and a new secret address at a tap."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from invoicing.services.companies import Standing, standing_of
from invoicing.services.mail_trust.adding import ask_for_code, drop_address, take_code
from invoicing.services.mail_trust.addresses import command_address
from invoicing.services.messages import Channel, Choice, Json, Option, Reply
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

RENEW, DROP = "mail-renew", "mail-drop"
"""Actions of the buttons under the address; their subject is the person."""
_ASKS = frozenset(
    {"/poczta", "poczta", "adres polecen", "moj adres polecen", "/mail", "mail address", "пошта", "/poshta"}
)
_COMMAND = re.compile(
    r"/(?:poczta|mail)(?:@\w+)?(?:\s+(?:dodaj|add|kod|code)?\s*(?P<what>\S+))?", re.IGNORECASE
)
_ADD = re.compile(
    # without "mine" or "for commands" it is where an invoice goes
    r"(?:dodaj (?:m[oó]j adres(?: e-?mail)?|adres polece[nń])|add my (?:e-?mail )?address)\s+(?P<what>\S+@\S+)",
    re.IGNORECASE,
)


class MailAddressTalk:
    """Answers /poczta, and its buttons.

    Args:
        clock: now.
        mailbox: the mailbox of the installation; None when letters come in nowhere.
    """

    def __init__(self, clock: Clock, mailbox: str | None) -> None:
        self._clock, self._mailbox = clock, mailbox
        self.buttons = {RENEW: self._renew, DROP: self._drop}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        said = text.strip()
        adding = _ADD.fullmatch(said)
        command = _COMMAND.fullmatch(said)
        what = (adding or command or {"what": None})["what"]
        if what is not None:
            code = what if re.fullmatch(r"\d{6}", what) else None
            return partial(self._confirm, code) if code else partial(self._add, what)
        return self.reply if command or fold(said).strip(" .!?") in _ASKS else None

    async def reply(self, work: UnitOfWork, standing: Standing) -> Reply:
        """The address to write to, with the addresses that may write; made when it is asked for first."""
        person, own = standing.person, await work.mailboxes.of_company(standing.company.id)
        mailbox = own.address if own is not None else self._mailbox
        if mailbox is None:
            return Reply("mail-address", {"address": None, "mailbox": None, "from": [], "secret": False})
        abilities = await work.mailboxes.abilities(mailbox)
        secret = abilities is None or abilities.plus_address
        address = await command_address(work, person.id, mailbox, self._clock.now())
        allowed = await work.people.addresses(person.id, Channel.EMAIL)
        data: dict[str, Json] = {
            "address": address if secret else mailbox,
            "mailbox": mailbox,
            "from": [*allowed],
            "secret": secret,
        }
        options = _buttons(person, str(data["address"]), allowed, secret=secret)
        return Reply("mail-address", data, options=options, secret=True)

    async def _add(self, address: str, work: UnitOfWork, standing: Standing) -> Reply:
        reply, letters = await ask_for_code(work, standing.person, address.strip("<>.,"), self._clock.now())
        for letter in letters:
            await work.jobs.enqueue(letter)
        return reply

    async def _confirm(self, code: str, work: UnitOfWork, standing: Standing) -> Reply:
        return await take_code(work, standing.person, code, self._clock.now())

    async def _renew(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        standing = await _own_standing(work, choice, person)
        if standing is None:
            return stale()
        now = self._clock.now()
        await work.mail_tokens.renew(person.id, now)
        await work.agreements.revoke(person.id)
        await work.events.add(Event("mail-address-renewed", now, str(person.id)))
        reply = await self.reply(work, standing)
        return replace(reply, data={**reply.data, "renewed": True})

    async def _drop(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        standing = await _own_standing(work, choice, person)
        if standing is None:
            return stale()
        for address in await work.people.addresses(person.id, Channel.EMAIL):
            if _mark(address) == choice.version:
                await drop_address(work, person, address, self._clock.now())
        return await self.reply(work, standing)


def _buttons(
    person: Person, address: str, allowed: Sequence[str], *, secret: bool
) -> tuple[tuple[Option, ...], ...]:
    rows: list[tuple[Option, ...]] = [(Option("copy-mail-address", copy=address),)]
    if secret:
        rows.append((Option("mail-renew", choice=Choice(RENEW, person.id)),))
    rows.extend(
        (Option("mail-drop", choice=Choice(DROP, person.id, _mark(each)), about=each[:38]),)
        for each in allowed
    )
    return tuple(rows)


def _mark(address: str) -> int:
    """A number for a button: addresses come and go, so their place in the list would not do."""
    return zlib.crc32(address.encode())


async def _own_standing(work: UnitOfWork, choice: Choice, person: Person) -> Standing | None:
    chat = await work.people.address(person.id, Channel.TELEGRAM)
    if choice.subject != person.id or chat is None:
        return None
    return await standing_of(work, Channel.TELEGRAM, chat)
