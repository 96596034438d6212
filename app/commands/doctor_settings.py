"""What the doctor says of the settings themselves: which place they lead to, and whether others can read them."""

from __future__ import annotations

from app.commands.findings import Finding, missing, well
from app.reading_settings import settings_file
from app.settings import Settings

_OTHERS = 0o077
_OFF = "no public address: pages for certificates, links to papers and letters' buttons are off, Telegram is polled"


def finding_about_settings(settings: Settings) -> Finding:
    """One line; it is not well when the file of secrets is open to others on this machine."""
    file = settings_file()
    if file.exists() and file.stat().st_mode & _OTHERS:
        return missing(
            "settings", f"others on this machine can read the secrets in {file}; run: chmod 600 {file}"
        )
    pages = f"pages at {settings.public_address}" if settings.public_address else _OFF
    return well("settings", f"environment {settings.ksef_environment}, data in {settings.data_dir}; {pages}")
