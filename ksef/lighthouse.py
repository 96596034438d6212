"""The Ministry's lighthouse (Latarnia): is KSeF announced to be down, and since when."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from invoicing.model.announcements import Announcement
from invoicing.model.errors import Unavailable
from invoicing.model.offline import OutageKind
from invoicing.model.warsaw import WARSAW
from invoicing.services.outages.books import LighthouseReport

log = logging.getLogger(__name__)

_AVAILABLE = "AVAILABLE"
_KINDS = {
    "MAINTENANCE": OutageKind.MAINTENANCE,
    "FAILURE": OutageKind.FAILURE,
    "TOTAL_FAILURE": OutageKind.TOTAL_FAILURE,
}
_STATES: dict[str, OutageKind | None] = {_AVAILABLE: None, **_KINDS}
_END = "FAILURE_END"
_TYPES = frozenset({"FAILURE_START", _END, "MAINTENANCE_ANNOUNCEMENT"})
_MOST = 2**31  # what a column of the books holds
_TIMEOUT = 10.0  # seconds

Message = Mapping[str, Any]


class LighthouseClient:
    """Reads `/status` and `/messages` (port `Lighthouse`).

    The status alone is enough for a report; the messages add what has ended. A value nobody has told us of
    is never taken for "available".
    """

    def __init__(self, http: httpx.AsyncClient, base: str) -> None:
        self._http, self._base = http, base.rstrip("/")

    async def look(self) -> LighthouseReport:
        """The present report; `raw` holds both bodies as they came.

        Raises:
            Unavailable: silence, 5xx, or a body that cannot be read.
        """
        status_raw, status = await self._get("/status")
        if not isinstance(status, dict) or not isinstance(status.get("status"), str):
            raise Unavailable("lighthouse-unreadable")
        messages_raw, messages = await self._messages()
        present, listed = _messages_in(status.get("messages")), _messages_in(messages)
        texts = _texts([*present, *listed])
        word = status["status"]
        strange = _strange(word, [*present, *listed])
        for value in strange:
            log.warning("the lighthouse says what nobody has told us of", extra={"value": value})
        return LighthouseReport(
            state=_STATES.get(word),
            announcements=tuple(each for text in texts if (each := _announcement(text)) is not None),
            raw=f'{{"status": {status_raw}, "messages": {messages_raw}}}',
            messages=texts,
            complete=isinstance(messages, list),
            strange=strange,
            readable=word in _STATES and (word != _AVAILABLE or not _strange(word, present)),
        )

    async def _messages(self) -> tuple[str, Any]:
        """All messages; nothing when they cannot be had, since the status has been read already."""
        try:
            return await self._get("/messages")
        except Unavailable as error:
            log.warning("the lighthouse gives a status but no messages", extra={"reason": error.reason})
            return "null", None

    async def _get(self, path: str) -> tuple[str, Any]:
        try:
            answer = await self._http.get(self._base + path, timeout=_TIMEOUT, follow_redirects=False)
        except httpx.HTTPError as error:
            raise Unavailable("lighthouse-silent", error=type(error).__name__) from error
        if answer.status_code != httpx.codes.OK:
            raise Unavailable("lighthouse-refused", status=str(answer.status_code))
        try:
            return answer.text, json.loads(answer.text)
        except ValueError as error:
            raise Unavailable("lighthouse-unreadable") from error


def _texts(messages: Iterable[Message]) -> tuple[str, ...]:
    """Each message once, as canonical JSON: what both addresses tell is one message."""
    texts = (json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for each in messages)
    return tuple(dict.fromkeys(texts))


def _messages_in(body: Any) -> list[Message]:
    return [each for each in body if isinstance(each, dict)] if isinstance(body, list) else []


def _strange(status: str, messages: Iterable[Message]) -> tuple[str, ...]:
    """Values of status, category and type that nobody has told us of."""
    found = [] if status in _STATES else [f"status {status}"]
    for message in messages:
        for name, usual in (("category", _KINDS), ("type", _TYPES)):
            value = str(message.get(name))
            found += [] if value in usual else [f"{name} {value}"]
    return tuple(dict.fromkeys(word[:80] for word in found))


def _announcement(text: str) -> Announcement | None:
    """What a message announces; None when it is about nothing that we know."""
    message = json.loads(text)
    kind, word = _KINDS.get(str(message.get("category"))), str(message.get("type"))
    if kind is None or word not in _TYPES:
        return None
    version = message.get("version")
    return Announcement(
        event=str(message.get("eventId") or message.get("id")),
        kind=kind,
        ends=word == _END,
        message_id=str(message.get("id") or ""),
        version=version if isinstance(version, int) and abs(version) < _MOST else 0,
        began_at=_moment(message, "start"),
        ended_at=_moment(message, "end"),
        published_at=_moment(message, "published"),
        sha256=hashlib.sha256(text.encode()).digest(),
    )


def _moment(message: Message, name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(message.get(name)))
        return (moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
