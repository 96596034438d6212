"""The command line of the knowledge base: `latarnik knowledge ...`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli_values import language_asked

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


@knowledge.command("review")
def knowledge_review(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="asked on that day or later; default: a year"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="one JSON line per group")] = False,
) -> None:
    """Show what people's questions teach: ways to ask, answers that missed, what no entry tells.

    Example: latarnik knowledge review --since 2026-11-01
    """
    from app.commands.knowledge_learning import review

    review(since.date() if since else None, as_json=json)


@knowledge.command("approve")
def knowledge_approve(
    ids: Annotated[list[str], typer.Argument(help="questions, by the ids that the review prints")],
    by: Annotated[str, typer.Option(help="the accountant who approves it")],
    entry: Annotated[str | None, typer.Option(help="the entry; with --topic the id of a new one")] = None,
    text: Annotated[str | None, typer.Option(help="the way to ask, or the new entry's question")] = None,
    language: Annotated[str, typer.Option("--lang", help="pl, en or uk")] = "pl",
    topic: Annotated[str | None, typer.Option(help="begin a new entry in this topic, as a draft")] = None,
    answer: Annotated[str, typer.Option(help="what the new entry answers, in Polish")] = "",
    dismiss: Annotated[bool, typer.Option("--dismiss", help="these questions teach nothing")] = False,
    folder: Annotated[Path | None, typer.Option(help="entries elsewhere than in the package")] = None,
) -> None:
    """Write an approved way to ask into an entry, or begin a new entry; the check is asked first.

    Example: latarnik knowledge approve 3f2a9c1e --entry offline24-termin --text "na kiedy offlajn" --by "Anna Nowak"
    """
    from app.commands.knowledge_learning import Approved, approve
    from app.commands.knowledge_learning import dismiss as forget

    if dismiss:
        forget(ids)
        return
    if entry is None or text is None:
        raise typer.BadParameter("give --entry and --text, or --dismiss")
    if not by.strip():
        raise typer.BadParameter("name the accountant", param_hint="--by")
    language_asked(language)
    approve(Approved(ids, entry, text, by, language, topic, answer), folder)
