"""The command line of whole books: `latarnik move`, `backup`, `restore` and `upgrade`."""

from __future__ import annotations

from typing import Annotated

import typer


def move(
    target: Annotated[
        str,
        typer.Argument(
            help="postgresql://user:password@host/name or sqlite:///file; - reads it from standard input"
        ),
    ],
) -> None:
    """Move all books to another, empty database; Latarnik must be stopped. Either way, SQLite or PostgreSQL.

    Example: latarnik move postgresql://latarnik:password@localhost/latarnik
    """
    from app.commands.moving import move_books

    move_books(target)
