"""What words of the command line mean: days, months, and which of them go together."""

from __future__ import annotations

import re
from datetime import date

import typer

LANGUAGES = ("pl", "en", "uk")


def day_asked(text: str | None) -> date | None:
    """A day as it was typed; None when nobody typed one.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text} is no date; write YYYY-MM-DD") from None


def month_asked(text: str | None) -> date | None:
    """The first day of a month as it was typed; None when nobody typed one.

    Raises:
        typer.BadParameter: it is none.
    """
    if text is None:
        return None
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise typer.BadParameter(f"{text} is no month; write YYYY-MM")
    return date.fromisoformat(f"{text}-01")


def one_of_two(what: str, *given: bool) -> None:
    """Exactly one was given.

    Raises:
        typer.BadParameter: none was, or both.
    """
    if sum(given) != 1:
        raise typer.BadParameter(f"give {what}, one of the two")


def not_both(what: str, *given: bool) -> None:
    """At most one was given.

    Raises:
        typer.BadParameter: both were.
    """
    if all(given):
        raise typer.BadParameter(f"give {what}, one of the two")


def language_asked(text: str | None) -> None:
    """A language that we speak, or nobody named one.

    Raises:
        typer.BadParameter: we do not speak it.
    """
    if text is not None and text not in LANGUAGES:
        raise typer.BadParameter("pl, en or uk", param_hint="--lang")
