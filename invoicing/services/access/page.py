"""The one-time page as others speak of it: where it is, the button that leads there, the message with its address."""

from __future__ import annotations

from uuid import UUID

from invoicing.services.messages import Choice, Option, Style

ACTION = "access-page"
"""Of the button that asks for a link; its subject is the company."""
PATH = "/dostep"
"""Where the page is, below the public address."""


def page_button(company_id: UUID) -> Option:
    """The way to the page, under whatever speaks of access."""
    return Option("access-page", choice=Choice(ACTION, company_id), style=Style.PRIMARY)


def page_tag(link_id: UUID) -> str:
    """The message with the link; what came of it takes its place."""
    return f"access-page:{link_id}"
