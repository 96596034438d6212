"""The command line of whole books: `latarnik move`, `backup`, `restore` and `upgrade`."""

from __future__ import annotations

from pathlib import Path
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


def backup(
    file: Annotated[Path, typer.Argument(help="the copy; it must not be there yet")],
    with_key: Annotated[
        bool,
        typer.Option("--with-key", help="put the key file in too, behind a passphrase that is asked for"),
    ] = False,
) -> None:
    """Copy all books of a running installation to one file; the key and .env are left out and named.

    Example: latarnik backup /var/backups/latarnik-2026-11-22.tar.gz
    """
    from app.commands.copying import back_up

    back_up(file, with_key=with_key)


def restore(
    file: Annotated[Path, typer.Argument(help="made by latarnik backup")],
    replace: Annotated[
        bool, typer.Option("--replace", help="books that are here give way and are kept aside")
    ] = False,
    as_it_was: Annotated[
        bool,
        typer.Option(
            "--as-it-was", help="Latarnik was stopped before the copy was made and has not run since"
        ),
    ] = False,
) -> None:
    """Bring books back from a copy; Latarnik must be stopped. What may have been done since asks first.

    Example: latarnik restore /var/backups/latarnik-2026-11-22.tar.gz
    """
    from app.commands.copying import bring_back

    bring_back(file, replace=replace, as_it_was=as_it_was)


def upgrade() -> None:
    """Copy the books, bring them to this version's schema, look at them; on failure they are as they were.

    Example: latarnik upgrade
    """
    from app.commands.upgrading import bring_up

    bring_up()
