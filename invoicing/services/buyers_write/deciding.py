"""What the seller does about a buyer's letter, by the buttons under it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.buyers_write.copying import copy, copyable
from invoicing.services.buyers_write.matching import addresses_on_file
from invoicing.services.buyers_write.records import BuyerLetter, LetterEnd
from invoicing.services.buyers_write.showing import FIX_NIP, MYSELF, PAID, RESEND, shown
from invoicing.services.companies import Standing, require_member
from invoicing.services.conversation.spoken_taps import Saying, Spoken
from invoicing.services.delivery.handing_over import HandingOver
from invoicing.services.finding.paying import mark
from invoicing.services.messages import Choice, Reply
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Person, StoredInvoice
from invoicing.services.replies import stale

_Tap = Callable[[UnitOfWork, Choice, Person], Awaitable[Reply]]


class BuyersLetters:
    """Answers the buttons; every one of them ends the letter, and a second tap shows what became of it."""

    def __init__(self, clock: Clock, handing_over: HandingOver) -> None:
        self._clock, self._handing_over = clock, handing_over
        self.buttons: dict[str, _Tap] = {RESEND: self._resend, PAID: self._paid, MYSELF: self._myself}
        self.sayings: dict[str, Saying] = {FIX_NIP: self._fix_nip}

    async def _resend(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """To the address on file, never to another; the copy is counted by nobody, for a person wants it.

        Raises:
            Refused: buyer-copy-impossible, no paper may go now, or there is no address.
        """
        letter, standing = await _tapped(work, choice, person)
        if letter is None or standing is None:
            return stale()
        standing.require(Action.SEND_PAPERS)
        stored, now = await work.invoices.get(letter.invoice_id), self._clock.now()
        to = await _goes_to(work, stored, letter)
        if letter.ended is None:
            if to is None or not await copyable(work, stored, now):
                raise Refused("buyer-copy-impossible", number=stored.invoice.number)
            went = await copy(work, self._handing_over, stored, to)
            end = LetterEnd.RESENT if went is LetterEnd.COPIED else LetterEnd.UNDER_WAY
            letter = await _ended(work, letter, end)
        return _final(shown(stored, letter, to=to, copyable=False))

    async def _paid(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        letter, standing = await _tapped(work, choice, person)
        if letter is None or standing is None:
            return stale()
        standing.require(Action.MARK_PAID)
        if letter.ended is None:
            filed = await work.filed.get(letter.invoice_id)
            await mark(work, standing, filed, self._clock.now(), paid=True)
            letter = await _ended(work, letter, LetterEnd.PAID)
        return await _done(work, letter)

    async def _myself(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        letter, standing = await _tapped(work, choice, person)
        if letter is None or standing is None:
            return stale()
        standing.require(Action.MARK_PAID)  # whoever works with invoices
        if letter.ended is None:
            letter = await _ended(work, letter, LetterEnd.MYSELF)
        return await _done(work, letter)

    async def _fix_nip(self, work: UnitOfWork, choice: Choice, person: Person) -> Spoken | None:
        """What begins the correction to zero: the number in the letter is a claim, so the seller is asked for the right one."""
        letter, standing = await _tapped(work, choice, person)
        if letter is None or standing is None:
            return None
        standing.require_issuer()
        stored = await work.invoices.get(letter.invoice_id)
        return Spoken(f"zły NIP na {stored.invoice.number}", standing, partial(_begun, letter.id))


async def _tapped(
    work: UnitOfWork, choice: Choice, person: Person
) -> tuple[BuyerLetter | None, Standing | None]:
    """The letter of a button, and as whom the person stands towards it.

    Raises:
        NotAllowed: it is another company's.
    """
    letter = await work.buyer_letters.get(choice.subject) if choice.subject else None
    return letter, await require_member(work, person, letter.company_id) if letter else None


async def _goes_to(work: UnitOfWork, stored: StoredInvoice, letter: BuyerLetter) -> str | None:
    on_file = await addresses_on_file(work, stored)
    return letter.sender if letter.sender in on_file else next(iter(on_file), None)


async def _begun(letter_id: UUID, work: UnitOfWork) -> None:
    letter = await work.buyer_letters.get(letter_id)
    if letter is not None and letter.ended is None:
        await _ended(work, letter, LetterEnd.NIP)


async def _ended(work: UnitOfWork, letter: BuyerLetter, how: LetterEnd) -> BuyerLetter:
    after = replace(letter, ended=how)
    await work.buyer_letters.put(after)
    return after


async def _done(work: UnitOfWork, letter: BuyerLetter) -> Reply:
    stored = await work.invoices.get(letter.invoice_id)
    return _final(shown(stored, letter, to=await _goes_to(work, stored, letter), copyable=False))


def _final(reply: Reply) -> Reply:
    """The tapped message itself becomes it."""
    return replace(reply, replaces=None)
