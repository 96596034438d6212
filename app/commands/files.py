"""Files that commands leave behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(target: Path, content: bytes) -> None:
    """Write beside the target and rename: a file is there whole or not at all, and for its owner alone (mode 600)."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".latarnik-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
