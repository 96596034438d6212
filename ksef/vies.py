"""VIES, the Union's look-up of VAT numbers (Council Regulation 904/2010, art. 31): the REST service of the Commission."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from invoicing.model.errors import Unavailable
from invoicing.model.eu_vat_check import EuVatCheck, EuVatStanding
from invoicing.model.identifiers import EuVatNumber
from invoicing.model.party import Nip
from invoicing.services.ports import Clock

_TIMEOUT = 8.0  # seconds; a person waits for the card, which comes without the answer too
_PAUSE = timedelta(minutes=1)  # a state that is busy or closed is left alone for so long
_NOT_TOLD = "---"
_STRANGER = "INVALID_REQUESTER_INFO"
_REASONS = {
    "SERVICE_UNAVAILABLE": "vies-silent",
    "MS_UNAVAILABLE": "vies-silent",
    "TIMEOUT": "vies-silent",
    "GLOBAL_MAX_CONCURRENT_REQ": "vies-busy",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME": "vies-busy",
    "MS_MAX_CONCURRENT_REQ": "vies-busy",
    "MS_MAX_CONCURRENT_REQ_TIME": "vies-busy",
}
"""Of the codes in an error envelope; all others refuse the question."""
_Key = tuple[str, Nip, date]


class ViesClient:
    """Asks VIES (port `EuVatRegister`): one question a member state at a time, every answer kept for its day.

    An outage comes with status 200 and an error envelope; only `valid: false` is a "no".
    """

    def __init__(self, http: httpx.AsyncClient, base: str, clock: Clock) -> None:
        self._http, self._url, self._clock = http, f"{base.rstrip('/')}/check-vat-number", clock
        self._known: dict[_Key, EuVatCheck] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._left_alone: dict[str, tuple[datetime, Unavailable]] = {}

    async def check(self, number: EuVatNumber, requester: Nip) -> EuVatCheck:
        """Whether the number is active now; of a requester whom VIES does not know, without a consultation number.

        Raises:
            Unavailable: no usable answer; reason vies-silent, vies-busy, vies-refused or vies-unreadable.
        """
        today = self._clock.today()
        async with self._turns[number.country]:
            key = (number.value, requester, today)
            if key not in self._known:
                self._known = {each: said for each, said in self._known.items() if each[2] == today}
                self._known[key] = await self._patiently(number, requester)
            return self._known[key]

    async def _patiently(self, number: EuVatNumber, requester: Nip) -> EuVatCheck:
        """One question, unless the state has just failed to answer one."""
        until, why = self._left_alone.get(number.country, (None, None))
        left = until - self._clock.now() if until is not None else timedelta()
        if why is not None and timedelta() < left <= _PAUSE:  # more is left where the clock was put back
            raise why
        try:
            return await self._ask(number, requester)
        except Unavailable as error:
            self._left_alone[number.country] = (self._clock.now() + _PAUSE, error)
            raise

    async def _ask(self, number: EuVatNumber, requester: Nip) -> EuVatCheck:
        question = {"countryCode": number.country, "vatNumber": number.number}
        asking = {"requesterMemberStateCode": "PL", "requesterNumber": requester.digits}
        body = await self._answer(question | asking)
        if _error(body) == _STRANGER:  # a seller who is not registered for trade in the Union
            body = await self._answer(question)
        code = _error(body)
        if code is not None:
            raise Unavailable(_REASONS.get(code, "vies-refused"), answer=code)
        return self._said(body, number)

    async def _answer(self, question: dict[str, str]) -> dict[str, Any]:
        for last in (False, True):
            try:
                answer = await self._http.post(
                    self._url, json=question, timeout=_TIMEOUT, follow_redirects=False
                )
                return _body(answer)
            except httpx.ConnectError as error:
                if last:
                    raise Unavailable("vies-silent", error=type(error).__name__) from error
            except httpx.HTTPError as error:
                raise Unavailable("vies-silent", error=type(error).__name__) from error
        raise Unavailable("vies-silent")

    def _said(self, body: dict[str, Any], number: EuVatNumber) -> EuVatCheck:
        valid = body.get("valid")
        if not isinstance(valid, bool) or body.get("vatNumber") != number.number:
            raise Unavailable("vies-unreadable")
        return EuVatCheck(
            number=number.value,
            standing=EuVatStanding.ACTIVE if valid else EuVatStanding.INACTIVE,
            asked_at=_moment(body.get("requestDate")) or self._clock.now(),
            consultation=_told(body.get("requestIdentifier")),
            name=_told(body.get("name")),
            address=_lines(body.get("address")),
        )


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = None  # a page from some proxy, with status 200
    if not isinstance(body, dict):
        raise Unavailable("vies-unreadable" if answer.is_success else "vies-silent")
    return body


def _error(body: dict[str, Any]) -> str | None:
    """The code in an error envelope; None where the body is an answer."""
    wrapped = body.get("errorWrappers")
    if not isinstance(wrapped, list) or not wrapped or not isinstance(wrapped[0], dict):
        return None
    return str(wrapped[0].get("error") or "")


def _told(said: object) -> str | None:
    words = re.sub(r"\s+", " ", said).strip() if isinstance(said, str) else ""
    return words if words not in {"", _NOT_TOLD} else None


def _lines(said: object) -> tuple[str, ...]:
    told = (_told(line) for line in said.splitlines()) if isinstance(said, str) else ()
    return tuple(line for line in told if line)


def _moment(said: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
