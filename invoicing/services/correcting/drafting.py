"""A correcting invoice from a conversation: which invoice, what should be different, why (art. 106j VATA)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from invoicing.model.correction import Correction
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.services.companies import Standing
from invoicing.services.correcting.books import Correctable, correctable, number_in, the_one
from invoicing.services.correcting.changes import applied
from invoicing.services.ids import draft_id
from invoicing.services.messages import Incoming
from invoicing.services.parsing.changes import SaidCorrection
from invoicing.services.parsing.corrections import read_correction
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, Understood
from invoicing.services.ports import Clock, UnitsOfWork

_CALLED = ("korekt", "koryg")  # how a correction is called, whatever its ending
_NEW = ("faktur", "wystaw")
_GOES_ON = frozenset({Intent.EDIT, Intent.OTHER, Intent.CORRECT, Intent.ISSUE})


class Correcting:
    """Makes drafts of corrections, and changes them; reads the books, writes nothing."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(
        self, incoming: Incoming, heard: Understood, standing: Standing, opened: Draft | None
    ) -> Draft | None:
        """The draft of a correction: a new one, or `opened` as it should be now; None when the words ask for neither.

        Raises:
            NotAllowed: the role does not reach that far.
            Refused, InvalidValue: it cannot be corrected, not yet, or not so, with the reason.
        """
        if opened is not None and opened.kind is InvoiceKind.CORRECTING and _goes_on(heard, incoming.text):
            said = read_correction(incoming.text)
            standing.require_issuer()
            if not said.says_something or heard.intent is Intent.CANCEL:
                return None
            return self._put(opened, said, standing)
        if heard.intent is not Intent.CORRECT or not _is_meant(heard, incoming.text, opened):
            return None
        standing.require_issuer()
        return await self._begun(incoming, heard, standing)

    async def _begun(self, incoming: Incoming, heard: Understood, standing: Standing) -> Draft:
        company = standing.company.id
        async with self._units.reading() as work:
            named = heard.invoice_number or await number_in(work, company, incoming.text)
            last = "ostatni" in fold(incoming.text)
            number = named or await the_one(work, company, heard.buyer.nip, last=last)
            state = await correctable(work, company, number)
            first = await work.drafts.get(state.root.draft_id)
        said = read_correction(incoming.text, named)
        said = replace(said, reason=said.reason or said.remark)
        draft = self._as_it_is(incoming, standing, state)
        send_to = heard.buyer.email or (first.send_to if first else None)
        return self._put(replace(draft, send_to=send_to), said, standing)

    def _as_it_is(self, incoming: Incoming, standing: Standing, state: Correctable) -> Draft:
        """A correction that changes nothing yet: the state after all that were made before."""
        root, now = state.root.invoice, state.latest.invoice
        return Draft(
            id=draft_id(incoming.key),
            company_id=standing.company.id,
            version=1,
            kind=InvoiceKind.CORRECTING,
            buyer=replace(now.buyer, correction_key=None),
            lines=now.lines,
            price_kind=now.price_kind,
            due_date=None,
            currency=root.currency,
            supply_date=root.supply_date or root.issue_date,
            payment_method=root.payment_method,
            split_payment=root.split_payment,
            shown_on=self._clock.today(),
            correction=Correction((state.original,), before=now.content),
            exchange_rate=root.exchange_rate,  # the tax was reckoned at it (art. 31b VATA)
        )

    def _put(self, draft: Draft, said: SaidCorrection, standing: Standing) -> Draft:
        """The changes on the draft; who owes more gets a term for it, who gets something back needs none."""
        newer = applied(draft, said, standing.company.profile)
        if newer.totals.gross <= 0:
            newer = replace(newer, due_date=None, guessed=newer.guessed - {"due_date"})
        elif newer.due_date is None:
            due = self._clock.today() + timedelta(days=standing.company.profile.payment_days)
            newer = replace(newer, due_date=due, guessed=newer.guessed | {"due_date"})
        return newer


def _goes_on(heard: Understood, text: str) -> bool:
    """Whether the words go on about the open correction.

    Raises:
        Refused: correction-of-nip, another buyer is named for it.
    """
    if heard.intent not in _GOES_ON or heard.invoice_number is not None:
        return False
    folded = fold(text)
    if heard.intent is Intent.CORRECT and any(word in folded for word in _CALLED):
        return False
    if heard.intent is Intent.ISSUE and any(word in folded for word in _NEW):
        return False
    if heard.buyer.nip is not None and heard.intent is not Intent.ISSUE:
        raise Refused("correction-of-nip", nip="", new=heard.buyer.nip.digits)
    return heard.buyer.nip is None


def _is_meant(heard: Understood, text: str, opened: Draft | None) -> bool:
    """Whether an issued invoice is meant: "miało być 4 h" while another draft is open is about that draft."""
    named = heard.invoice_number is not None or any(word in fold(text) for word in _CALLED)
    return named or opened is None
