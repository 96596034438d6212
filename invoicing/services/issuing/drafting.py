"""A sentence, a company's habits and the register make a draft; what nobody said is marked as guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from invoicing.model.invoice import Draft
from invoicing.services.advances.reading import about_payment, with_payment
from invoicing.services.advances.settling import Settling, wants_settlement
from invoicing.services.companies import Standing
from invoicing.services.contacts.mentions import mentioned
from invoicing.services.correcting.drafting import Correcting
from invoicing.services.correcting.rebate_check import is_rebate
from invoicing.services.editing.editing import Edited, Editing, Understanding
from invoicing.services.eu_numbers.checking import about_vies, with_check
from invoicing.services.eu_numbers.ports import EuVatRegister
from invoicing.services.issuing.answering import as_answer, names_somebody
from invoicing.services.issuing.beginning import begun
from invoicing.services.issuing.buyers import BuyerSearch, FoundBuyer
from invoicing.services.issuing.card import Backing, currency_note, noting
from invoicing.services.issuing.changing import belongs_to, changed
from invoicing.services.issuing.exchange import about_rate, with_rate
from invoicing.services.issuing.limits import (
    refuse_above_limit,
    refuse_impossible,
    refuse_two_meanings,
    refuse_worthless,
)
from invoicing.services.issuing.own_account import own_account_note
from invoicing.services.issuing.placing import settled
from invoicing.services.issuing.products import with_products
from invoicing.services.messages import Incoming
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.ports import Clock, ExchangeRates, TaxpayerRegister, UnitsOfWork
from invoicing.services.received.ports import AccountRegister
from invoicing.services.repeating.repeating import Repeating


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft ready to be written: a new one, or the next version of one that was open.

    Attributes:
        waiting: what it was while somebody was asked to approve it; that question is over then.
    """

    draft: Draft
    backing: Backing
    fresh: bool
    waiting: Draft | None = None


