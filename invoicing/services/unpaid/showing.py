"""What the seller is shown of reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from invoicing.services.messages import Choice, Json, Option, Reply
from invoicing.services.records import StoredInvoice
from invoicing.services.replies import summary
from invoicing.services.unpaid.owing import Debt
from invoicing.services.unpaid.steps import STEPS

SEND, SKIP, END = "remind", "remind-skip", "remind-end"
"""Buttons: send this one now, leave this invoice out, no reminders any more."""
SHOWN = 8
_IN_A_ROW = 4


def standing_wish(since: date | None, alone: Mapping[str, str]) -> Reply:
    """Whether buyers are reminded, and who is not."""
    first, second = STEPS
    names: list[Json] = [*list(alone.values())[:SHOWN]]
    data: dict[str, Json] = {
        "on": since is not None,
        "first": first,
        "second": second,
        "left_alone": names,
        "more": len(alone) - len(names),
    }
    return Reply("payment-reminders", data)


def ahead(company: UUID, name: str | None, debts: Sequence[Debt], at: datetime) -> Reply:
    """What goes out in an hour, with buttons that stop one letter or all of them, now and later."""
    rows: list[Json] = [debt_data(each, at.date()) for each in debts[:SHOWN]]
    skips = [
        Option("reminder-skip", choice=Choice(SKIP, each.stored.id), about=str(place))
        for place, each in enumerate(debts[:SHOWN], 1)
    ]
    data: dict[str, Json] = {
        "company": name,
        "rows": rows,
        "count": len(debts),
        "more": len(debts) - len(rows),
        "at": f"{at:%H:%M}",
    }
    chunks = [tuple(skips[start : start + _IN_A_ROW]) for start in range(0, len(skips), _IN_A_ROW)]
    end = (Option("reminders-end", choice=Choice(END, company)),)
    return Reply("reminders-ahead", data, options=(*chunks, end))


def debt_data(debt: Debt, today: date) -> dict[str, Json]:
    """What is said of a debt."""
    due = debt.stored.invoice.due_date
    return summary(debt.stored) | {
        "owed": str(debt.left),
        "address": debt.first.address,
        "due_date": due.isoformat() if due else None,
        "days_late": max(0, (today - due).days) if due else 0,
    }


def about_one(stored: StoredInvoice, state: str, more: Mapping[str, Json] | None = None) -> Reply:
    """Where one reminder stands: asked, promised, sent, refused, dropped or skipped."""
    data = summary(stored) | {
        "state": state,
        "owed": None,
        "address": None,
        "due_date": None,
        "days_late": 0,
        "times": 0,
        "answer": None,
        **(more or {}),
    }
    return Reply("payment-reminder", data)
