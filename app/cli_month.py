"""The command line: `latarnik month`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli_values import month_asked


def month(
    company: Annotated[str, typer.Option(help="the company's NIP")],
    month: Annotated[str | None, typer.Option(help="YYYY-MM; default: the month before this one")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="the PDF to write")] = Path("zestawienie.pdf"),
    lang: Annotated[str, typer.Option(help="pl, en, pl-en or uk")] = "pl",
) -> None:
    """Draw a month of a company: sums, markers for JPK_V7, every invoice with its KSeF number.

    Example: latarnik month --company 9990001137 --month 2026-11 -o listopad.pdf
    """
    from app.commands.month import draw

    draw(company, month_asked(month), out, lang)
