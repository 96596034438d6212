"""Every command has help with an example, and the README knows it."""

from pathlib import Path

import pytest
from typer.main import get_command

from app.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = get_command(app).commands


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"company"}))
def test_every_command_shows_an_example(name):
    assert f"latarnik {name}" in (COMMANDS[name].help or "")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_readme_names_every_command(name):
    assert f"latarnik {name}" in (ROOT / "README.md").read_text(encoding="utf-8")
