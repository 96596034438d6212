"""Says of every document in a chat that it has no legal force, where KSeF is not the real one."""

from __future__ import annotations

from dataclasses import replace

from invoicing.services.jobs import Show

DOCUMENTS = frozenset(
    {
        "draft-card",
        "draft-incomplete",
        "draft-held",
        "draft-issuing",
        "accepted",
        "already-issued",
        "invoice-card",
        "issued-outside",
        "pro-forma",
        "mail-draft",
        "mail-agree",
        "mail-issued",
    }
)
"""Replies that show a draft, an invoice or what became of one."""


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
