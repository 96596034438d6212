"""The command line of KSeF: `latarnik ksef ...`."""

from __future__ import annotations

from typing import Annotated

import typer

ksef = typer.Typer(help="KSeF itself: is it well, what does it keep for us.", no_args_is_help=True)


@ksef.command("status")
def ksef_status() -> None:
    """Say what the lighthouse announces, whether KSeF answers, and how many invoices wait; one JSON line.

    Example: latarnik ksef status
    """
    from app.commands.ksef_reading import show_status

    show_status()


@ksef.command("sync")
def ksef_sync(
    company_nip: Annotated[
        str | None, typer.Option("--company", help="NIP; every company without it")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(help="seller, buyer, third-party or authorized-entity; without it the first two"),
    ] = None,
) -> None:
    """Read what KSeF has stored since the last time; one JSON line a company and role.

    Example: latarnik ksef sync --company 9990001137
    """
    from app.commands.ksef_reading import synchronise

    synchronise(company_nip, role)
