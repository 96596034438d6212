"""Every command has help with an example, and the README knows it."""

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.cli import app

ROOT = Path(__file__).parents[2]


def spread(group: Any, before: str = "") -> dict[str, Any]:
    """Every command by its full name, those of groups too."""
    found = {}
    for name, command in group.commands.items():
        inner = spread(command, f"{before}{name} ") if hasattr(command, "commands") else {}
        found |= inner or {before + name: command}
    return found


COMMANDS = spread(get_command(app))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_shows_an_example(name):
    assert f"latarnik {name}" in (COMMANDS[name].help or "")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_readme_names_every_command(name):
    assert f"latarnik {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_is_in_one_style(name):
    """A sentence, an example at the end, and a word on each thing that can be given."""
    help_ = (COMMANDS[name].help or "").split("\n\n")
    bare = [each.name for each in COMMANDS[name].params if not (getattr(each, "help", None) or "")]

    assert help_[0].endswith(".")
    assert help_[-1].startswith(f"Example: latarnik {name}")
    assert bare == []
