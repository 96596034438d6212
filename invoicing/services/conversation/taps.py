"""Tapped buttons: whatever the button says, the books decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

from invoicing.model.invoice import Draft, DraftStatus
from invoicing.model.kinds import DEMANDS, InvoiceKind
from invoicing.services.access.token_login import ACTION as CERTIFICATE
from invoicing.services.access.token_login import certificate_steps
from invoicing.services.approving.asking import ask, waiting_reply
from invoicing.services.approving.rules import above_limit
from invoicing.services.approving.withdrawing import withdrawn
from invoicing.services.companies import Standing, require_member
from invoicing.services.conversation.ended_drafts import cancelled, where_it_ended
from invoicing.services.correcting.both import issue_all
from invoicing.services.editing.tapping import DraftTaps, OnDraft
from invoicing.services.file_refs import DocumentForm
from invoicing.services.issuing.card import Backing, card
from invoicing.services.issuing.choosing import KINDS, SOLD, choices_of, tells_who, told_who
from invoicing.services.issuing.held_drafts import held, hold, reopened
from invoicing.services.issuing.issuing import Issuing
from invoicing.services.messages import Choice, Incoming, Reply
from invoicing.services.modes.card import facing, facts_of
from invoicing.services.modes.rules import missing_ground
from invoicing.services.modes.ways import MODES, IssueWay
from invoicing.services.outages.total_failure import ACTION as TOTAL_FAILURE
from invoicing.services.outages.total_failure import ENDS, Turn, ask_for_source
from invoicing.services.papers.fetching import fetched
from invoicing.services.people.freezing import require_not_frozen
from invoicing.services.people.rights import Action
from invoicing.services.ports import Clock, UnitOfWork
from invoicing.services.pro_forma.making import make
from invoicing.services.pro_forma.telling import shown
from invoicing.services.records import Person, StoredInvoice
from invoicing.services.replies import after_tap, naming_company, stale

OnInvoice = Callable[[UnitOfWork, StoredInvoice, Standing], Awaitable[Reply]]
"""What a button under an issued invoice does: writes in the open transaction, returns what to show."""
OnTap = Callable[[UnitOfWork, Choice, Person], Awaitable[Reply]]
"""What a button about anything else does; it finds out itself whether the person may."""
_TAKE_BACK = frozenset({"edit", "cancel"})  # what the author of a draft that waits for somebody else may do


class Taps:
    """Answers a tap with what the tapped message becomes."""

    def __init__(
        self,
        clock: Clock,
        issuing: Issuing,
        editing: DraftTaps,
        on_invoice: Mapping[str, OnInvoice] | None = None,
        on_tap: Mapping[str, OnTap] | None = None,
    ) -> None:
        self._clock, self._issuing, self._editing = clock, issuing, editing
        self._on_invoice, self._on_tap = on_invoice or {}, on_tap or {}
        self._on_draft: dict[str, OnDraft] = {
            "issue": partial(self._issue, IssueWay.ONLINE),
            **{
                way.value: partial(self._issue, way)
                for way in (*MODES, IssueWay.SMALL_SALES, IssueWay.CONSUMER)
            },
            "issue-pro-forma": self._make,
            "hold": self._hold,
            "resume": self._resume,
            "cancel": self._cancel,
        }

    @property
    def actions(self) -> frozenset[str]:
        """The actions of all buttons there are, but for those that name a line or a buyer."""
        elsewhere = {*DocumentForm, TOTAL_FAILURE, CERTIFICATE, *KINDS, *SOLD}
        return self._editing.actions.union(self._on_invoice, self._on_tap, self._on_draft, elsewhere)

    async def __call__(self, work: UnitOfWork, incoming: Incoming, person: Person) -> Reply:
        """The reply to a tap, which also takes the waiting sign off the button.

        Raises:
            NotAllowed: the draft or invoice belongs to somebody else, or the role does not reach that far.
            Refused, InvalidValue: it cannot be done; nothing of this transaction may be kept.
        """
        choice = incoming.choice
        if choice is None or choice.subject is None:
            reply = stale()
        elif choice.action in set(DocumentForm):
            reply = await self._file(work, choice, person)
        elif choice.action in {TOTAL_FAILURE, CERTIFICATE}:
            reply = await self._company(work, choice, person)
        elif choice.action in self._on_invoice:
            reply = await self._invoice(work, choice, person)
        elif choice.action in self._on_tap:
            reply = await self._on_tap[choice.action](work, choice, person)
            # a file is a message of its own, and so is what takes another one's place: the tapped message stays
            elsewhere = reply.documents or reply.replaces
            reply = replace(reply, edits=None if elsewhere else incoming.tapped_message)
        else:
            reply = await self._draft(work, choice, person)
            reply = replace(reply, edits=incoming.tapped_message)
            if reply.tag and incoming.tapped_message:  # what follows may come before this is shown
                await work.shown.remember(
                    incoming.sender.channel, incoming.chat, reply.tag, incoming.tapped_message
                )
        return replace(reply, callback=incoming.callback)

    async def _file(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        stored = await _found(work, choice)
        if stored is None:
            return stale()
        await require_member(work, person, stored.company_id)
        return await fetched(work, stored, DocumentForm(choice.action), self._clock.now())

    async def _invoice(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        stored = await _found(work, choice)
        if stored is None:
            return stale()
        standing = await require_member(work, person, stored.company_id)
        return _named(await self._on_invoice[choice.action](work, stored, standing), standing)

    async def _company(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        """Under a push about a company: what to do next, for those who may."""
        if choice.subject is None:
            return stale()
        standing = await require_member(work, person, choice.subject)
        if choice.action == CERTIFICATE:
            return await certificate_steps(work, standing, self._clock.now())
        standing.require(Action.TOTAL_FAILURE)
        return ask_for_source(standing, Turn.ENDS if choice.version == ENDS else Turn.BEGINS)

    async def _draft(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        draft = await work.drafts.get(choice.subject) if choice.subject else None
        handler = self._on_draft.get(choice.action) or self._editing(choice.action)
        if tells_who(choice.action):
            handler = partial(self._who, choice.action)
        if draft is None or handler is None:
            return stale()
        standing = await require_member(work, person, draft.company_id)
        standing.require_issuer()
        if draft.status in {DraftStatus.ISSUED, DraftStatus.CANCELLED}:
            return _named(await where_it_ended(work, draft), standing)
        if choice.action != "cancel":
            await require_not_frozen(work, draft.company_id)
        if draft.version != choice.version:
            return replace(await self._as_it_is(work, draft, standing), alert="stale-choice")
        if draft.status is DraftStatus.FOR_APPROVAL:
            if choice.action not in _TAKE_BACK:
                return waiting_reply(draft)
            draft = await withdrawn(work, draft, standing, self._clock.now())
        return _named(await handler(work, draft, standing), standing)

    async def _issue(self, way: IssueWay, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Issue in the way of the button; one without its ground brings a fresh card, never another way."""
        if not DEMANDS[draft.kind].goes_to_ksef:  # no button of its card leads here
            return replace(await self._fresh(work, draft, standing), alert="stale-choice")
        now = self._clock.now()  # one moment for the date, the ground and the invoice
        gone = missing_ground(way, facing(draft, await facts_of(work, standing.company, now)))
        if (
            draft.shown_on != now.date()
        ):  # the card showed another date of issue, and maybe another month of VAT
            newer = draft.dated(now.date(), standing.company.profile.payment_days)
            await work.drafts.save(newer)
            ended = way is IssueWay.SMALL_SALES and gone is not None  # not only the date is another one
            alert = gone if ended else "card-of-another-day"
            return replace(await self._fresh(work, newer, standing), alert=alert)
        if gone is not None:
            return replace(await self._fresh(work, draft, standing), alert=gone)
        if above_limit(draft, standing.company.profile):
            return await ask(work, draft, standing, way, now)
        return after_tap(await issue_all(self._issuing, work, draft, standing, way=way, now=now))

    async def _make(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Make a pro forma, under the date that its card bears."""
        now = self._clock.now()
        if draft.kind is not InvoiceKind.PRO_FORMA:
            return replace(await self._fresh(work, draft, standing), alert="stale-choice")
        if draft.shown_on != now.date():
            newer = draft.dated(now.date(), standing.company.profile.payment_days)
            await work.drafts.save(newer)
            return replace(await self._fresh(work, newer, standing), alert="card-of-another-day")
        return shown(await make(work, draft, standing, now))

    async def _hold(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        now = self._clock.now()
        gone = missing_ground(IssueWay.HOLD, await facts_of(work, standing.company, now))
        if gone is not None:
            return replace(await self._fresh(work, draft, standing), alert=gone)
        return await hold(work, draft, standing, now)

    async def _resume(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Show the card of a held draft again: its author will not wait after all."""
        newer = reopened(draft, self._clock.today(), standing.company.profile.payment_days)
        await work.drafts.save(newer)
        return await self._fresh(work, newer, standing)

    async def _who(self, action: str, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Who the buyer is; a button that asks what is known by now changes nothing."""
        newer = await told_who(work, draft, action, standing.company.profile)
        if newer is not draft:
            await work.drafts.save(newer)
        return await self._fresh(work, newer, standing)

    async def _cancel(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        del standing
        return await cancelled(work, draft)

    async def _as_it_is(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        if draft.status is DraftStatus.FOR_APPROVAL:
            return waiting_reply(draft)
        return held(draft) if draft.status is DraftStatus.HELD else await self._fresh(work, draft, standing)

    async def _fresh(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        backing = await self._backing(work, standing)
        return card(draft, replace(backing, choices=await choices_of(work, draft)))

    async def _backing(self, work: UnitOfWork, standing: Standing) -> Backing:
        facts = await facts_of(work, standing.company, self._clock.now())
        return Backing(standing.company.profile, facts.today, facts)


def _named(reply: Reply, standing: Standing) -> Reply:
    return naming_company(reply, standing.company) if standing.among > 1 else reply


async def _found(work: UnitOfWork, choice: Choice) -> StoredInvoice | None:
    try:
        return await work.invoices.get(choice.subject) if choice.subject else None
    except KeyError:
        return None