class Drafting:
    """Makes drafts of what was understood; asks the register, writes nothing."""

    def __init__(
        self,
        units: UnitsOfWork,
        clock: Clock,
        register: TaxpayerRegister,
        understand: Understanding,
        *,
        rates: ExchangeRates | None = None,
        accounts: AccountRegister | None = None,
        vies: EuVatRegister | None = None,
    ) -> None:
        self._accounts, self._vies = accounts, vies
        self._units, self._rates, self._understand = units, rates, understand
        self._clock = clock
        self._search = BuyerSearch(units, register)
        self._correct = Correcting(units, clock, self._buyer_of)
        self._edit = Editing(clock, understand, self._buyer_of)
        self._repeat = Repeating(units, clock, self._edit)
        self._settle = Settling(units, clock)

    async def __call__(
        self, incoming: Incoming, heard: Understood, standing: Standing, opened: Draft | None
    ) -> Prepared | None:
        """The draft that was asked for; None when the words ask for none.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused, InvalidValue: it cannot become an invoice, with the reason.
        """
        opened = None if is_rebate(opened) else opened  # it is as it was said: another one is said anew
        correction = await self._correct(incoming, heard, standing, opened)
        if correction is not None:
            return self._prepared(correction.draft, opened, standing, correction.found)
        if heard.intent is Intent.REPEAT or wants_settlement(heard):
            return await self._of_earlier(incoming, heard, standing)
        heard = as_answer(await self._naming(heard, incoming.text, standing), opened, incoming.text)
        of_rate = about_rate(incoming.text, opened) or about_vies(incoming.text, opened)
        heard = Understood(Intent.OTHER) if of_rate else heard
        going_on = opened if opened and (of_rate or belongs_to(heard, opened, incoming.text)) else None
        if going_on is None and not _begins(heard):
            return None
        standing.require_issuer()
        profile = standing.company.profile
        refuse_impossible(heard, profile.seller.nip)
        if any(line.vat == "zw" for line in heard.lines):
            refuse_two_meanings(incoming.text, profile.vat_status)
        found = await self._buyer(heard, standing)
        backing = self._backing(standing, found)
        if going_on is None:
            fresh = begun(incoming, heard, standing, found, self._clock.today())
            fresh = settled(await with_products(self._units, fresh, profile), profile, found)
            refuse_worthless(fresh)
            refuse_above_limit(fresh)
            fresh, trouble = await self._looked_up(fresh, incoming.text, standing)
            unlisted = await own_account_note(self._accounts, fresh, profile, self._clock.today())
            return Prepared(fresh, noting(noting(backing, trouble), unlisted), fresh=True)
        newer = changed(going_on, heard, profile, found, incoming.text)
        refuse_worthless(newer)
        refuse_above_limit(newer)
        if newer is going_on and not of_rate:
            return None
        newer = going_on.changed() if newer is going_on else newer
        newer = replace(newer, **newer.dates_of(self._clock.today(), profile.payment_days))
        newer, trouble = await self._looked_up(newer, incoming.text, standing)
        return Prepared(newer, noting(backing, trouble), fresh=False)

    async def _looked_up(self, draft: Draft, text: str, standing: Standing) -> tuple[Draft, str | None]:
        """The draft with its rate of exchange and with VIES's word on its buyer, and why there is no rate."""
        rated, trouble = await with_rate(self._rates, draft, text)
        seller = standing.company.profile.seller.nip
        return await with_check(self._vies, rated, seller, self._clock.now()), trouble

    async def _naming(self, heard: Understood, text: str, standing: Standing) -> Understood:
        """The sentence again without the known buyer that it names in passing, when it names nobody else."""
        if heard.intent is not Intent.ISSUE or heard.buyer.kind or names_somebody(heard.buyer):
            return heard
        async with self._units.reading() as work:
            mention = mentioned(text, await work.buyers.names(standing.company.id))
        if mention is None:
            return heard
        rest = self._understand(mention.rest, self._clock.today())
        return replace(rest, intent=Intent.ISSUE, buyer=replace(rest.buyer, name=mention.name))

    async def _of_earlier(self, incoming: Incoming, heard: Understood, standing: Standing) -> Prepared:
        """A draft made of an issued invoice: that one again, or the settlement of an advance."""
        if heard.intent is Intent.REPEAT:
            made = await self._repeat(incoming, heard, standing)
        else:
            made = Edited(await self._settle(incoming, heard, standing))
        draft, trouble = await self._looked_up(made.draft, "", standing)
        prepared = self._prepared(draft, None, standing, made.found)
        return replace(prepared, backing=noting(prepared.backing, trouble))

    async def edited(self, text: str, draft: Draft, standing: Standing) -> Prepared | None:
        """The open draft as the words want it; None when they are about something else.

        Raises:
            UnclearEdit: they are about it, and nobody knows what is wanted.
            NotAllowed, Refused, InvalidValue: it cannot be so, with the reason.
        """
        if about_payment(text, draft):
            return self._paid(text, draft, standing)
        edited = await self._edit(text, draft, standing)
        if edited is None:
            return None
        newer, trouble = await self._looked_up(edited.draft, text, standing)
        backing = noting(self._backing(standing, edited.found), currency_note(draft, newer))
        return Prepared(newer, noting(backing, trouble), fresh=False)

    def _paid(self, text: str, draft: Draft, standing: Standing) -> Prepared | None:
        """The open advance invoice with another payment, or of another day."""
        today, profile = self._clock.today(), standing.company.profile
        newer = with_payment(draft, self._understand(text, today), profile, text, today)
        if newer is draft:
            return None
        return Prepared(replace(newer, shown_on=today), self._backing(standing, None), fresh=False)

    async def _buyer_of(self, heard: Understood, standing: Standing) -> FoundBuyer | None:
        refuse_impossible(heard, standing.company.profile.seller.nip)
        return await self._buyer(heard, standing)

    def _prepared(
        self, draft: Draft, opened: Draft | None, standing: Standing, found: FoundBuyer | None = None
    ) -> Prepared:
        """A new draft as it is, an open one as its next version."""
        backing = self._backing(standing, found)
        if opened is None or draft.id != opened.id:
            return Prepared(draft, backing, fresh=True)
        newer = draft.changed(shown_on=self._clock.today())
        return Prepared(newer, backing, fresh=False)

    async def _buyer(self, heard: Understood, standing: Standing) -> FoundBuyer | None:
        return await self._search(standing.company.id, heard.buyer, self._clock.today())

    def _backing(self, standing: Standing, found: FoundBuyer | None) -> Backing:
        backing = Backing(standing.company.profile, self._clock.today())
        if found is None:
            return backing
        return replace(
            backing,
            known_from=found.known_from,
            vat_status=found.vat_status,
            notes=found.notes,
            choices=found.choices,
        )


def _begins(heard: Understood) -> bool:
    """Whether the words ask for an invoice; a mistyped NIP alone is answered too, though it makes no draft."""
    return heard.intent is Intent.ISSUE or (heard.intent is Intent.OTHER and bool(heard.problems))
