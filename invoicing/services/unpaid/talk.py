"""Sentences and buttons about reminders: wanted, not wanted, not of this one, and one at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from invoicing.model.errors import Refused
from invoicing.services.companies import Standing, require_member
from invoicing.services.conversation.taps import OnTap
from invoicing.services.finding.names import telling_words
from invoicing.services.finding.records import Direction, Query
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.parsing.tokens import bare
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.records import Event, Person, StoredInvoice
from invoicing.services.replies import stale
from invoicing.services.talking import Reading
from invoicing.services.unpaid.jobs import RemindBuyer
from invoicing.services.unpaid.owing import Debt, debt_of
from invoicing.services.unpaid.sending import ASKED, REMINDED, REMINDER_REFUSED
from invoicing.services.unpaid.showing import END, SEND, SKIP, about_one, debt_data, standing_wish
from invoicing.services.unpaid.wishes import (
    leave_alone,
    left_alone,
    let_be,
    party_of,
    reminds_since,
    switch,
)

_LONGEST = 200  # characters of such a sentence
_BUYERS = 20
_WHOM = r"(?: (?:klientom|nabywcom|kontrahentom|wszystkim))?"
_OF_PAYMENT = r"(?: o (?:platnosciach|platnosci|zaplacie|niezaplaconych(?: fakturach)?))"
_STATE = re.compile(r"/?przypomnienia(?: o platnosciach)?|payment reminders|нагадування(?: про оплату)?")
_ON = re.compile(
    rf"przypominaj{_WHOM}{_OF_PAYMENT}{_WHOM}|wlacz przypomnienia{_OF_PAYMENT}?"
    r"|remind (?:my )?(?:customers|buyers|clients) (?:of|about) payments?|нагадуй(?: покупцям)? про оплату"
)
_OFF = re.compile(
    rf"nie przypominaj{_WHOM}{_OF_PAYMENT}?{_WHOM}|wylacz przypomnienia{_OF_PAYMENT}?"
    r"|(?:do not|don['’]t) remind(?: (?:my )?(?:customers|buyers|clients))?(?: (?:of|about) payments?)?"
    r"|не нагадуй(?: покупцям)?(?: про оплату)?"
)
_SEND = re.compile(
    r"(?:wyslij (?:przypomnienie|ponaglenie)(?: o (?:platnosci|zaplacie))?(?: (?:za|o|do|dla))?"
    r"(?: (?:fakture|faktury|fakturze))?|send (?:a )?reminder(?: (?:of|for|about))?|надішли нагадування(?: про)?)"
    r" (?P<number>\S*\d\S*)"
)
_NOT_THIS = re.compile(
    r"(?P<no>nie |do not |don['’]t |не )?(?:przypominaj|remind|нагадуй)"
    r"(?: (?:o|of|about|про))?(?: (?:fakturze|fakture))? (?P<number>\S*[/-]\S*\d)"
)
_NOT_THEM = re.compile(r"(?P<no>nie )?przypominaj(?: firmie)? (?P<words>(?!o |mi |nam )\S.{0,120})")


class ReminderTalk:
    """Understands "przypominaj o płatnościach", "nie przypominaj ...", "wyślij przypomnienie FV/2026/11/7"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, text: str) -> Reading | None:
        """What the sentence does; None when it is about something else."""
        if len(text) > _LONGEST or "\n" in text.strip():
            return None
        said = bare(text)
        if _STATE.fullmatch(said):
            return _shown
        if _ON.fullmatch(said) or _OFF.fullmatch(said):
            return partial(self._switch, wanted=_ON.fullmatch(said) is not None)
        return self._about_some(said)

    def _about_some(self, said: str) -> Reading | None:
        """What is wanted of one invoice, or of one buyer."""
        if one := _SEND.fullmatch(said):
            return partial(self._ask, number=one["number"])
        if one := _NOT_THIS.fullmatch(said):
            return partial(self._one, number=one["number"], wanted=not one["no"])
        if them := _NOT_THEM.fullmatch(said):
            return partial(self._them, words=them["words"], wanted=not them["no"])
        return None

    @property
    def buttons(self) -> Mapping[str, OnTap]:
        """What the buttons under its messages do."""
        return {SEND: self._send, SKIP: self._skip, END: self._end}

    async def _switch(self, work: UnitOfWork, standing: Standing, *, wanted: bool) -> Reply:
        """Saying it again keeps the day from which steps count."""
        standing.require_issuer()
        since = await reminds_since(work, standing.company.id)
        if wanted != (since is not None):
            since = self._clock.today() if wanted else None
            await switch(work, standing.company.id, since)
            await self._note(
                work, standing, "payment-reminders-on" if wanted else "payment-reminders-off", {}
            )
        return await _shown(work, standing)

    async def _one(self, work: UnitOfWork, standing: Standing, *, number: str, wanted: bool) -> Reply:
        standing.require_issuer()
        stored = await _numbered(work, standing, number)
        return await self._let_be(work, standing, stored, wanted=wanted)

    async def _let_be(
        self, work: UnitOfWork, standing: Standing, stored: StoredInvoice, *, wanted: bool
    ) -> Reply:
        await let_be(work, stored.id, wanted=not wanted)
        evidence: dict[str, Json] = {"number": stored.invoice.number, "wanted": wanted}
        await self._note(work, standing, "payment-reminders-of-invoice", evidence)
        return about_one(stored, "taken-in" if wanted else "skipped")

    async def _them(self, work: UnitOfWork, standing: Standing, *, words: str, wanted: bool) -> Reply:
        """Leave buyers of that name alone, or no longer.

        Raises:
            Refused: reminder-buyer-unknown.
        """
        standing.require_issuer()
        company, today = standing.company.id, self._clock.today()
        query = Query(direction=Direction.ISSUED, words=telling_words(words))
        rows = await work.filed.find(company, query, today, limit=_BUYERS)
        if not rows:
            raise Refused("reminder-buyer-unknown", name=words)
        named = {party_of(each): each.party for each in rows}
        before = await left_alone(work, company)
        after = {key: name for key, name in before.items() if key not in named}
        await leave_alone(work, company, after if wanted else after | named)
        evidence: dict[str, Json] = {"buyers": [*named.values()], "wanted": wanted}
        await self._note(work, standing, "payment-reminders-of-buyer", evidence)
        return await _shown(work, standing)

    async def _ask(self, work: UnitOfWork, standing: Standing, *, number: str) -> Reply:
        """Show what would go; the button sends it.

        Raises:
            Refused: invoice-unknown, reminder-impossible, company-frozen.
        """
        standing.require_issuer()
        await require_not_frozen(work, standing.company.id)
        debt = await _debt(work, await _numbered(work, standing, number))
        times, asked = await _before(work, debt.stored)
        data = debt_data(debt, self._clock.today()) | {"times": times}
        button = Option("reminder-send", choice=Choice(SEND, debt.stored.id, asked), style=Style.PRIMARY)
        return replace(about_one(debt.stored, "asked", data), options=((button,),))

    async def _send(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """Promise it; a second tap on the same button promises nothing more."""
        stored, standing = await _tapped(work, choice, person)
        standing.require_issuer()
        await require_not_frozen(work, standing.company.id)
        debt = await _debt(work, stored)
        await work.jobs.enqueue(RemindBuyer(stored.id, f"{ASKED}{choice.version}"))
        return about_one(stored, "promised", debt_data(debt, self._clock.today()))

    async def _skip(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        stored, standing = await _tapped(work, choice, person)
        standing.require_issuer()
        reply = await self._let_be(work, standing, stored, wanted=False)
        return replace(
            reply, replaces=f"reminder-skipped:{stored.id}"
        )  # the list stays, with its other buttons

    async def _end(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        if choice.subject is None:
            return stale()
        standing = await require_member(work, person, choice.subject)
        return await self._switch(work, standing, wanted=False)

    async def _note(
        self, work: UnitOfWork, standing: Standing, what: str, evidence: Mapping[str, Json]
    ) -> None:
        who, company = str(standing.person.id), standing.company.id
        await work.events.add(Event(what, self._clock.now(), who, company, evidence=evidence))


async def _shown(work: UnitOfWork, standing: Standing) -> Reply:
    company = standing.company.id
    return standing_wish(await reminds_since(work, company), await left_alone(work, company))


async def _tapped(work: UnitOfWork, choice: Choice, person: Person) -> tuple[StoredInvoice, Standing]:
    try:
        stored = await work.invoices.get(choice.subject) if choice.subject else None
    except KeyError:
        stored = None
    if stored is None:
        raise Refused("invoice-unknown", number="")
    return stored, await require_member(work, person, stored.company_id)


async def _numbered(work: UnitOfWork, standing: Standing, number: str) -> StoredInvoice:
    company = standing.company.id
    for said in (number, number.upper()):
        stored = await work.invoices.by_number(company, said)
        if stored is not None:
            return stored
    raise Refused("invoice-unknown", number=number.upper())


async def _debt(work: UnitOfWork, stored: StoredInvoice) -> Debt:
    debt = await debt_of(work, stored)
    if debt is None:
        raise Refused("reminder-impossible", number=stored.invoice.number)
    return debt


async def _before(work: UnitOfWork, stored: StoredInvoice) -> tuple[int, int]:
    """How many reminders the buyer has had, and how many that somebody asked for were settled."""
    history = await work.events.of_invoice(stored.id)
    settled = [each for each in history if each.what in {REMINDED, REMINDER_REFUSED}]
    asked = [each for each in settled if str(each.evidence["step"]).startswith(ASKED)]
    return sum(each.what == REMINDED for each in settled), len(asked)
