"""The command line of people and of the emergency brake: `latarnik invite`, `latarnik freeze`, `latarnik revoke`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli_values import not_both, one_of_two


def invite(
    company_nip: Annotated[str | None, typer.Option("--company", help="NIP of the company")] = None,
    role: Annotated[str, typer.Option(help="owner, issuer, accountant or viewer")] = "issuer",
    email: Annotated[
        str | None, typer.Option(help="the person's e-mail address, for commands by mail")
    ] = None,
    by_mail: Annotated[
        bool, typer.Option("--by-mail", help="no link: the person at --email works by e-mail alone")
    ] = False,
    new_company: Annotated[
        bool, typer.Option("--new-company", help="whoever holds the link sets up one company in the chat")
    ] = False,
) -> None:
    """Make a one-time link that lets one person into a company, or set one up.

    Example: latarnik invite --company 9990001137 --role issuer
    """
    from app.commands.installation import invite_person, offer_company
    from app.commands.people import take_on_by_mail

    one_of_two("--company or --new-company", company_nip is not None, new_company)
    if by_mail and (company_nip is None or email is None):
        raise typer.BadParameter("--by-mail needs --company and --email")
    if company_nip is None:
        offer_company()
    elif by_mail and email is not None:
        take_on_by_mail(company_nip, role, email)
    else:
        invite_person(company_nip, role, email)


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
