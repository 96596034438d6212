"""The command line: `latarnik export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli_values import month_asked


def export(
    company: Annotated[str, typer.Option(help="the company's NIP")],
    month: Annotated[str | None, typer.Option(help="YYYY-MM; default: the month before this one")] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="the folder to write into")] = Path(),
    lang: Annotated[str, typer.Option(help="pl, en or uk")] = "pl",
    part: Annotated[int, typer.Option(help="megabytes of a zip file at most", min=1)] = 2000,
) -> None:
    """Pack a month of a company: XML, PDF and a CSV table of all issued and received invoices.

    Example: latarnik export --company 9990001137 --month 2026-10 -o ksiegowa
    """
    from app.commands.exporting import pack

    pack(company, month_asked(month), out, lang, part * 1_000_000)
