"""The one door to the KSeF API: sends a request, turns every bad answer into one of our errors."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from invoicing.model.errors import Misunderstood, Unavailable
from ksef.errors import KsefRefused, KsefUnauthorized
from ksef.pace import FREE, Pace

log = logging.getLogger(__name__)

_HEADERS = {"X-Error-Format": "problem-details", "Accept": "application/json, application/xml"}
_LONGEST_WAIT = 3600.0  # seconds: nobody means a longer Retry-After


class KsefClient:
    """Talks to one base address and to no other.

    Args:
        http: a client from outside; connections, proxies and certificates are its business.
        base: address of the API with /v2.
        timeout: seconds until silence counts as silence.
        pace: keeps calls within KSeF's limits.
    """

    def __init__(self, http: httpx.AsyncClient, base: str, timeout: float = 20.0, pace: Pace = FREE) -> None:
        self._http, self._base, self._timeout, self._pace = http, base.rstrip("/"), timeout, pace

    def paced(self, pace: Pace) -> KsefClient:
        """The same door for another caller, whose calls are counted apart."""
        return KsefClient(self._http, self._base, self._timeout, pace)

    async def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: Mapping[str, Any] | None = None,
        xml: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One call; returns only good answers.

        Args:
            method: of HTTP.
            path: below the base, with its slash.
            token: JWT for Authorization.
            body: sent as JSON.
            xml: sent as XML instead.
            headers: additional ones.

        Raises:
            Unavailable: silence, 429, 5xx, a limit that would be passed; `retry_after` when it is known.
            KsefUnauthorized: 401.
            KsefRefused: 400, 403, 410, with the codes KSeF gives.
            Misunderstood: an answer that no KSeF gives.
        """
        sent = dict(_HEADERS) | dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        content = None if body is None else json.dumps(body).encode()
        if content is not None or xml is not None:
            sent["Content-Type"] = "application/json" if xml is None else "application/xml"
        bare = path.partition("?")[0]
        counted = await self._pace.admit(method, bare)
        try:
            answer = await self._send(method, self._base + path, sent, xml if xml is not None else content)
        finally:
            await self._pace.landed(method, bare, counted)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            await self._pace.refused(method, bare, _retry_after(answer))
        return _good(answer)

    async def call_json(
        self, method: str, path: str, *, token: str | None = None, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """One call whose answer is a JSON object; raises as `call`."""
        return as_object(await self.call(method, path, token=token, body=body))

    def is_ours(self, url: str) -> bool:
        """Whether an address that KSeF gave lies on the host we were told to talk to."""
        ours, theirs = urlsplit(self._base), urlsplit(url)
        return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)

    async def download(self, url: str) -> bytes:
        """Fetch a presigned address; without a token, which KSeF forbids there. Raises as `call`.

        Raises:
            Misunderstood: the address lies on another host.
        """
        if not self.is_ours(url):
            raise Misunderstood("ksef-foreign-address", host=urlsplit(url).hostname or "")
        return _good(await self._send("GET", url, {}, None)).content

    async def upload(
        self, method: str, url: str, headers: Mapping[str, str], content: AsyncIterable[bytes], size: int
    ) -> None:
        """Send so many bytes to a presigned address, exactly as KSeF told; without a token. Raises as `call`.

        Raises:
            Misunderstood: the address lies on another host.
        """
        if not self.is_ours(url):
            raise Misunderstood("ksef-foreign-address", host=urlsplit(url).hostname or "")
        _good(await self._send(method, url, {**headers, "Content-Length": str(size)}, content))

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | AsyncIterable[bytes] | None,
    ) -> httpx.Response:
        try:
            return await self._http.request(
                method, url, headers=headers, content=content, timeout=self._timeout, follow_redirects=False
            )
        except httpx.HTTPError as error:
            raise Unavailable("ksef-silent", error=type(error).__name__) from error


def as_object(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        Misunderstood: it is none.
    """
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Misunderstood("ksef-unreadable", path=answer.request.url.path)
    return body


def _good(answer: httpx.Response) -> httpx.Response:
    warning = answer.headers.get("X-System-Warning")
    if warning:
        log.warning("KSeF warns", extra={"path": answer.request.url.path, "warning": warning[:500]})
    status = answer.status_code
    if answer.is_success:
        return answer
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise Unavailable("ksef-too-many-requests", retry_after=_retry_after(answer))
    if answer.is_server_error:
        raise Unavailable("ksef-unavailable", retry_after=_retry_after(answer), status=str(status))
    if status == httpx.codes.UNAUTHORIZED:
        raise KsefUnauthorized
    if status in {httpx.codes.BAD_REQUEST, httpx.codes.FORBIDDEN, httpx.codes.GONE}:
        raise _refusal(answer)
    raise Misunderstood("ksef-unexpected", status=str(status), path=answer.request.url.path)


def _refusal(answer: httpx.Response) -> KsefRefused:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    faults = _faults(body if isinstance(body, dict) else {})
    codes = tuple(code for code, _ in faults)
    text = "; ".join(text for _, text in faults)[:500]
    if answer.status_code == httpx.codes.FORBIDDEN:
        reason = body.get("reasonCode") if isinstance(body, dict) else None
        return KsefRefused(f"ksef-refused-{reason or 'forbidden'}", status=answer.status_code, text=text)
    return KsefRefused(status=answer.status_code, codes=codes, text=text)


def _faults(body: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Codes and texts, from either of the two shapes in which KSeF states errors."""
    old = body.get("exception")
    found = body.get("errors") or (old.get("exceptionDetailList") if isinstance(old, dict) else None)
    faults = []
    for each in found if isinstance(found, list) else []:
        if not isinstance(each, dict):
            continue
        code = each.get("code", each.get("exceptionCode"))
        texts = [each.get("description", each.get("exceptionDescription")), *_listed(each.get("details"))]
        if isinstance(code, int):
            faults.append((code, " ".join(str(text) for text in texts if text)))
    return faults


def _listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else []


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds to wait; the header holds seconds, or a date to be read against the answer's own."""
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        return min(float(said), _LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
    return min(max(0.0, wait.total_seconds()), _LONGEST_WAIT)
