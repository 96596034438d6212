"""The command line of the knowledge base: `latarnik knowledge ...`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

knowledge = typer.Typer(help="The reviewed knowledge base.", no_args_is_help=True)


@knowledge.command("check")
def knowledge_check(
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day in Warsaw; default: today")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="entries elsewhere than in the package")] = None,
    only: Annotated[str | None, typer.Option(help="only what concerns this topic (a folder)")] = None,
) -> None:
    """Say what is wrong with the entries, one JSON line each; exit 1 when it is more than a warning.

    Example: latarnik knowledge check --today 2026-12-01
    """
    from app.commands.knowledge import check_entries

    check_entries(today.date() if today else None, folder, only)


@knowledge.command("build")
def knowledge_build(
    out: Annotated[
        Path | None, typer.Option(help="where to write; default: the index of the package")
    ] = None,
) -> None:
    """Make the index of the entries anew, with its weights learned; needs the development environment.

    Example: latarnik knowledge build
    """
    from app.commands.knowledge_build import build_index

    build_index(out)


@knowledge.command("export")
def knowledge_export(
    folder: Annotated[Path, typer.Argument(help="where the pages go; made when it is not there")],
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day in Warsaw; default: today")
    ] = None,
    office: Annotated[str, typer.Option(help="whose web site it is, for the top of every page")] = "",
) -> None:
    """Write the answers of today as a web site: pl, en, uk, no scripts, nothing from elsewhere.

    Example: latarnik knowledge export public/ksef --office "Biuro Rachunkowe Latarnia"
    """
    from app.commands.knowledge_export import export_site

    export_site(folder, today.date() if today else None, office)
