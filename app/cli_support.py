"""The command line: `latarnik support`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def support(
    file: Annotated[Path, typer.Argument(help="the ZIP to write; it must not be there yet")],
) -> None:
    """Pack what whoever helps needs: the doctor's findings, versions, switches, counts, masked logs.

    Example: latarnik support latarnik-support.zip
    """
    from app.commands.support import pack

    pack(file)
