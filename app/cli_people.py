"""The command line of people and of the emergency brake: `latarnik freeze`, `latarnik revoke`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli_values import not_both


def freeze(
    company: Annotated[str, typer.Option(help="the company's NIP")],
) -> None:
    """Stop all issuing of a company at once; an owner lifts it in the chat. What is issued still goes to KSeF.

    Example: latarnik freeze --company 9990001137
    """
    from app.commands.people import freeze_company

    freeze_company(company)


def revoke(
    company: Annotated[str, typer.Option(help="the company's NIP")],
    person: Annotated[str | None, typer.Option(help="id of a member to put out")] = None,
    invitation: Annotated[str | None, typer.Option(help="id of an open invitation to take back")] = None,
) -> None:
    """Put a member out or take an invitation back; without either, list both. One JSON line each.

    Example: latarnik revoke --company 9990001137
    """
    from app.commands.people import list_people, revoke_invitation, revoke_person

    not_both("--person or --invitation", person is not None, invitation is not None)
    if person is not None:
        revoke_person(company, person)
    elif invitation is not None:
        revoke_invitation(company, invitation)
    else:
        list_people(company)
