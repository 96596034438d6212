"""What is shown of a pro forma."""

from __future__ import annotations

from invoicing.services.file_refs import ProFormaRef
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.pro_forma.records import ProForma

INVOICE, AGAIN, PDF = "pro-forma-invoice", "pro-forma-again", "pro-forma-pdf"
CANCEL = "pro-forma-cancel"
"""Actions of the buttons: an invoice of it, another one all the same, its paper, its end."""


def shown(pro_forma: ProForma) -> Reply:
    """What it says, how its letter got on, and what can be done with it."""
    content = pro_forma.content
    data: dict[str, Json] = {
        "number": content.number,
        "buyer": content.buyer.name,
        "gross": str(content.totals.gross),
        "currency": content.currency,
        "issue_date": content.issue_date.isoformat(),
        "due_date": content.due_date.isoformat() if content.due_date else None,
        "send_to": pro_forma.send_to,
        "sent": pro_forma.settled_at is not None and pro_forma.refusal is None,
        "refusal": pro_forma.refusal,
        "cancelled": pro_forma.cancelled_at is not None,
    }
    invoice = Option("pro-forma-invoice", choice=Choice(INVOICE, pro_forma.id), style=Style.PRIMARY)
    pdf = Option("pdf", choice=Choice(PDF, pro_forma.id))
    tag = f"pro-forma:{pro_forma.id}"
    cancel = Option("pro-forma-cancel", choice=Choice(CANCEL, pro_forma.id), style=Style.DANGER)
    rows = ((pdf,),) if pro_forma.cancelled_at else ((invoice, pdf), (cancel,))
    return Reply("pro-forma", data, options=rows, tag=tag, replaces=tag)


def paper(pro_forma: ProForma) -> Reply:
    """Its paper as a file."""
    data: dict[str, Json] = {"number": pro_forma.content.number, "form": "pro-forma"}
    return Reply("files", data, documents=(ProFormaRef(pro_forma.id),))
