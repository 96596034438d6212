"""Every command has help with an example, the README knows it, and whoever is woken at night is told commands that exist."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
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


ALERTS = yaml.safe_load((ROOT / "ops" / "prometheus" / "alerts.yml").read_text(encoding="utf-8"))
RUNBOOKS = {
    rule["alert"]: rule["annotations"]["runbook"] for group in ALERTS["groups"] for rule in group["rules"]
} | {"operations.md": (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")}


def typed(words: str) -> None:
    """What the command line makes of the words before it does anything.

    Raises:
        click.UsageError: there is no such command or option, or one that it needs is not given.
    """
    command, rest = get_command(app), shlex.split(words)[1:]
    context = command.make_context("latarnik", list(rest))
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, list(rest), parent=context)


@pytest.mark.parametrize("place", RUNBOOKS)
def test_every_command_that_says_what_to_do_in_trouble_can_be_typed_as_it_stands(place):
    """In marks that set it apart from the sentence, with everything that it cannot do without."""
    told = RUNBOOKS[place]
    set_apart = re.findall(r"`(latarnik [^`]+)`", told)
    bare = re.findall(
        rf"\blatarnik (?:{'|'.join(get_command(app).commands)})\b", re.sub(r"`[^`]*`", "", told)
    )

    assert bare == []
    for words in set_apart:
        typed(words)


@pytest.mark.parametrize(
    "words",
    ["latarnik deadline", "latarnik deadlines", "latarnik ksef certificates enrol", "latarnik doctor --all"],
)
def test_a_command_that_cannot_be_typed_is_noticed(words):
    with pytest.raises(Exception, match=r"Missing|No such"):
        typed(words)
