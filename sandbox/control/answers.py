"""What every answer of the control API has in common: JSON, and one sentence when something is wrong."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web

from sandbox.app_process import AppFailedError
from sandbox.telegram.errors import UserError

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LONGEST_WAIT = 60.0
LOCAL_NAMES = {"127.0.0.1", "localhost", None}
SHOWN_INLINE = {"application/pdf", "application/xml", "text/xml", "text/plain", "image/png", "image/jpeg"}


class Problem(Exception):
    """A request that cannot be done: 400, 403, 404 or 409 with a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@web.middleware
async def in_sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever is wrong into `{"error": sentence}`; other web sites may not use this API."""
    try:
        _refuse_other_sites(request)
        return await handler(request)
    except (Problem, UserError, AppFailedError, web.HTTPClientError) as error:
        status, sentence = _explained(error, request.path)
        return web.json_response({"error": sentence}, status=status)


async def read_json(request: web.Request) -> Json:
    """The object in the body.

    Raises:
        Problem: 400, the body is no JSON object.
    """
    try:
        body = json.loads(await request.text() or "{}")
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise Problem(400, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Problem(400, "The body must be a JSON object.")
    return body


def text_of(body: Json, name: str, default: str | None = None) -> str:
    """A text field.

    Raises:
        Problem: 400, it is missing or no text.
    """
    value = body.get(name, default)
    if not isinstance(value, str):
        raise Problem(400, f"`{name}` must be a text.")
    return value


def optional_text(body: Json, name: str) -> str | None:
    """A text field that may be left out or null."""
    return None if body.get(name) is None else text_of(body, name)


def number_in(text: str, name: str) -> float:
    """A number, zero or more, out of an address.

    Raises:
        Problem: 400, it is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 2**53:
        raise Problem(400, f"`{name}` must be a number, zero or more.")
    return value


def long_poll(request: web.Request) -> tuple[int, float]:
    """`after` and `wait` (seconds, at most 60) of a long poll."""
    after = number_in(request.query.get("after", "0"), "after")
    wait = number_in(request.query.get("wait", "0"), "wait")
    return int(after), min(wait, LONGEST_WAIT)


def file_answer(name: str, mime: str, data: bytes) -> web.Response:
    """A file to look at, when its kind is harmless, or to save."""
    inline = mime in SHOWN_INLINE
    headers = {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    if mime != "application/pdf":  # browsers refuse to show a PDF in a sandbox of this kind
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    charset = "utf-8" if inline and mime.startswith("text/") else None
    return web.Response(
        body=data,
        content_type=mime if inline else "application/octet-stream",
        charset=charset,
        headers=headers,
    )


def _refuse_other_sites(request: web.Request) -> None:
    """A page from the internet must not reach into the sandbox through the browser of whoever runs it."""
    if urlsplit(f"//{request.host}").hostname not in LOCAL_NAMES:
        raise Problem(403, "The sandbox answers only at 127.0.0.1.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Problem(403, "The sandbox answers only its own page.")


def _explained(error: Exception, path: str) -> tuple[int, str]:
    match error:
        case Problem():
            return error.status, error.sentence
        case UserError():
            return 409, f"Telegram does not do this: {error}."
        case web.HTTPNotFound():
            return 404, f"There is nothing at {path}."
        case web.HTTPMethodNotAllowed():
            return 405, f"{path} takes {', '.join(sorted(error.allowed_methods))}."
        case web.HTTPClientError():
            return error.status, f"The request cannot be read: {error.reason}."
    return 500, str(error)
