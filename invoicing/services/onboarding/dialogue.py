"""The conversation with somebody who sets a company up: their words and taps belong to the open question."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from invoicing.model.errors import InvalidValue, LatarnikError, Refused
from invoicing.model.text import LONG
from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Incoming
from invoicing.services.onboarding.asking import ACTIONS, AGREED, YES, question
from invoicing.services.onboarding.founding import Founded, found
from invoicing.services.onboarding.links import redeem_opening
from invoicing.services.onboarding.records import Onboarding, Step
from invoicing.services.onboarding.steps import Steps, tapped
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import Clock, TaxpayerRegister, UnitOfWork, UnitsOfWork
from invoicing.services.received.ports import AccountRegister
from invoicing.services.records import Person
from invoicing.services.replies import answer
from invoicing.services.talking import Act, showing

BACK_WORDS = frozenset({"wroc", "cofnij", "wstecz", "back", "назад", "/wroc"})
STOP_WORDS = frozenset({"anuluj", "przerwij", "stop", "cancel", "скасуи", "скасувати", "/anuluj"})
_IN_WORDS = frozenset({Step.NAME, Step.ADDRESS, Step.EXEMPTION})
"""Steps whose answers may begin with any word."""
_OTHER_WISHES = re.compile(
    r"(?:prosze |poprosze (?:o )?)?(?:faktur\w* (?:dla|na|za|od|z)\b|wystaw|zafakturuj|korekt|skoryguj|pro ?form|zaliczk|powtorz|to samo\b"
    r"|faktury\b|niezaplacon|znajdz|eksport|w imieniu\b|przelacz|kto\b|czy\b|co\b|kiedy\b"
    r"|(?:invoices?|issue|unpaid|correct|on behalf)\b|(?:рахунок|фактур|вистав|неоплачен|від імені))"
)
"""What whoever belongs to another company says to it while setting the next one up."""

AfterFounding = Callable[[UnitOfWork, Standing], Awaitable[None]]
"""Promises what follows once a company is there."""
Decide = Callable[[], Awaitable[Act]]


@dataclass(frozen=True, slots=True)
class Guest:
    """Who speaks, and what is open."""

    onboarding: Onboarding
    person: Person


class OnboardingTalk:
    """Leads from a link to a company.

    Args:
        units: the books.
        clock: the time.
        register, accounts: the tax-payer register.
        after: what is promised with the company.
    """

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        register: TaxpayerRegister,
        accounts: AccountRegister,
        after: AfterFounding | None = None,
    ) -> None:
        self._clock, self._after = clock, after
        self._steps = Steps(units, clock, register, accounts)

    async def arrive(self, work: UnitOfWork, incoming: Incoming) -> Show | None:
        """A link to a company yet to be set up, or its holder once more; None for everybody else."""
        begun = await redeem_opening(work, incoming.sender, incoming.start or "", self._clock.now())
        person = await work.people.by_identity(incoming.sender.channel, incoming.sender.address)
        if person is None:
            return None
        begun = begun or await work.onboardings.of_person(person.id)
        return self._asked(incoming, person, begun) if begun is not None else None

    async def look(self, work: UnitOfWork, incoming: Incoming, standing: Standing | None) -> Decide | None:
        """What to do about an incoming that belongs to an open onboarding; None when it does not.

        A member of other companies keeps all commands and what begins like a wish to them; once stopped,
        everything else too.
        """
        if incoming.sender.channel is not Channel.TELEGRAM or not incoming.private:
            return None
        tap = incoming.choice is not None and incoming.choice.action in ACTIONS
        if not tap and (incoming.choice is not None or incoming.start is not None):
            return None
        person = standing.person if standing else None
        person = person or await work.people.by_identity(incoming.sender.channel, incoming.sender.address)
        onboarding = await work.onboardings.of_person(person.id) if person else None
        if person is None or onboarding is None or not (tap or _is_meant(incoming, onboarding, standing)):
            return None
        return partial(self._decide, incoming, Guest(onboarding, person))

    async def _decide(self, incoming: Incoming, guest: Guest) -> Act:
        """Ask the register where the answer needs it, then write."""
        onboarding = guest.onboarding
        if incoming.choice is not None:
            return self._tapped(incoming, guest)
        said = fold(incoming.text).strip(" .!")
        if said in STOP_WORDS:
            return self._writing(incoming, guest, onboarding.stopped())
        if said in BACK_WORDS:
            return self._writing(incoming, guest, onboarding.back())
        if onboarding.step is Step.NUMBERING and said in AGREED:
            return self._founding(incoming, guest)
        if incoming.media is None and (said.startswith("/") or not onboarding.is_open):
            return self._showing(incoming, guest)
        return await self._answered(incoming, guest)

    async def _answered(self, incoming: Incoming, guest: Guest) -> Act:
        """An answer in words; what is wrong with it comes with the question once more, whose buttons stay good."""
        try:
            changed = await self._steps.said(guest.onboarding, _words_of(incoming))
        except (InvalidValue, Refused) as problem:
            return showing(self._asked(incoming, guest.person, guest.onboarding, problem))
        return self._writing(incoming, guest, changed)

    def _tapped(self, incoming: Incoming, guest: Guest) -> Act:
        """A tap; a button of an older question shows the present one."""
        onboarding, choice = guest.onboarding, incoming.choice
        if choice is None or choice.subject != onboarding.id or choice.version != onboarding.version:
            return self._showing(incoming, guest)
        if onboarding.step is Step.NUMBERING and choice.action == YES:
            return self._founding(incoming, guest)
        changed = tapped(onboarding, choice.action)
        return self._writing(incoming, guest, changed) if changed else self._showing(incoming, guest)

    def _founding(self, incoming: Incoming, guest: Guest) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            founded: Founded = await found(work, guest.onboarding, guest.person, self._clock)
            await work.onboardings.save(founded.onboarding)
            if self._after is not None:
                await self._after(work, founded.standing)
            return [self._asked(incoming, guest.person, founded.onboarding)]

        return act

    def _writing(self, incoming: Incoming, guest: Guest, changed: Onboarding) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            await work.onboardings.save(changed)
            return [self._asked(incoming, guest.person, changed)]

        return act

    def _showing(self, incoming: Incoming, guest: Guest) -> Act:
        return showing(self._asked(incoming, guest.person, guest.onboarding))

    def _asked(
        self,
        incoming: Incoming,
        person: Person,
        onboarding: Onboarding,
        problem: LatarnikError | None = None,
    ) -> Show:
        """The present question; a tapped message turns into it."""
        reply = question(onboarding, self._clock.today(), problem)
        if incoming.callback is not None:
            reply = replace(reply, edits=incoming.tapped_message, callback=incoming.callback)
        return answer(incoming, reply, person.language)


def _is_meant(incoming: Incoming, onboarding: Onboarding, standing: Standing | None) -> bool:
    """Whether words of somebody are an answer; who belongs to another company may say other things too."""
    if incoming.callback is not None:
        return False
    if standing is None:
        return True
    said = fold(incoming.text).strip()
    own = said in STOP_WORDS or said in BACK_WORDS
    other = onboarding.step not in _IN_WORDS and _OTHER_WISHES.match(said) is not None
    return onboarding.is_open and (own or not (other or said.startswith("/")))


def _words_of(incoming: Incoming) -> str:
    """What was written.

    Raises:
        InvalidValue: onboarding-words-only, text-too-long.
    """
    if incoming.media is not None or not incoming.text.strip():
        raise InvalidValue("onboarding-words-only")
    if len(incoming.text) > LONG:
        raise InvalidValue("text-too-long", field="text", limit=str(LONG))
    return incoming.text
