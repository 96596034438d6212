"""The command line of drills: `latarnik drill`."""

from __future__ import annotations

from typing import Annotated

import typer


def drill(
    company_nip: Annotated[str, typer.Option("--company", help="NIP of the company")],
) -> None:
    """Play an outage end to end and report; in production nothing is sent and nothing numbered. One JSON line a step.

    Example: latarnik drill --company 9990001137
    """
    from app.commands.drill import play_drill

    play_drill(company_nip)
