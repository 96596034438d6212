"""Asking KSeF with a company's access: JSON and documents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ksef.access import Access
from ksef.client import KsefClient, as_object


class Reading:
    """Calls that read, each with a good token; raises as `KsefClient.call`."""

    def __init__(self, client: KsefClient, access: Access) -> None:
        self.client, self._access = client, access

    async def json(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """A JSON object."""
        return await self._access.authorized(partial(self._json, method, path, body, headers))

    async def content(self, path: str) -> bytes:
        """The bytes of a document."""
        return await self._access.authorized(partial(self._content, path))

    async def _json(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        token: str,
    ) -> dict[str, Any]:
        return as_object(await self.client.call(method, path, token=token, body=body, headers=headers))

    async def _content(self, path: str, token: str) -> bytes:
        return (await self.client.call("GET", path, token=token)).content
