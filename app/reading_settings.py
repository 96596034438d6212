"""How the settings are read, and what is said of an absent or wrong one: a sentence that names it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.settings import Settings


class WrongSettingsError(Exception):
    """A setting is absent or wrong; the text is one sentence that names it."""


def load_settings() -> Settings:
    """Read the environment and the file of settings.

    Raises:
        WrongSettingsError: one sentence naming the first wrong setting.
    """
    return settings_with(file=settings_file())


def settings_file() -> Path:
    """Where the file of settings is, or would be."""
    return Path(os.environ.get("LATARNIK_SETTINGS_FILE") or ".env")


def settings_with(file: Path, **more: Any) -> Settings:
    """The settings as they are, and with more of them, by name.

    Raises:
        WrongSettingsError: one sentence naming the first wrong setting.
    """
    build: Callable[..., Settings] = Settings  # its own types do not know that a file can be named
    try:
        return build(_env_file=file, **more)
    except ValidationError as error:
        raise WrongSettingsError(f"{_first_fault(error)}. See .env.example for what it wants.") from None
    except UnicodeDecodeError:
        raise WrongSettingsError(f"The file {file} is not UTF-8 text.") from None
    except OSError as error:
        raise WrongSettingsError(f"The file {file} cannot be read: {error.strerror}.") from None


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "LATARNIK_" + "_".join(str(part) for part in first["loc"]).upper()
    why = first["msg"].removeprefix("Value error, ")
    return f"{name}: {why}" if first["loc"] else why


def require(settings: Settings, *names: str) -> None:
    """Check that settings a role cannot do without are there.

    Raises:
        WrongSettingsError: one sentence naming the first absent one and what it is.
    """
    for name in names:
        if not getattr(settings, name):
            what = Settings.model_fields[name].description
            raise WrongSettingsError(f"LATARNIK_{name.upper()} is not set: {what}. See .env.example.")
