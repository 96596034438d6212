"""Programs of their own, which tell what a process of ours has loaded."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from tests.app.commands import environment

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "telegram_token": f"123456789:{secrets.token_urlsafe(26)}", "telegram_api": "http://127.0.0.1:9",
    "smtp_host": "127.0.0.1", "mail_from": "faktury@latarnia.example", "imap_host": "127.0.0.1",
    "imap_user": "faktury@latarnia.example", "imap_password": "x",
}  # fmt: skip


def python(code: str, *arguments: str, **settings: object) -> set[str]:
    """Run a program of its own; what it printed last."""
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, env={**os.environ, **environment(settings)}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stdout.splitlines()[-1]))
