"""Reading and writing the JSON of the API: bodies, dates, hashes, pages."""

import base64
import binascii
import hashlib
import json
from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from .errors import ApiError

WARSAW = ZoneInfo("Europe/Warsaw")


def stamp(moment: datetime | None) -> str | None:
    """Write a moment as the API does (ISO 8601 with offset); None stays None."""
    return None if moment is None else moment.isoformat()


def sha256_base64(data: bytes) -> str:
    """SHA-256 in standard Base64: 44 characters with padding."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def decoded(value: object, name: str, length: int | None = None) -> bytes:
    """Decode a Base64 property; 21405 when it is no Base64 or not `length` bytes long."""
    try:
        data = base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise ApiError(21405, f"'{name}' nie jest poprawnym ciągiem Base64.") from wrong
    if length is not None and len(data) != length:
        raise ApiError(21405, f"'{name}' musi mieć {length} bajtów.")
    return data


async def json_body(request: web.Request) -> dict[str, Any]:
    """Read a JSON object; 21001 when it cannot be read, 21405 when it is something else."""
    try:
        body = json.loads(await request.read())
    except ValueError as wrong:
        raise ApiError(21001, str(wrong)) from wrong
    if not isinstance(body, dict):
        raise ApiError(21405, "Oczekiwano obiektu JSON.")
    return body


async def optional_body(request: web.Request) -> dict[str, Any]:
    """Read a JSON object that may be left out."""
    return await json_body(request) if await request.read() else {}


def one_of(value: Any, allowed: Container[Any], name: str) -> Any:
    """Give the value back when it is allowed; 21405 otherwise."""
    if value not in allowed:
        raise ApiError(21405, f"'{name}' ma niedozwoloną wartość '{value}'.")
    return value


def moment(value: object) -> datetime:
    """Read a date with time; without an offset it is Warsaw's. 21405 when it is none."""
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError as wrong:
        raise ApiError(21405, f"'{value}' nie jest poprawną datą.") from wrong
    return read if read.tzinfo is not None else read.replace(tzinfo=WARSAW)


def required(body: dict[str, Any], name: str, kind: type) -> Any:
    """Take a required property of the given JSON type; 21405 otherwise."""
    value = body.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ApiError(21405, f"Pole '{name}' jest wymagane i musi mieć właściwy typ.")
    return value


def optional(body: dict[str, Any], name: str, kind: type, default: Any = None) -> Any:
    """Take a property that may be absent or null; 21405 when it has another type."""
    return default if body.get(name) is None else required(body, name, kind)


def page_size(request: web.Request, default: int, largest: int) -> int:
    """Read `pageSize` (at least 10); 21405 outside of the range."""
    text = request.query.get("pageSize", str(default))
    if not text.isascii() or not text.isdigit() or not 10 <= int(text) <= largest:
        raise ApiError(21405, f"'pageSize' musi zawierać się w przedziale od 10 do {largest}.")
    return int(text)


def page_offset(request: web.Request) -> int:
    """Read `pageOffset`, the index of a page; 21405 when it is none."""
    text = request.query.get("pageOffset", "0")
    if not text.isascii() or not text.isdigit():
        raise ApiError(21405, "'pageOffset' musi być liczbą nieujemną.")
    return int(text)


def token_page(request: web.Request, rows: Sequence[Any], largest: int) -> tuple[list[Any], str | None]:
    """Cut the page that `x-continuation-token` and `pageSize` name; 21418 for a foreign token."""
    size = page_size(request, 10, largest)
    token = request.headers.get("x-continuation-token")
    start = 0
    if token:
        try:
            start = int(base64.b64decode(token, validate=True).decode("ascii"))
        except (ValueError, binascii.Error) as wrong:
            raise ApiError(21418) from wrong
    end = start + size
    following = base64.b64encode(str(end).encode()).decode() if end < len(rows) else None
    return list(rows[start:end]), following
