"""The command line: `latarnik render`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli_values import one_of_two


def render(
    file: Annotated[Path | None, typer.Argument(help="an FA(3) document")] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="the PDF, or the folder with --batch")
    ] = None,
    batch: Annotated[Path | None, typer.Option(help="a folder of FA(3) documents")] = None,
    lang: Annotated[str, typer.Option(help="pl, en, pl-en or uk")] = "pl",
    ksef_number: Annotated[str | None, typer.Option("--ksef-number", help="the number KSeF gave")] = None,
    issuer_link: Annotated[
        str | None, typer.Option("--issuer-link", help="address behind KOD II, for offline modes")
    ] = None,
    paper: Annotated[
        str, typer.Option(help="visualisation, transaction_confirmation or plain_invoice")
    ] = "visualisation",
    env: Annotated[
        str, typer.Option(help="test, demo or prod: where KOD I leads; papers of test and demo are marked")
    ] = "prod",
    check: Annotated[
        bool, typer.Option("--check", help="compare every value of the XML with the text of the PDF")
    ] = False,
) -> None:
    """Draw the PDF of an FA(3) document, or of an official receipt (UPO).

    Example: latarnik render faktura.xml -o faktura.pdf
    """
    from app.commands.rendering import Wish, render_folder, render_one

    one_of_two("a file or --batch DIR", file is not None, batch is not None)
    wish = Wish(lang, env, paper, ksef_number, issuer_link, check)
    if batch is not None:
        render_folder(batch, out, wish)
    else:
        render_one(file or Path(), out, wish)
