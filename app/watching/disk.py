"""Room on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path


def disk_free(folder: Path) -> float:
    """The free share of the disk below a folder; 0 when the folder is not there."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return 0.0
    return usage.free / usage.total
