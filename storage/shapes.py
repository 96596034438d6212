"""How values of each declared type become plain JSON and come back; `codec` has the rules and the doors."""

from __future__ import annotations

import base64
import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")

_KIND = "kind"


class CodecError(ValueError):
    """The value does not have the declared shape; the message says where."""


class Shape(NamedTuple):
    """How values of one declared type become JSON and come back."""

    dump: Callable[[Any], Any]
    load: Callable[[Any], Any]


@cache
def shape_of(declared: Any) -> Shape:
    """The shape of a declared type; built once a type."""
    if declared in _SCALARS:
        return _SCALARS[declared]
    origin = get_origin(declared)
    if origin in {Union, types.UnionType}:
        return Shape(_json, _json) if _is_json(declared) else _union(get_args(declared))
    if origin in _COLLECTIONS:
        return _COLLECTIONS[origin](get_args(declared))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return Shape(lambda value: _of(declared, value).value, _guard(declared))
    if dataclasses.is_dataclass(declared):
        return _record(declared)
    raise TypeError(f"no JSON shape for {declared!r}")


def _is_json(declared: Any) -> bool:
    return any(
        get_origin(member) is list for member in get_args(declared)
    )  # nothing else of ours holds lists


def _of(kind: type[T], value: object) -> T:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise CodecError(f"{kind.__name__} expected, not {type(value).__name__}")
    return value


def _guard(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def load(plain: Any) -> Any:
        try:
            return read(_of(str, plain))
        except (ValueError, ArithmeticError) as error:
            raise CodecError(str(error)) from error

    return load


def _text(kind: type[T], show: Callable[[T], str], read: Callable[[str], T]) -> Shape:
    return Shape(lambda value: show(_of(kind, value)), _guard(read))


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise CodecError(f"a time without a zone: {moment.isoformat()}")
    return moment


def _plain_date(day: date) -> str:
    if isinstance(day, datetime):
        raise CodecError("date expected, not datetime")
    return day.isoformat()


def _finite(amount: Decimal) -> Decimal:
    if not amount.is_finite():
        raise CodecError(f"not an amount: {amount}")
    return amount


_SCALARS: dict[Any, Shape] = {
    str: Shape(lambda value: str(_of(str, value)), lambda plain: _of(str, plain)),
    int: Shape(lambda value: _of(int, value), lambda plain: _of(int, plain)),
    bool: Shape(lambda value: _of(bool, value), lambda plain: _of(bool, plain)),
    Decimal: _text(Decimal, lambda value: str(_finite(value)), lambda text: _finite(Decimal(text))),
    datetime: _text(
        datetime, lambda value: _aware(value).isoformat(), lambda text: _aware(datetime.fromisoformat(text))
    ),
    date: _text(date, _plain_date, date.fromisoformat),
    UUID: _text(UUID, str, UUID),
    bytes: _text(
        bytes,
        lambda value: base64.b64encode(value).decode(),
        lambda text: base64.b64decode(text, validate=True),
    ),
}


def _json(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case list():
            return [_json(part) for part in value]
        case dict():
            return {str(_of(str, key)): _json(part) for key, part in value.items()}
        case _:
            raise CodecError(f"not JSON: {type(value).__name__}")


def _tuple(declared: tuple[Any, ...]) -> Shape:
    if len(declared) == 2 and declared[1] is Ellipsis:
        part = shape_of(declared[0])
        return Shape(
            lambda value: [part.dump(each) for each in _of(tuple, value)],
            lambda plain: tuple(part.load(each) for each in _of(list, plain)),
        )
    parts = [shape_of(each) for each in declared]

    def zipped(values: Any) -> Any:
        if len(values) != len(parts):
            raise CodecError(f"{len(parts)} values expected, not {len(values)}")
        return zip(parts, values, strict=True)

    return Shape(
        lambda value: [shape.dump(each) for shape, each in zipped(_of(tuple, value))],
        lambda plain: tuple(shape.load(each) for shape, each in zipped(_of(list, plain))),
    )


def _frozenset(declared: tuple[Any, ...]) -> Shape:
    part = shape_of(declared[0])
    return Shape(
        lambda value: sorted(part.dump(each) for each in _of(frozenset, value)),
        lambda plain: frozenset(part.load(each) for each in _of(list, plain)),
    )


def _mapping(declared: tuple[Any, ...]) -> Shape:
    part = shape_of(declared[1])
    return Shape(
        lambda value: {_of(str, key): part.dump(each) for key, each in value.items()},
        lambda plain: {key: part.load(each) for key, each in _of(dict, plain).items()},
    )


_COLLECTIONS: dict[Any, Callable[[tuple[Any, ...]], Shape]] = {
    tuple: _tuple,
    frozenset: _frozenset,
    Mapping: _mapping,
    dict: _mapping,
}


def _union(members: tuple[Any, ...]) -> Shape:
    others = [member for member in members if member is not types.NoneType]
    shape = shape_of(others[0]) if len(others) == 1 else _one_of(others)
    if len(others) == len(members):
        return shape
    return Shape(
        lambda value: None if value is None else shape.dump(value),
        lambda plain: None if plain is None else shape.load(plain),
    )


def _one_of(members: list[Any]) -> Shape:
    shapes = {member.__name__: shape_of(member) for member in members}
    if not all(dataclasses.is_dataclass(member) and _KIND not in _fields(member) for member in members):
        raise TypeError(f"only dataclasses without a field {_KIND!r} can be told apart: {members}")

    def dump(value: Any) -> Any:
        name = type(value).__name__
        if name not in shapes:
            raise CodecError(f"unknown kind {name}")
        return {_KIND: name, **shapes[name].dump(value)}

    def load(plain: Any) -> Any:
        fields = dict(_of(dict, plain))
        # what was the only kind once carries no name in old rows
        name = fields.pop(_KIND, members[0].__name__)
        if name not in shapes:
            raise CodecError(f"unknown kind {name}")
        return shapes[name].load(fields)

    return Shape(dump, load)


def _fields(record: Any) -> dict[str, dataclasses.Field[Any]]:
    return {field.name: field for field in dataclasses.fields(record)}


def _record(record: Any) -> Shape:
    hints = get_type_hints(record)
    shapes = {name: shape_of(hints[name]) for name in _fields(record)}

    def each(convert: int, values: dict[str, Any]) -> dict[str, Any]:
        done = {}
        for name, value in values.items():
            try:
                done[name] = shapes[name][convert](value)
            except CodecError as error:
                raise CodecError(f"{record.__name__}.{name}: {error}") from error
        return done

    def dump(value: Any) -> Any:
        return each(0, {name: getattr(_of(record, value), name) for name in shapes})

    def load(plain: Any) -> Any:
        if unknown := _of(dict, plain).keys() - shapes.keys():
            raise CodecError(f"{record.__name__} has no field {', '.join(sorted(unknown))}")
        try:
            return record(**each(1, plain))
        except TypeError as error:
            raise CodecError(f"{record.__name__}: {error}") from error

    return Shape(dump, load)
