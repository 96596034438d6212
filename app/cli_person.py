"""The command line of people's own data: `latarnik person`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

person = typer.Typer(help="What is held of somebody: listed, given out, erased.", no_args_is_help=True)

Person = Annotated[str | None, typer.Option("--person", help="id of somebody who works or worked with you")]
Email = Annotated[str | None, typer.Option("--email", help="address of a buyer")]


@person.command("list")
def list_() -> None:
    """List whoever works or worked with you, former members too; one JSON line each.

    Example: latarnik person list
    """
    from app.commands.person import list_everybody

    list_everybody()


@person.command()
def export(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="the ZIP to write; it must not be there yet")
    ],
    person_id: Person = None,
    email: Email = None,
    lang: Annotated[str, typer.Option(help="pl, en or uk: of the page for people")] = "pl",
) -> None:
    """Write the copy of everything held of a person, or of a buyer's address (art. 15 and 20 GDPR).

    Example: latarnik person export --person 6f1c... -o copy.zip
    """
    from app.commands.person import export_data

    _one_of(person_id, email)
    export_data(person_id, email, output, lang)


@person.command()
def erase(
    person_id: Person = None,
    email: Email = None,
    yes: Annotated[bool, typer.Option("--yes", help="do it; without it only say what would go")] = False,
    company_ends: Annotated[
        bool, typer.Option("--company-ends", help="freeze companies that lose their only owner by it")
    ] = False,
) -> None:
    """Erase a person, or what is kept of a buyer's address (art. 17 GDPR); says what goes and what the law keeps.

    Example: latarnik person erase --person 6f1c... --yes
    """
    from app.commands.person import erase_data

    _one_of(person_id, email)
    erase_data(person_id, email, yes=yes, company_ends=company_ends)


def _one_of(person_id: str | None, email: str | None) -> None:
    if (person_id is None) == (email is None):
        raise typer.BadParameter("give --person or --email, one of the two")
