"""The command line: `latarnik jpk`."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli_values import day_asked, month_asked


def jpk(
    company: Annotated[str | None, typer.Option(help="NIP of one company; default: all")] = None,
    month: Annotated[str | None, typer.Option(help="YYYY-MM; default: the month before this one")] = None,
    on: Annotated[str | None, typer.Option(help="filing day, YYYY-MM-DD; default: today")] = None,
) -> None:
    """Say how each invoice of a month is marked in JPK_V7: its KSeF number, OFF, DI or BFK; JSON lines.

    Example: latarnik jpk --company 9990001137 --month 2026-11 --on 2026-12-20
    """
    from app.commands.jpk import markers

    markers(company, month_asked(month), day_asked(on))
