"""Models of the chat framework wait until they are used, and are then what they always were."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TYPES = """
from __future__ import annotations
from typing import TYPE_CHECKING, Generic, TypeVar
from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

class Base(BaseModel):
    model_config = ConfigDict(defer_build=True)

class Letter(Base):
    sender: Person
    answer_to: Letter | None = None

class Person(Base):
    name: str

class Never(Base):
    who: Person

class Answer(BaseModel, Generic[T]):
    result: T | None = None

for model in (Letter, Person, Never):
    model.model_rebuild(_types_namespace={"Letter": Letter, "Person": Person})
"""
IMPORTED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from app.late_models import built_at_first_use
from pydantic import BaseModel
before = BaseModel.__dict__["model_rebuild"]
with built_at_first_use("postcards"):
    import postcards
"""
CHAT = """
import json
from app.late_models import built_at_first_use
with built_at_first_use("aiogram"):
    import bot.chat, bot.poller, bot.updates
from aiogram import types
models = [getattr(types, name) for name in types.__all__]
models = [model for model in models if hasattr(model, "model_rebuild")]
built = lambda: sum(model.__pydantic_complete__ for model in models)
at_start = built()
for model in models:
    model.model_rebuild()
print(json.dumps([at_start, built(), len(models)]))
"""


def said(code: str, *arguments: str) -> object:
    """What a program of its own printed last."""
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def with_postcards(folder: Path, code: str) -> object:
    """What `code` printed after a package of models was imported late."""
    (folder / "postcards.py").write_text(TYPES)
    return said(IMPORTED + code, str(folder))


def test_a_model_is_built_when_somebody_uses_it_and_the_others_wait(tmp_path):
    seen = """
letter = postcards.Letter.model_validate({"sender": {"name": "Ola"}, "answer_to": {"sender": {"name": "Jan"}}})
names = [letter.sender.name, letter.answer_to.sender.name, type(letter.sender).__name__]
print(json.dumps([names, postcards.Letter.__pydantic_complete__, postcards.Never.__pydantic_complete__]))
"""

    assert with_postcards(tmp_path, seen) == [["Ola", "Jan", "Person"], True, False]


def test_an_answer_that_holds_a_waiting_model_is_understood(tmp_path):
    seen = """
answer = postcards.Answer[list[postcards.Letter]].model_validate_json('{"result": [{"sender": {"name": "Ola"}}]}')
print(json.dumps(answer.result[0].sender.name))
"""

    assert with_postcards(tmp_path, seen) == "Ola"


def test_models_of_others_are_built_as_ever(tmp_path):
    seen = """
class Ours(BaseModel):
    sender: "Later"
class Later(BaseModel):
    name: str
print(json.dumps([BaseModel.__dict__["model_rebuild"] is before, Ours(sender={"name": "Ola"}).sender.name]))
"""

    assert with_postcards(tmp_path, seen) == [True, "Ola"]


def test_every_model_of_the_bot_api_can_be_built_and_few_are_at_the_start():
    at_start, at_last, all_of_them = said(CHAT)

    assert at_last == all_of_them > 300
    assert at_start < 20
