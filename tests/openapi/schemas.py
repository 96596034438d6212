"""The schemas of the OpenAPI document, as functions that tell what is wrong with a value.

OpenAPI 3.0 is not quite JSON Schema: `nullable` and the integer formats are translated here. The document is read
strictly: a property that it does not know is a spelling mistake of ours, so it is refused.
"""

import base64
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import fastjsonschema

DRAFT = "http://json-schema.org/draft-07/schema#"
BOUNDS = {"int32": 2**31, "int64": 2**63}
WORDS = ("description", "example", "deprecated", "readOnly", "default")
SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)")


def _moment(text: str) -> bool:
    return SECONDS.fullmatch(text) is not None and datetime.fromisoformat(text).tzinfo is not None


def _day(text: str) -> bool:
    return date.fromisoformat(text).isoformat() == text


def _bytes(text: str) -> bool:
    return base64.b64decode(text, validate=True) is not None


def _uri(text: str) -> bool:
    return bool(urlsplit(text).scheme and urlsplit(text).netloc)


def _tolerant(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """What cannot be read at all is wrong too; binascii's error is a ValueError as well."""

    def passes(text: str) -> bool:
        try:
            return check(text)
        except ValueError:
            return False

    return passes


FORMATS = {
    "date-time": _tolerant(_moment),
    "date": _tolerant(_day),
    "byte": _tolerant(_bytes),
    "uri": _tolerant(_uri),
}


def translated(schema: dict[str, Any]) -> dict[str, Any]:
    """Say in JSON Schema what an OpenAPI 3.0 schema means."""
    plain = {name: _inside(name, value) for name, value in schema.items() if name not in WORDS}
    nullable = plain.pop("nullable", False)
    bound = BOUNDS.get(plain.get("format", ""))
    if plain.get("format") not in FORMATS:
        plain.pop("format", None)
    if bound is not None:
        plain = {"minimum": -bound, "maximum": bound - 1, **plain}
    if "properties" in plain:
        plain.setdefault("additionalProperties", False)
    # Said so, a mistake inside is reported at its place; "anyOf" would only tell that nothing fits.
    return {"if": {"type": "null"}, "else": plain} if nullable else plain


def _inside(name: str, value: Any) -> Any:
    match name, value:
        case "properties", dict():
            return {each: translated(schema) for each, schema in value.items()}
        case "items" | "additionalProperties", dict():
            return translated(value)
        case "allOf", list():
            return [translated(each) for each in value]
        case _:
            return value


class Schemas:
    """All schemas of a document; each is compiled when it is first asked for."""

    def __init__(self, components: dict[str, Any]) -> None:
        named = {name: translated(schema) for name, schema in components.items()}
        # The time in the old error body is the server's own and carries no offset, also in the document's example.
        named.get("ExceptionInfo", {"properties": {}})["properties"].pop("timestamp", None)
        self._components = {"components": {"schemas": named}}
        if "ExceptionInfo" in named:
            named["ExceptionInfo"]["properties"]["timestamp"] = {"type": "string"}
        self._compiled: dict[str, Callable[[Any], Any]] = {}

    def mistake(self, schema: dict[str, Any], value: Any) -> str | None:
        """What is wrong with a value, in one line; None when nothing is."""
        key = repr(schema)
        if key not in self._compiled:
            whole = {"$schema": DRAFT, "allOf": [translated(schema)], **self._components}
            self._compiled[key] = fastjsonschema.compile(whole, formats=FORMATS, use_default=False)
        try:
            self._compiled[key](value)
        except fastjsonschema.JsonSchemaValueException as wrong:
            return f"{wrong.message} (it is {str(wrong.value)[:200]!r})"
        return None
