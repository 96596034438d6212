"""What the buttons in our code say they do, read of the code: constants, names, and what callers hand on."""

import ast
import importlib
from collections.abc import Iterable
from enum import Enum
from functools import cache
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FAR = 3  # callers of callers


class Module:
    """One file, its calls, and what its names stand for."""

    def __init__(self, path: Path) -> None:
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.around: dict[ast.AST, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        for node in ast.walk(self.tree):  # outer functions come first, so the innermost stays
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.around |= dict.fromkeys((each for part in node.body for each in ast.walk(part)), node)

    def calls(self, name: str) -> list[ast.Call]:
        """Where a function is called by its bare name or as a method."""
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and name
            == (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", None))
        ]


@cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(path) for path in sorted((ROOT / "invoicing").rglob("*.py")))


def offered() -> dict[str, set[str]]:
    """Where a `Choice` is made, and the actions it may have; a `*` stands for what is known only as it runs."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for call in module.calls("Choice"):
            function = module.around.get(call)
            where = f"{module.name}.{function.name}" if function else module.name
            found.setdefault(where, set()).update(_values(module, call, call.args[0]))
    return found


def _values(module: Module, at: ast.AST, said: ast.expr, depth: int = 0) -> set[str]:
    found = {"*"}
    match said:
        case ast.Constant(value=str(text)):
            found = {text}
        case ast.IfExp(body=one, orelse=other):
            found = _values(module, at, one, depth) | _values(module, at, other, depth)
        case ast.BoolOp(values=several):
            found = set().union(*(_values(module, at, each, depth) for each in several))
        case ast.JoinedStr(values=parts):
            found = _joined(_values(module, at, _bare(part), depth) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            found = _joined([_values(module, at, left, depth), _values(module, at, right, depth)])
        case ast.Name(id=name):
            found = _named(module, at, name, depth)
        case ast.Attribute() if (known := _evaluated(module, said)) is not None:
            found = {known}
    return found


def _joined(parts: Iterable[set[str]]) -> set[str]:
    return {"".join(texts) for texts in product(*parts)}


def _bare(part: ast.expr) -> ast.expr:
    return part.value if isinstance(part, ast.FormattedValue) else part


def _named(module: Module, at: ast.AST, name: str, depth: int) -> set[str]:
    function = module.around.get(at)
    parameters = [each.arg for each in function.args.args + function.args.kwonlyargs] if function else []
    if name not in parameters or function is None:
        written = [
            node.value
            for node in ast.walk(function or module.tree)
            if isinstance(node, ast.Assign) and [getattr(each, "id", None) for each in node.targets] == [name]
        ]
        if function is not None and written and depth <= _FAR:
            return set().union(*(_values(module, at, each, depth + 1) for each in written))
        known = _evaluated(module, ast.Name(name))
        return {"*"} if known is None else {known}
    if depth > _FAR:
        return {"*"}
    place, found = parameters.index(name) - (parameters[0] == "self"), set()
    where = [module] if function.name.startswith("_") else modules()
    for other in where:
        for call in other.calls(function.name):
            by_name = [each.value for each in call.keywords if each.arg == name]
            given = by_name or call.args[place : place + 1]
            found |= _values(other, call, given[0], depth + 1) if given else set()
    return found or {"*"}


def _evaluated(module: Module, said: ast.expr) -> str | None:
    value = _looked_up(importlib.import_module(module.name), said)
    value = value.value if isinstance(value, Enum) else value
    return value if isinstance(value, str) else None


def _looked_up(space: object, said: ast.expr) -> object:
    if isinstance(said, ast.Name):
        return getattr(space, said.id, None)
    return (
        getattr(_looked_up(space, said.value), said.attr, None) if isinstance(said, ast.Attribute) else None
    )
