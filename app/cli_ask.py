"""`latarnik ask`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli_values import language_asked, one_of_two


def ask(
    text: Annotated[str | None, typer.Argument(help="a question as people ask it")] = None,
    batch: Annotated[Path | None, typer.Option(help='file of JSON lines {"id","question"}')] = None,
    lang: Annotated[str | None, typer.Option(help="pl, en or uk; default: pl")] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day in Warsaw; default: today")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="one JSON line")] = False,
) -> None:
    """Ask the reviewed knowledge base about KSeF; it answers, asks back, or says that it does not know.

    Example: latarnik ask "ile mam czasu na dosłanie faktury offline24?"
    """
    from app.commands.asking import ask_batch, ask_one

    one_of_two("a question or --batch FILE", text is not None, batch is not None)
    language_asked(lang)
    day = today.date() if today else None
    if batch is not None:
        ask_batch(batch, lang, day)
    else:
        ask_one(text or "", lang or "pl", day, as_json=json)
