"""Tapped choices of the edit menus: what each does to the draft, in the same message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from invoicing.model.errors import StaleChoice
from invoicing.model.invoice import Draft, DraftStatus, PaymentMethod
from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import PriceKind
from invoicing.services.companies import Standing
from invoicing.services.editing.applying import applied
from invoicing.services.editing.board import DUE_DAYS, MENUS, board, menu
from invoicing.services.editing.editing import Understanding
from invoicing.services.editing.lines import names_of
from invoicing.services.editing.setting import Setting
from invoicing.services.editing.undoing import Undoing
from invoicing.services.issuing.card import Backing, card, card_data, currency_note, noting
from invoicing.services.issuing.held_drafts import held
from invoicing.services.messages import Json, Reply
from invoicing.services.modes.card import facts_of
from invoicing.services.parsing.edits.reader import read_edits
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.ports import Clock, UnitOfWork

OnDraft = Callable[[UnitOfWork, Draft, Standing], Awaitable[Reply]]
"""What a button about a draft does: writes in the open transaction, returns what the message becomes."""

_PAYMENTS = {"transfer": PaymentMethod.TRANSFER, "cash": PaymentMethod.CASH, "card": PaymentMethod.CARD}
_CHOICES: Mapping[str, Callable[[date], Edit]] = {
    "kind-net": lambda _: Edit(Field.PRICE_KIND, price_kind=PriceKind.NET),
    "kind-gross": lambda _: Edit(Field.PRICE_KIND, price_kind=PriceKind.GROSS),
    **{
        f"rate-{rate}": partial(lambda said, _: Edit(Field.RATE, said), rate)
        for rate in ("23", "8", "5", "0")
    },
    **{f"rate-{rate}": partial(lambda said, _: Edit(Field.RATE, said), rate) for rate in ("zw", "np", "oo")},
    **{
        f"due-{days}": partial(lambda after, today: Edit(Field.DUE, day=today + timedelta(days=after)), days)
        for days in DUE_DAYS
    },
    "supply-today": lambda today: Edit(Field.SUPPLY, day=today),
    "supply-yesterday": lambda today: Edit(Field.SUPPLY, day=today - timedelta(days=1)),
    "supply-none": lambda _: Edit(Field.SUPPLY, yes=False),
    **{
        f"payment-{name}": partial(lambda how, _: Edit(Field.PAYMENT, payment=how), method)
        for name, method in _PAYMENTS.items()
    },
    **{
        f"currency-{code}": partial(lambda said, _: Edit(Field.CURRENCY, said), code)
        for code in ("PLN", "EUR", "USD", "GBP")
    },
    "payment-paid": lambda _: Edit(Field.PAID),
    "payment-unpaid": lambda _: Edit(Field.PAID, yes=False),
    "email-none": lambda _: Edit(Field.SEND_TO, yes=False),
}


class DraftTaps:
    """Finds what a button of the edit menus does."""

    def __init__(self, clock: Clock, understand: Understanding) -> None:
        self._clock, self._understand, self._undoing = clock, understand, Undoing(clock)
        self._handlers: dict[str, OnDraft] = {
            "edit": self._edit,
            "board": self._board,
            "back": self._back,
            "show": self._show,
            "undo": self._undo,
            **{f"edit-{name}": partial(self._menu, name) for name in MENUS},
            **{action: partial(self._choose, make) for action, make in _CHOICES.items()},
        }

    @property
    def actions(self) -> frozenset[str]:
        """The actions of all its buttons, but for those that name a line."""
        return frozenset(self._handlers)

    def __call__(self, action: str) -> OnDraft | None:
        """What a button does; None for buttons of others."""
        name, _, value = action.partition("-")
        if name == "remove" and value.isdecimal():
            edit = Edit(Field.REMOVE, line=int(value))
            return partial(self._choose, lambda _: edit)
        if name == "line" and value.isdecimal():
            return partial(self._line, int(value))
        return self._handlers.get(action)

    async def _edit(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        # buttons of the card are worth nothing now, and what waited is talked about again
        newer = replace(draft, version=draft.version + 1, status=DraftStatus.OPEN, asked=None)
        await work.drafts.save(newer)
        return await self._board(work, newer, standing)

    async def _board(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        return Reply("edit-hint", await self._data(work, draft, standing), options=board(draft))

    async def _menu(self, name: str, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        _require_menus(draft)
        data = await self._data(work, draft, standing)
        return Reply("edit-hint", {**data, "menu": name}, options=menu(name, draft, standing))

    async def _choose(
        self, make: Callable[[date], Edit], work: UnitOfWork, draft: Draft, standing: Standing
    ) -> Reply:
        _require_menus(draft)
        newer = applied(draft, [make(self._clock.today())], self._setting(standing))
        await work.drafts.save(newer)
        return await self._card(work, newer, standing, currency_note(draft, newer))

    async def _line(self, position: int, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """The line to which the change belongs that waited for it."""
        said = read_edits(draft.asked or "", self._clock.today(), names_of(draft))
        if said is None:
            raise StaleChoice(draft=str(draft.id))
        newer = applied(draft, said.edits, self._setting(standing, position))
        await work.drafts.save(newer)
        return await self._card(work, newer, standing)

    async def _back(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Back to the card; a change that waited for its line is dropped."""
        if draft.asked is not None:
            draft = replace(draft, version=draft.version + 1, asked=None)
            await work.drafts.save(draft)
        return await self._card(work, draft, standing)

    async def _show(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        """Go on with a draft of the list: from now on it is the one that sentences are about."""
        if draft.status is DraftStatus.HELD:
            return held(draft)
        newer = draft.dated(self._clock.today(), standing.company.profile.payment_days)
        await work.drafts.save(newer)
        return await self._card(work, newer, standing)

    async def _undo(self, work: UnitOfWork, draft: Draft, standing: Standing) -> Reply:
        return await self._undoing.of(work, draft, standing)

    def _setting(self, standing: Standing, chosen: int | None = None) -> Setting:
        return Setting(standing.company.profile, self._clock.today(), self._understand, chosen=chosen)

    async def _card(
        self, work: UnitOfWork, draft: Draft, standing: Standing, note: str | None = None
    ) -> Reply:
        facts = await facts_of(work, standing.company, self._clock.now())
        return card(draft, noting(Backing(standing.company.profile, facts.today, facts), note))

    async def _data(self, work: UnitOfWork, draft: Draft, standing: Standing) -> dict[str, Json]:
        facts = await facts_of(work, standing.company, self._clock.now())
        return card_data(draft, Backing(standing.company.profile, facts.today, facts))


def _require_menus(draft: Draft) -> None:
    """A correction is changed in words alone: its lines are what should have been, beside what was."""
    if draft.kind is InvoiceKind.CORRECTING:
        raise StaleChoice(draft=str(draft.id))
