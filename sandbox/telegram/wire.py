"""The envelope around every answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import ApiError


@dataclass(frozen=True, slots=True)
class Described:
    """A result with a sentence beside it, as `setWebhook` gives it."""

    result: Any
    description: str


def success(result: Any) -> web.Response:
    """Wrap a result."""
    envelope: dict[str, Any] = {"ok": True, "result": result}
    if isinstance(result, Described):
        envelope = {"ok": True, "result": result.result, "description": result.description}
    return _answer(200, envelope)


def failure(error: ApiError) -> web.Response:
    """Wrap a refusal; its code is the HTTP status too."""
    envelope: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is None:
        return _answer(error.code, envelope)
    envelope["parameters"] = {"retry_after": error.retry_after}
    response = _answer(error.code, envelope)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def outage(kind: str) -> web.Response:
    """Answer as the servers do while they restart: a page of HTML, or an error in JSON."""
    if kind == "json":
        return _answer(503, {"ok": False, "error_code": 503, "description": "Service Unavailable"})
    page = "<html><head><title>503 Service Temporarily Unavailable</title></head><body></body></html>"
    return web.Response(status=503, text=page, content_type="text/html")


def _answer(status: int, envelope: dict[str, Any]) -> web.Response:
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return web.Response(status=status, body=body, content_type="application/json")
