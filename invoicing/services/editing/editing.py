"""A sentence about the open draft becomes its next version; asks the register, writes nothing."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.services.companies import Standing
from invoicing.services.editing.applying import applied
from invoicing.services.editing.lines import UnclearLine, lines_meant, names_of
from invoicing.services.editing.setting import Setting
from invoicing.services.issuing.buyers import FoundBuyer
from invoicing.services.issuing.limits import refuse_problems, refuse_two_meanings
from invoicing.services.parsing.edits.reader import read_edits
from invoicing.services.parsing.edits.said import Edit, Field, SaidEdits
from invoicing.services.parsing.edits.words import position_in
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Understood
from invoicing.services.ports import Clock

_BUYER = frozenset({Field.BUYER, Field.BUYER_NAME})
_SHORT = 40  # characters; which line it is takes no more

Understanding = Callable[[str, date], Understood]
"""A sentence and the Warsaw day it was written on -> what it says."""
BuyerOf = Callable[[Understood, Standing], Awaitable[FoundBuyer | None]]
"""Who was named, looked up; None when the words name nobody who can be found."""


class UnclearEdit(Refused):
    """It is about the open draft, and fits no form that is understood."""

    code = "edit-unclear"


@dataclass(frozen=True, slots=True)
class Edited:
    """The next version of a draft, and what is known of a buyer that was named."""

    draft: Draft
    found: FoundBuyer | None = None


class Editing:
    """Changes the open draft by what is said of it."""

    def __init__(self, clock: Clock, understand: Understanding, buyer_of: BuyerOf) -> None:
        self._clock, self._understand, self._buyer_of = clock, understand, buyer_of

    async def __call__(self, text: str, draft: Draft, standing: Standing) -> Edited | None:
        """The next version; None when the words are about something else.

        A draft of several lines of which none was said keeps the words and asks for the line.

        Raises:
            NotAllowed: the role does not reach that far.
            UnclearEdit: it is about the draft, and nobody knows what is wanted.
            Refused, InvalidValue: it cannot be so, with the reason.
        """
        if draft.kind is InvoiceKind.CORRECTING:
            return None
        said, chosen = read_edits(text, self._clock.today(), names_of(draft)), None
        if said is None and draft.asked is not None:
            chosen = self.picked(text, draft)
            said = read_edits(draft.asked, self._clock.today(), names_of(draft)) if chosen else None
        if said is None:
            return None
        standing.require_issuer()
        refuse_problems(said.problems)
        refuse_two_meanings(text, standing.company.profile.vat_status)
        if said.unclear:
            raise UnclearEdit(text=said.unclear[0])
        found = await self._found(said.edits, standing)
        setting = Setting(standing.company.profile, self._clock.today(), self._understand, found, chosen)
        return Edited(_applied_or_asking(draft, said, setting, text), found)

    def picked(self, text: str, draft: Draft) -> int | None:
        """The position of the line that answers "which one?": 2, drugiej, dojazd; None when it is no answer."""
        words = text.strip(" .!")
        if len(words) > _SHORT or not words:
            return None
        if words.isdecimal():
            return int(words) if 1 <= int(words) <= len(draft.lines) else None
        placed = position_in(fold(words))
        if placed is not None and re.search(r"\d", words[: placed[0]] + words[placed[1] :]):
            return None  # "druga pozycja 20" says something else
        said = read_edits(f"usuń {words}", self._clock.today())
        edit = said.edits[0] if said and len(said.edits) == 1 else None
        if edit is None or edit.field is not Field.REMOVE:
            return None
        try:
            meant = lines_meant(draft, edit)
        except Refused:
            return None
        return meant[0] + 1 if len(meant) == 1 else None

    async def _found(self, edits: Sequence[Edit], standing: Standing) -> FoundBuyer | None:
        named = next((edit for edit in edits if edit.field in _BUYER), None)
        if named is None or named.field is Field.BUYER_NAME:
            return None
        heard = self._understand(f"faktura, nabywca: {named.text}", self._clock.today())
        if heard.lines:
            raise UnclearEdit(text=named.text)
        buyer = replace(heard.buyer, nip=named.nip or heard.buyer.nip)
        return await self._buyer_of(replace(heard, buyer=buyer), standing)


def _applied_or_asking(draft: Draft, said: SaidEdits, setting: Setting, text: str) -> Draft:
    try:
        return applied(draft, said.edits, setting)
    except UnclearLine:
        if any(edit.field in _BUYER for edit in said.edits):
            raise  # the answer comes by a tap, and no tap asks the register
        return draft.changed(asked=text, previous=draft.previous, shown_on=setting.today)
