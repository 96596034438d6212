"""Chat frameworks build pydantic models for the whole Bot API when they are imported; we need a dozen of them.

Built at first use instead, they save about 110 MB and two seconds of start; nothing is left out, only put off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel

_Names = Mapping[str, Any]


@contextmanager
def built_at_first_use(package: str) -> Iterator[None]:
    """Import `package` inside: its models wait, and pydantic builds each when somebody first uses it.

    A package that was imported before keeps what it has.
    """
    build, names = BaseModel.__dict__["model_rebuild"], dict[str, Any]()

    def put_off(model: type[BaseModel], /, **wish: Any) -> bool | None:
        if not _of(package, model):
            return _built(build, model, wish)
        names.update(wish.get("_types_namespace") or {})
        return False  # pydantic's word for a model that is not built yet

    _set(BaseModel, classmethod(put_off))
    try:
        yield
    finally:
        _set(BaseModel, build)
    if names:
        _lend(package, build, names)


def _lend(package: str, build: Any, names: _Names) -> None:
    """The models name each other; whichever pydantic builds later needs the names its package gave at import."""

    def with_names(model: type[BaseModel], /, **wish: Any) -> bool | None:
        return _built(build, model, {"_types_namespace": names, **wish})

    for root in BaseModel.__subclasses__():
        if _of(package, root):
            _set(root, classmethod(with_names))


def _of(package: str, model: type[BaseModel]) -> bool:
    return model.__module__.partition(".")[0] == package


def _built(build: Any, model: type[BaseModel], wish: Mapping[str, Any]) -> bool | None:
    done: bool | None = build.__func__(model, **wish)
    return done


def _set(model: type[BaseModel], rebuild: Any) -> None:
    setattr(model, "model_rebuild", rebuild)  # noqa: B010 - a plain assignment to a method is what mypy forbids
