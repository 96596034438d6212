"""The command line of the key: `latarnik rotate-key`, and `latarnik accept-history` where its seal was lost."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli_values import not_both


def rotate_key(
    leaked: Annotated[
        bool, typer.Option("--leaked", help="the former key was stolen: links and invitations are void too")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="make no key, drop older ones that seal nothing any more")
    ] = False,
) -> None:
    """Seal every secret with a new key, while the app runs; run it again when it was cut off.

    Example: latarnik rotate-key
    """
    from app.commands.rotating import rotate

    not_both("--leaked or --forget", leaked, forget)
    rotate(leaked=leaked, forget=forget)


def accept_history(
    mark: Annotated[
        str, typer.Argument(help="the mark of the last line, as the doctor and your backup say it")
    ],
) -> None:
    """Vouch from now on for a history whose seal was lost, once you have compared its mark with a backup's.

    Example: latarnik accept-history 1f2e3d4c5b6a7988
    """
    from app.commands.rotating import accept

    accept(mark)
