"""Frozen dataclasses as JSON and back: typed, strict, nothing guessed.

Decimals are strings, dates and times ISO, UUIDs their usual text, bytes base64, enums their values, tuples and
sets lists; one of several dataclasses (a `Job`) carries its name under "kind", and is the first
of them where that is absent. A field with a default may be absent, so that old rows stay readable when a record grows; an unknown field is an error.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar, overload

from storage.shapes import CodecError, shape_of

__all__ = ["CodecError", "canonical", "decode", "encode"]

T = TypeVar("T")


def encode(value: object, declared: Any = None) -> str:
    """JSON text of a value; `declared` is its type where that is not its class (a union, a tuple).

    Raises:
        CodecError: a field holds something else than it declares.
    """
    if declared is None:
        declared = type(value)
    return canonical(shape_of(declared).dump(value))


@overload
def decode(declared: type[T], text: str) -> T: ...
@overload
def decode(declared: Any, text: str) -> Any: ...
def decode(declared: Any, text: str) -> Any:
    """The value behind a JSON text.

    Raises:
        CodecError: the text is not what `encode` makes of that type.
    """
    try:
        plain = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as error:
        raise CodecError(str(error)) from error
    return shape_of(declared).load(plain)


def canonical(plain: Any) -> str:
    """The one spelling of plain JSON: sorted keys, no blanks, letters as they are."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _no_float(text: str) -> Any:
    raise CodecError(f"a binary fraction has no place here: {text}")
