"""The Ministry's lighthouse (Latarnia): is KSeF announced to be down, and since when."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from invoicing.model.errors import Unavailable
from invoicing.model.offline import Outage, OutageKind
from invoicing.services.ports import LighthouseReport

log = logging.getLogger(__name__)

_WARSAW = ZoneInfo("Europe/Warsaw")
_STATES: dict[str, OutageKind | None] = {
    "AVAILABLE": None,
    "MAINTENANCE": OutageKind.MAINTENANCE,
    "FAILURE": OutageKind.FAILURE,
    "TOTAL_FAILURE": OutageKind.TOTAL_FAILURE,
}
_END = "FAILURE_END"
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
            Unavailable: silence, 5xx, a body that cannot be read, or a state that nobody knows.
        """
        status_raw, status = await self._get("/status")
        if not isinstance(status, dict) or status.get("status") not in _STATES:
            raise Unavailable("lighthouse-unreadable")
        messages_raw, messages = await self._messages()
        notices = [*_messages_in(status.get("messages")), *_messages_in(messages)]
        raw = f'{{"status": {status_raw}, "messages": {messages_raw}}}'
        return LighthouseReport(_STATES[status["status"]], tuple(_outages(notices)), raw, _texts(notices))

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


def _outages(messages: Iterable[Message]) -> list[Outage]:
    """One outage for each event, from its messages; events nobody can date are left out."""
    events: dict[tuple[OutageKind, str], dict[str, Message]] = {}
    for message in messages:
        kind = _STATES.get(str(message.get("category")))
        if kind is not None:
            event = events.setdefault((kind, str(message.get("eventId") or message.get("id"))), {})
            event[f"{message.get('id')}/{message.get('version')}"] = message
    found = (_outage(kind, sorted(event.values(), key=_version)) for (kind, _), event in events.items())
    return sorted((outage for outage in found if outage), key=lambda outage: (outage.start, outage.kind))


def _version(message: Message) -> tuple[int, str]:
    version = message.get("version")
    return (version if isinstance(version, int) else 0, str(message.get("published")))


def _outage(kind: OutageKind, messages: Sequence[Message]) -> Outage | None:
    """From the messages of one event, oldest version first; only the newest notice of each type counts."""
    notice = next((each for each in reversed(messages) if each.get("type") != _END), None)
    ending = next((each for each in reversed(messages) if each.get("type") == _END), None)
    start = _first(_moment(notice, "start"), _moment(ending, "start"), _moment(notice or ending, "published"))
    if start is None:
        return None
    end = _moment(notice, "end") if ending is None else _stated_end(start, notice, ending)
    first_day = _day(start)
    return Outage(kind, first_day, max(first_day, _day(end)) if end else None)


def _stated_end(start: datetime, notice: Message | None, ending: Message) -> datetime | None:
    """The moment the end notice names, else the event's own, else when the end was announced.

    Which of them is the legal end is settled nowhere, so every body is kept as evidence.
    """
    began = _moment(ending, "start")
    own_start = began if began is not None and began > start else None  # else it repeats the event's start
    return _first(
        _moment(ending, "end"), _moment(notice, "end"), own_start, _moment(ending, "published"), start
    )


def _first(*moments: datetime | None) -> datetime | None:
    return next((moment for moment in moments if moment is not None), None)


def _moment(message: Message | None, name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str((message or {}).get(name)))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_WARSAW)


def _day(moment: datetime) -> date:
    return moment.astimezone(_WARSAW).date()
