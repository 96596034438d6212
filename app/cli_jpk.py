"""The command line: `latarnik jpk`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

import typer


def jpk(
    company: Annotated[str | None, typer.Option(help="NIP of one company; default: all")] = None,
    month: Annotated[str | None, typer.Option(help="YYYY-MM; default: the month before this one")] = None,
    on: Annotated[str | None, typer.Option(help="filing day, YYYY-MM-DD; default: today")] = None,
) -> None:
    """Say how each invoice of a month is marked in JPK_V7: its KSeF number, OFF, DI or BFK; JSON lines.

    Example: latarnik jpk --company 9990001137 --month 2026-11 --on 2026-12-20
    """
    from app.commands.jpk import markers

    markers(company, month_asked(month), _day(on))


def month_asked(text: str | None) -> date | None:
    """The first day of a month as it was typed; None when nobody typed one."""
    if text is None:
        return None
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise typer.BadParameter(f"{text} is no month; write YYYY-MM")
    return date.fromisoformat(f"{text}-01")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text} is no date; write YYYY-MM-DD") from None
