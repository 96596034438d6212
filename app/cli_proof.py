"""The command line of proofs: `latarnik proof`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def proof(
    number: Annotated[str, typer.Argument(help="number of the invoice")],
    out: Annotated[Path, typer.Option("-o", "--out", help="the zip file to write")],
    company: Annotated[
        str | None, typer.Option(help="NIP of the seller, where several companies have that number")
    ] = None,
) -> None:
    """Write what proves that an invoice was handed over: a page, letters and reports as they were, digests.

    Example: latarnik proof FV/2026/11/3 -o dowod.zip
    """
    from app.commands.proof import export_proof

    export_proof(number, company, out)
