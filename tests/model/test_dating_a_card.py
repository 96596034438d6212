"""A card bears the day it is shown on; terms that nobody said count from that day."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from invoicing.model.errors import StaleChoice
from invoicing.model.invoice import Draft, DraftStatus, Line
from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import PriceKind, VatRate

FRIDAY = date(2026, 11, 20)
LINE = Line("konsultacje", Decimal(2), "godz.", Decimal(200), VatRate.STANDARD)


def draft(due: date | None, *, guessed: bool = False, **changes) -> Draft:
    marks = frozenset({"due_date"}) if guessed else frozenset({"vat"})
    return Draft(
        UUID(int=1), UUID(int=2), 3, InvoiceKind.VAT, None, (LINE,), PriceKind.NET, due,
        guessed=marks, shown_on=FRIDAY, **changes,
    )  # fmt: skip


def test_a_term_nobody_said_counts_from_the_day_of_the_card():
    newer = draft(FRIDAY + timedelta(days=14), guessed=True).dated(date(2026, 12, 30), 14)

    assert (newer.shown_on, newer.due_date, newer.version) == (date(2026, 12, 30), date(2027, 1, 13), 4)


@pytest.mark.parametrize("due", [None, date(2026, 12, 30), date(2027, 1, 1)])
def test_a_said_term_that_has_not_passed_stays_as_said(due):
    newer = draft(due).dated(date(2026, 12, 30), 14)

    assert (newer.shown_on, newer.due_date) == (date(2026, 12, 30), due)
    assert newer.guessed == {"vat"}


def test_a_said_term_that_has_passed_is_replaced_and_marked():
    newer = draft(date(2026, 12, 29)).dated(date(2026, 12, 30), 7)

    assert newer.due_date == date(2027, 1, 6)
    assert newer.guessed == {"vat", "due_date"}


def test_a_cancelled_draft_gets_no_new_day():
    with pytest.raises(StaleChoice):
        draft(None, status=DraftStatus.CANCELLED).dated(FRIDAY, 14)
