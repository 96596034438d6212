"""The command line of outages: `latarnik outages ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

outages = typer.Typer(help="Outages of KSeF and the evidence of them.", no_args_is_help=True)


@outages.command("list")
def outages_list() -> None:
    """List what was announced and what only we saw, oldest first; one JSON line each.

    Example: latarnik outages list
    """
    from app.commands.outages import list_outages

    list_outages()


@outages.command("export")
def outages_export(
    event: Annotated[str, typer.Argument(help="as the list shows it under key, e.g. failure:17")],
    out: Annotated[Path, typer.Option("-o", "--out", help="the zip file to write")],
) -> None:
    """Write the evidence of an outage: a page to read, the Ministry's messages as they came, our looks, digests.

    Example: latarnik outages export failure:17 -o awaria-17.zip
    """
    from app.commands.outages import export_outage

    export_outage(event, out)
