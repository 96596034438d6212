"""The arguments of one call, however they travelled: query, form, JSON or multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader, web

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.limits import UPLOAD_BYTES


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside a multipart body."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Arguments:
    """Named values and files of one call; values are strings, or JSON when the body was JSON."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the value as text; a missing one is empty."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value
        return "" if value is None else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return the value as a whole number; what is no number counts as the default."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return the value as yes or no, in the server's lenient reading."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def nested(self, name: str, complaint: str) -> Any:
        """Return a nested value, parsing the JSON string a form body carries.

        Raises:
            ApiError: 400 with `complaint` when the string is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(complaint) from None


async def read_arguments(request: web.Request) -> Arguments:
    """Collect the arguments of a request; the body wins over the query string.

    Raises:
        ApiError: 413 for a file over the upload limit, 400 for a body that cannot be read.
    """
    arguments = await read_body(request.headers, request.content)
    if request.query_string:
        arguments.values = {**request.query, **arguments.values}
    return arguments


async def read_body(headers: Mapping[str, str], stream: StreamReader) -> Arguments:
    """Read a body by its content type; a kind nobody knows carries no arguments."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_multipart(headers, stream)
    body = await stream.read()
    if kind == "application/json":
        return Arguments(_parse_json(body))
    if kind == "application/x-www-form-urlencoded":
        return Arguments(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    return Arguments()


def _parse_json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("Can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("Object expected in the request")
    return values


async def _read_multipart(headers: Mapping[str, str], stream: StreamReader) -> Arguments:
    arguments = Arguments()
    total = 0
    try:
        async for part in MultipartReader(headers, stream):
            if not isinstance(part, BodyPartReader) or not part.name:
                continue
            data = bytes(await part.read(decode=True))
            total += len(data)
            # An over-long body is still read to its end, or the sender would see a broken pipe.
            if total <= UPLOAD_BYTES:
                _store_part(arguments, part, data)
    except ValueError:
        raise bad_request("Can't parse multipart body") from None
    if total > UPLOAD_BYTES:
        raise ApiError(413)
    return arguments


def _store_part(arguments: Arguments, part: BodyPartReader, data: bytes) -> None:
    name = part.name or ""
    if part.filename is None:
        arguments.values[name] = data.decode("utf-8", "replace")
        return
    mime = part.headers.get("Content-Type", "application/octet-stream")
    arguments.files[name] = Upload(part.filename, mime, data)
