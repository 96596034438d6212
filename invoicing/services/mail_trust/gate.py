"""The gate before commands by mail: what is doubtful is set apart and told in Telegram, never answered."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from invoicing.services.companies import Standing
from invoicing.services.ids import quarantine_id
from invoicing.services.jobs import Show
from invoicing.services.mail_trust.addresses import command_address
from invoicing.services.mail_trust.judging import Circumstances, Trust, judge
from invoicing.services.mail_trust.records import AgreementEnd, Doubt, Quarantined
from invoicing.services.messages import Channel, Choice, Incoming, Json, MailProof, Option, Reply
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.talking import Act

LIST = "quarantine"
"""Of the button that shows what is set apart."""
_TOLD_AT = frozenset({1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000})  # letters of one sender in a day
_SENDERS_A_DAY = 5  # told by a message each; the list has them all


class MailGate:
    """Judges letters, and sets apart those that nothing is done about."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def look(self, work: UnitOfWork, incoming: Incoming, standing: Standing | None) -> Trust:
        """How far the letter is believed."""
        proof = incoming.proof or MailProof()
        sender = await work.people.by_identity(Channel.EMAIL, incoming.sender.address)
        known = sender.id if sender is not None and standing is not None else None
        return judge(proof, await _circumstances(work, proof, known), self._clock.now())

    def taking(self, incoming: Incoming, trust: Trust, act: Act) -> Act:
        """What the letter does, once: a copy of it that comes by another way does nothing."""
        digest = incoming.proof.digest if incoming.proof else None

        async def once(work: UnitOfWork) -> Sequence[Show]:
            now = self._clock.now()
            if digest is None or await work.mail_tokens.take(digest, now):
                return await act(work)
            if trust.person is not None:
                await work.quarantine.put(_set_apart(incoming, trust.person, Doubt.REPLAYED, now))
            return []

        return once

    def set_apart(self, incoming: Incoming, trust: Trust) -> Act:
        """Keep the letter for the person to look at, and tell them; a stranger's is left alone."""

        async def act(work: UnitOfWork) -> Sequence[Show]:
            if trust.person is None or trust.doubt is None:
                return []
            now = self._clock.now()
            letter = _set_apart(incoming, trust.person, trust.doubt, now)
            await work.quarantine.put(letter)
            return await self._told(work, incoming, letter, now)

        return act

    async def _told(
        self, work: UnitOfWork, incoming: Incoming, letter: Quarantined, now: datetime
    ) -> Sequence[Show]:
        """A line a day for each sender, whose count goes up in place; nobody can flood a chat by mail."""
        chat = await work.people.address(letter.person_id, Channel.TELEGRAM)
        counts = dict(
            await work.quarantine.counted(
                letter.person_id, datetime.combine(now.date(), time.min, now.tzinfo)
            )
        )
        count = counts.get(letter.sender, 1)
        if chat is None or count not in _TOLD_AT or (count == 1 and len(counts) > _SENDERS_A_DAY):
            return []
        mine = await work.people.by_identity(Channel.EMAIL, letter.sender)
        own = mine is not None and mine.id == letter.person_id
        data: dict[str, Json] = {
            "from": letter.sender if own else masked(letter.sender),
            "own": own,
            "doubt": letter.doubt.value,
            "count": count,
            "address": await _right_address(work, incoming, letter, now),
        }
        tag = f"quarantine:{letter.sender}:{now.date()}"
        button = Option("quarantine", choice=Choice(LIST, letter.person_id))
        reply = Reply("mail-quarantined", data, options=((button,),), tag=tag, replaces=tag)
        return [
            Show(Channel.TELEGRAM, chat, reply, f"{tag}:{count}", mine.language if mine and own else "pl")
        ]


def masked(address: str) -> str:
    """An address of somebody else's: enough to recognise it, nothing that could speak to its reader.

    >>> masked("kliknij.tutaj@evil.example"), masked("a@b.pl")
    ('k…j@evil.example', 'a…@b.pl')
    """
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…{local[-1:] if len(local) > 2 else ''}@{domain}"


async def _circumstances(work: UnitOfWork, proof: MailProof, sender: UUID | None) -> Circumstances:
    owner, subject_fits, agreement = None, False, None
    if proof.token is not None and not proof.in_subject:
        owner = await work.mail_tokens.person_of(proof.token)
        asked = await work.agreements.by_secret(proof.token) if owner is None else None
        if asked is not None and asked.ended is not AgreementEnd.REVOKED:
            owner, agreement = asked.person_id, asked.id
    elif proof.token is not None and sender is not None:
        expected = await work.mail_tokens.subject_token(sender) or ""
        subject_fits = hmac.compare_digest(expected, proof.token)
    abilities = await work.mailboxes.abilities(proof.mailbox) if proof.mailbox else None
    plus_works = abilities is not None and abilities.plus_address
    return Circumstances(owner, sender, subject_fits, plus_works, agreement)


async def _right_address(
    work: UnitOfWork, incoming: Incoming, letter: Quarantined, now: datetime
) -> str | None:
    """Where the person should have written, when that is all that was wrong."""
    mailbox = incoming.proof.mailbox if incoming.proof else None
    if letter.doubt is not Doubt.TOKEN_MISSING or mailbox is None:
        return None
    return await command_address(work, letter.person_id, mailbox, now)


def _set_apart(incoming: Incoming, person: UUID, doubt: Doubt, now: datetime) -> Quarantined:
    proof = incoming.proof or MailProof()
    knew = proof.token is not None and not proof.in_subject and doubt is not Doubt.TOKEN_UNKNOWN
    return Quarantined(
        quarantine_id(incoming.key),
        incoming.key,
        person,
        incoming.sender.address,
        doubt,
        now,
        knew_token=knew,
        sender_is_real=proof.sender_is_real,
    )
