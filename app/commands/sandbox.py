"""`latarnik sandbox`: the sandbox is a program of its own; this only starts it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def start(*, port: int, headless: bool, data: Path | None, as_json: bool) -> None:
    """Become the sandbox process, so that Ctrl-C reaches it directly."""
    arguments = [sys.executable, "-m", "sandbox", "--port", str(port)]
    if headless:
        arguments.append("--headless")
    if as_json:
        arguments.append("--json")
    if data is not None:
        arguments += ["--data", str(data)]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own interpreter, no shell
