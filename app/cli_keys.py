"""The command line of the key that seals secrets: `latarnik rotate-key`."""

from __future__ import annotations

from typing import Annotated

import typer


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

    if leaked and forget:
        raise typer.BadParameter("give --leaked or --forget, one of the two")
    rotate(leaked=leaked, forget=forget)
