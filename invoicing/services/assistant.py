"""The front door: what somebody did becomes what is shown to them, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from invoicing.model.errors import InvalidValue, LatarnikError, NotAllowed, Refused
from invoicing.services.access.told_off import told_off
from invoicing.services.access.wanting import AccessWanted
from invoicing.services.approving.deciding import Approvals
from invoicing.services.approving.limit_talk import ApprovalTalk
from invoicing.services.companies import Standing, redeem, standing_of
from invoicing.services.conversation import answers
from invoicing.services.conversation.helping import HelpTalk
from invoicing.services.conversation.mail_commands import MailCommands
from invoicing.services.conversation.sentences import TOO_LONG, Sentences
from invoicing.services.conversation.spoken_taps import Saying, SpokenTaps
from invoicing.services.conversation.taps import OnInvoice, OnTap, Taps
from invoicing.services.editing.editing import Understanding
from invoicing.services.editing.tapping import DraftTaps
from invoicing.services.eu_numbers.ports import EuVatRegister
from invoicing.services.issuing.drafting import Drafting
from invoicing.services.issuing.issuing import AfterIssue, Issuing
from invoicing.services.jobs import Show
from invoicing.services.letters_in.taking import OnFiles
from invoicing.services.mail_door import MailDoor
from invoicing.services.mail_trust.proof import proven
from invoicing.services.messages import Channel, Incoming, Reply
from invoicing.services.onboarding.dialogue import OnboardingTalk
from invoicing.services.parsing.tokens import squeezed
from invoicing.services.people.choosing import choosing, named_before, names_company
from invoicing.services.people.rights import who_may
from invoicing.services.ports import (
    Clock,
    DocumentWriter,
    ExchangeRates,
    TaxpayerRegister,
    UnitOfWork,
    UnitsOfWork,
)
from invoicing.services.questions.asking import Questions
from invoicing.services.questions.handing_over import AnswerTalk
from invoicing.services.questions.knowledge import KnowledgeBase
from invoicing.services.questions.tapping import QuestionTaps
from invoicing.services.received.ports import AccountRegister
from invoicing.services.records import Person
from invoicing.services.replies import answer, refusal
from invoicing.services.talking import Act, GuestTalk, Talk, showing

OnDocument = Callable[[Incoming, Standing], Awaitable[Act | None]]
"""What a file is good for; None when nobody waits for one."""


class Assistant:
    """Understands first (reads, asks the register, holds no lock), then writes once.

    The writing begins by marking the incoming as handled and ends with the promise to show the reply: a repeat of
    the same update writes nothing. What is refused leaves no trace but the refusal.

    Attributes:
        actions: of all buttons that it answers.
        talks: what understands sentences, in the order in which they are asked.
    """

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        register: TaxpayerRegister,
        write: DocumentWriter,
        understand: Understanding,
        *,
        on_invoice: Mapping[str, OnInvoice] | None = None,
        on_tap: Mapping[str, OnTap] | None = None,
        after_issue: AfterIssue | None = None,
        rates: ExchangeRates | None = None,
        accounts: AccountRegister | None = None,
        vies: EuVatRegister | None = None,
        talks: Sequence[Talk] = (),
        base: KnowledgeBase | None = None,
        onboarding: OnboardingTalk | None = None,
        documents: OnDocument | None = None,
        guests: GuestTalk | None = None,
        sayings: Mapping[str, Saying] | None = None,
        files: OnFiles | None = None,
    ) -> None:
        self._guests = guests
        self._documents, self._files = documents, files
        self._units, self._clock, self._onboarding = units, clock, onboarding
        editing = DraftTaps(clock, understand)
        issuing = Issuing(clock, write, after_issue)
        approvals, helping = Approvals(clock, issuing), HelpTalk()
        buttons = {**approvals.buttons, **helping.buttons, **AccessWanted(clock).buttons}
        if base is not None:
            buttons |= QuestionTaps(clock, base).buttons
        self._taps = Taps(clock, issuing, editing, on_invoice, {**(on_tap or {}), **buttons})
        drafting = Drafting(units, clock, register, understand, rates=rates, accounts=accounts, vies=vies)
        self.talks: tuple[Talk, ...] = (approvals, ApprovalTalk(clock), helping, AnswerTalk(clock), *talks)
        self._sentences = Sentences(
            units,
            clock,
            drafting,
            understand,
            talks=self.talks,
            questions=Questions(clock, base, understand) if base else None,
        )
        self._spoken = SpokenTaps(units, self._sentences, sayings)
        self.actions: frozenset[str] = self._taps.actions.union(sayings or ())
        self._letter = MailDoor(units, clock, MailCommands(units, clock, self._sentences, self._taps), files)

    async def __call__(self, incoming: Incoming) -> None:
        """Handle one incoming; handling it again changes nothing."""
        incoming = _without_long_runs(incoming)
        async with self._units.reading() as work:
            who = incoming.sender
            standing = await standing_of(work, who.channel, who.address, incoming.company_id)
            guest = await self._onboarding.look(work, incoming, standing) if self._onboarding else None
            if self._guests is not None:
                busy = standing is not None or guest is not None
                guest = await self._guests.look(work, incoming, member=busy) or guest
        if incoming.withheld is not None and proven(incoming) and (standing or guest):
            await self._once(incoming, showing(told_off(incoming, standing)))
            return
        try:
            decide = guest or partial(self._decide, incoming, standing)
            await self._once(incoming, await decide())
        except (InvalidValue, Refused) as error:
            refused = _of_company(await self._refused(error, incoming), incoming, standing)
            saying = showing(answer(incoming, refused, _language(standing)))
            if standing is not None:
                saying = self._letter.refused(incoming, standing, saying)
            await self._once(incoming, saying)

    async def tap(self, work: UnitOfWork, incoming: Incoming, person: Person) -> Reply:
        """What a tapped button does, for whatever stands in for one; see `Taps`."""
        return await self._taps(work, incoming, person)

    async def _refused(self, error: LatarnikError, incoming: Incoming) -> Reply:
        """The reason; whose role does not reach that far hears who may."""
        if not isinstance(error, NotAllowed):
            return refusal(error, incoming)
        async with self._units.reading() as work:
            return Reply("not-allowed", await who_may(work, error), callback=incoming.callback)

    async def _once(self, incoming: Incoming, act: Act) -> None:
        async with self._units() as work:
            if await work.inbox.finish(incoming.key, forget=incoming.start is not None):
                for show in await act(work):
                    await work.jobs.enqueue(show)

    async def _decide(self, incoming: Incoming, standing: Standing | None) -> Act:
        if incoming.sender.channel is Channel.EMAIL:
            return await self._letter(incoming, standing)
        if incoming.private and incoming.start is not None:
            return self._arrival(incoming, standing)
        if standing is None or not incoming.private:
            return self._no_entry(incoming)
        return await self._member(incoming, standing)

    async def _member(self, incoming: Incoming, standing: Standing) -> Act:
        if incoming.choice is not None or incoming.callback is not None:
            return await self._spoken(incoming, standing.person) or self._tap(incoming, standing)
        taken = await self._documents(incoming, standing) if self._documents and incoming.document else None
        if taken is not None:
            return taken
        filled = await self._files(incoming, standing) if self._files and incoming.document else incoming
        if not isinstance(filled, Incoming):
            return filled
        incoming = filled
        unusable = _unusable(incoming)
        if unusable is not None:
            return showing(answer(incoming, unusable, standing.person.language))
        said, speaking = await named_before(self._units, incoming, standing)
        return choosing(standing, speaking, await self._sentences(said, speaking), self._clock)

    def _no_entry(self, incoming: Incoming) -> Act:
        """Strangers hear from us once for ever, groups once a day: nobody can make us chatter."""
        if incoming.private:
            return showing(answer(incoming, Reply("stranger"), cause="stranger"))
        return showing(answer(incoming, Reply("group"), cause=f"group:{self._clock.today()}"))

    def _arrival(self, incoming: Incoming, standing: Standing | None) -> Act:
        """An invitation link; only its holder gets in, and whoever is in already is greeted."""
        code = incoming.start or ""

        async def act(work: UnitOfWork) -> Sequence[Show]:
            joined = await redeem(work, incoming.sender, code, self._clock.now())
            if joined is None and self._onboarding is not None:
                begun = await self._onboarding.arrive(work, incoming)
                if begun is not None:
                    return [begun]
            joined = joined or standing
            if joined is None:
                return [answer(incoming, Reply("invitation-invalid"), cause=f"invitation:{code[:64]}")]
            reply = await answers.welcome(work, standing or joined)
            if standing is not None and joined.company.id != standing.company.id:
                reply = replace(reply, data={**reply.data, "also": joined.company.profile.seller.name})
            return [answer(incoming, reply, joined.person.language)]

        return act

    def _tap(self, incoming: Incoming, standing: Standing) -> Act:
        async def act(work: UnitOfWork) -> Sequence[Show]:
            reply = await self._taps(work, incoming, standing.person)
            return [answer(incoming, reply, standing.person.language)]

        return act


def _without_long_runs(incoming: Incoming) -> Incoming:
    """As it is read from here on, whoever wrote it and by whatever channel."""
    quoted = incoming.quoted and replace(incoming.quoted, text=squeezed(incoming.quoted.text))
    return replace(incoming, text=squeezed(incoming.text), quoted=quoted)


def _of_company(reply: Reply, incoming: Incoming, standing: Standing | None) -> Reply:
    """A refusal headed by the company it is about, for who speaks for several and has not named one beside it."""
    if standing is None or standing.among <= 1 or reply.code != "refused":
        return reply
    if incoming.choice is not None or names_company(incoming.text):  # a button may be another company's
        return reply
    return replace(reply, data={**reply.data, "for_company": standing.company.profile.seller.name})


def _unusable(incoming: Incoming) -> Reply | None:
    """What is no sentence of the person's own gets an answer, never a draft."""
    if incoming.media is not None:
        return Reply("media", {"media": incoming.media})
    if incoming.forwarded:
        return Reply("refused", {"reason": "forwarded", "details": {}})
    if not incoming.text.strip() and not incoming.lines:
        return Reply("empty")
    if len(incoming.text) > TOO_LONG:
        return Reply("too-long", {"length": len(incoming.text)})
    return None


def _language(standing: Standing | None) -> str | None:
    return standing.person.language if standing else None
