"""Says of every document in a chat that it has no legal force, where KSeF is not the real one."""

from __future__ import annotations

from dataclasses import replace

from invoicing.services.jobs import Show

DOCUMENTS = frozenset(
    {
        "accepted",
        "already-issued",
        "approval-settled",
        "approval-waiting",
        "approval-why",
        "batch-settled",
        "buyer-confirmed",
        "buyer-paper",
        "buyer-wrote",
        "date-kept",
        "date-moved",
        "date-not-moved",
        "date-stayed",
        "date-will-move",
        "delivery-news",
        "delivery-proof",
        "document-checked",
        "draft-cancelled",
        "draft-card",
        "draft-held",
        "draft-incomplete",
        "draft-issuing",
        "drafts",
        "export",
        "files",
        "handed-over",
        "invoice-card",
        "invoices",
        "issued-outside",
        "jpk",
        "letter-returned",
        "mail-agree",
        "mail-draft",
        "mail-issued",
        "midnight",
        "month",
        "next-way",
        "number-skipped",
        "number-taken",
        "number-used-elsewhere",
        "override",
        "paper-carried",
        "paper-link",
        "paper-link-ended",
        "paper-on-request",
        "payment-reminder",
        "print-sheet",
        "pro-forma",
        "pro-forma-invoiced",
        "pro-formas",
        "queue",
        "received",
        "rejected",
        "reminders-ahead",
        "sending-again",
        "set-aside",
        "settlement-stale",
        "technical-correction",
        "waiting",
        "way-gone",
        "way-promised",
    }
)
"""Replies that show a draft, an invoice or what became of one, to whomever."""


class WithTrial:
    """Marks such replies (a `Completing`).

    Args:
        environment: of KSeF, as people read it; None on the production one: nothing is marked.
    """

    def __init__(self, environment: str | None) -> None:
        self._environment = environment

    async def __call__(self, show: Show) -> Show:
        """The same, marked when it shows a document."""
        if self._environment is None or show.reply.code not in DOCUMENTS:
            return show
        data = {**show.reply.data, "trial": self._environment}
        return replace(show, reply=replace(show.reply, data=data))
