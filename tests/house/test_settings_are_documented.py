"""Whoever installs Latarnik finds every setting, and none that does nothing."""

import re
from pathlib import Path

from app.settings import Settings

ROOT = Path(__file__).parents[2]


def names_in(file: str) -> set[str]:
    return set(re.findall(r"LATARNIK_([A-Z0-9_]+)", (ROOT / file).read_text(encoding="utf-8")))


def test_env_example_lists_every_setting_and_nothing_else():
    assert names_in(".env.example") == {name.upper() for name in Settings.model_fields}


def test_the_readme_names_no_setting_that_does_not_exist():
    assert names_in("README.md") <= {name.upper() for name in Settings.model_fields}
