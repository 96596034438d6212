"""The recipes lead to files and names that are there."""

import ast
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPES = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
_SUFFIX = re.compile(r"\.(?:py|j2|typ|json|jsonl|md|png|toml|sh|example)$")


def is_path(said: str) -> bool:
    """Whether words in code marks are meant as a file or a folder: by a slash inside, or by how they end.

    >>> is_path("app/carried.py"), is_path("clauses.py"), is_path("/ksef"), is_path("make golden")
    (True, True, False, False)
    """
    bare = re.sub(r"<[^>]*>", "x", said)
    inside = "/" in bare and not bare.startswith("/")
    return " " not in bare and "(" not in bare and (inside or bool(_SUFFIX.search(bare)))


def spelled_out(path: str) -> list[str]:
    """One pattern for each choice in braces; what a reader names themselves fits anything.

    >>> spelled_out("words/{pl,en}.j2"), spelled_out("chat/pl/<code>.j2")
    (['words/pl.j2', 'words/en.j2'], ['chat/pl/*.j2'])
    """
    parts = re.split(r"\{([^}]*)\}", re.sub(r"<[^>]*>", "*", path))
    choices = [part.split(",") if place % 2 else [part] for place, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*choices)]


def names_in(file: Path) -> set[str]:
    """Classes, functions, fields and constants of a Python file; all words of any other."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        return set(re.findall(r"\w+", text))
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


MARKED = sorted(set(re.findall(r"`([^`\n]+)`", RECIPES)))
PATHS = [said for said in MARKED if "::" not in said and is_path(said)]
NAMED = [tuple(said.split("::")) for said in MARKED if "::" in said and not said.startswith("file.py")]
PAIRS = re.findall(r"`(\w+)` (?:in|of) `([^`\n:]+)`", RECIPES)


def test_there_is_something_to_look_at():
    assert len(PATHS) > 30
    assert len(NAMED) > 20
    assert PAIRS


@pytest.mark.parametrize("path", PATHS)
def test_every_path_of_a_recipe_exists(path):
    assert [each for each in spelled_out(path) if not list(ROOT.glob(each))] == []


@pytest.mark.parametrize(("path", "name"), [*NAMED, *[(path, name) for name, path in PAIRS if is_path(path)]])
def test_every_name_of_a_recipe_is_in_its_file(path, name):
    missing = [each for each in spelled_out(path) if name not in names_in(ROOT / each)]

    assert missing == []
