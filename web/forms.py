"""Forms as browsers send them: read in memory, and whatever is none is a bad request, never a fault of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

_ONE_BUTTON = 1024
"""Bytes of a form with one button."""


async def pressed(request: web.Request) -> str:
    """What the pressed button of a form with one button says, "" when it says nothing.

    aiohttp's own reading believes what a sender says of charset and coding, and fails at names that it does not know.

    Raises:
        web.HTTPBadRequest: not what a browser sends.
        web.HTTPRequestEntityTooLarge: more than a button says.
        TimeoutError: it did not arrive.
    """
    if (request.charset or "utf-8").lower() != "utf-8":  # the charset of our pages, so of their forms
        raise web.HTTPBadRequest
    async with _arriving(request, "application/x-www-form-urlencoded", _ONE_BUTTON, patience=10):
        body = await request.read()
    return parse_qs(body.decode("ascii", "replace")).get("do", [""])[0]


async def fields(request: web.Request, largest: int) -> dict[str, bytes]:
    """The fields of a form with files; aiohttp's own reading would put files into a folder.

    Raises:
        web.HTTPBadRequest: not what a browser sends.
        web.HTTPRequestEntityTooLarge: more bytes than `largest`.
        TimeoutError: it did not arrive.
    """
    found: dict[str, bytes] = {}
    async with _arriving(request, "multipart/form-data", largest, patience=30):
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise web.HTTPBadRequest
            found[part.name or ""] = bytes(await part.read(decode=False))
    return found


@asynccontextmanager
async def _arriving(request: web.Request, kind: str, largest: int, *, patience: float) -> AsyncIterator[None]:
    packed = "Content-Encoding" in request.headers  # no browser packs a form
    if request.content_type != kind or request.content_length is None or packed:
        raise web.HTTPBadRequest
    if request.content_length > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length)
    try:
        async with asyncio.timeout(patience):
            yield
    except (
        HttpProcessingError,
        ValueError,
        AssertionError,
        LookupError,
        RuntimeError,
    ) as broken:  # what aiohttp makes of broken parts
        raise web.HTTPBadRequest from broken
