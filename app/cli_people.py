"""The command line of people and of the emergency brake: `latarnik freeze`."""

from __future__ import annotations

from typing import Annotated

import typer


def freeze(
    company: Annotated[str, typer.Option(help="the company's NIP")],
) -> None:
    """Stop all issuing of a company at once; an owner lifts it in the chat. What is issued still goes to KSeF.

    Example: latarnik freeze --company 9990001137
    """
    from app.commands.people import freeze_company

    freeze_company(company)
