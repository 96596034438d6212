"""The register of VAT tax-payers (wykaz podatników VAT, art. 96b VATA)."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any

import httpx

from invoicing.model.errors import Unavailable
from invoicing.model.party import Address, Nip
from invoicing.services.ports import Clock, RegisteredTaxpayer

_TIMEOUT = 10.0  # seconds
_JUST_UPDATED, _UPDATING = "WL-195", "WL-196"  # ask again at once; ask again in minutes
_PATIENCE_WHILE_UPDATING = 180.0  # seconds
_ADDRESS = re.compile(r"(?P<street>.*), (?P<town>\d{2}-\d{3} .+)")


class TaxpayerRegisterClient:
    """Asks the register (port `TaxpayerRegister`): one call in flight, every answer kept for its day.

    An outage is never a "no": only the register itself says that it knows nobody. After its daily limit is
    used up (100 searches an address) nothing is asked until midnight in Warsaw.
    """

    def __init__(self, http: httpx.AsyncClient, base: str, clock: Clock) -> None:
        self._http, self._base, self._clock = http, base.rstrip("/"), clock
        self._accounts: dict[tuple[Nip, str, date], bool] = {}
        self._known: dict[tuple[Nip, date], RegisteredTaxpayer | None] = {}
        self._lock = asyncio.Lock()
        self._exhausted_on: date | None = None

    async def find(self, nip: Nip, on: date) -> RegisteredTaxpayer | None:
        """The entry on that day (Warsaw); None when the register says there is none.

        Raises:
            Unavailable: no usable answer; reason register-silent, register-limit, register-updating,
                register-refused or register-unreadable.
        """
        async with self._lock:
            if (nip, on) not in self._known:
                self._forget_other_days(on)
                self._known[nip, on] = await self._ask(nip, on)
            return self._known[nip, on]

    async def assigned(self, nip: Nip, account: str, on: date) -> bool:
        """Whether the account is one of that tax-payer's on that day; the check knows virtual accounts too.

        Raises:
            Unavailable: as in `find`.
        """
        async with self._lock:
            key = (nip, account, on)
            if key not in self._accounts:
                self._forget_other_days(on)
                answer = await self._answer(f"/api/check/nip/{nip}/bank-account/{account}", on)
                self._accounts[key] = _is_assigned(_body(answer))
            return self._accounts[key]

    def _forget_other_days(self, on: date) -> None:
        """A new day is a new question, since the answer is evidence for that day."""
        self._known = {key: entry for key, entry in self._known.items() if key[1] == on}
        self._accounts = {key: said for key, said in self._accounts.items() if key[2] == on}

    async def _ask(self, nip: Nip, on: date) -> RegisteredTaxpayer | None:
        return _entry(_body(await self._answer(f"/api/search/nip/{nip}", on)), nip)

    async def _answer(self, path: str, on: date) -> httpx.Response:
        self._respect_limit()
        answer = await self._get(path, on)
        if _code(answer) == _JUST_UPDATED:
            answer = await self._get(path, on)
        if answer.status_code != httpx.codes.OK:
            self._refuse(answer)
        return answer

    def _respect_limit(self) -> None:
        if self._exhausted_on == self._clock.today():
            raise Unavailable("register-limit", retry_after=self._until_midnight())

    async def _get(self, path: str, on: date) -> httpx.Response:
        """One question, repeated once when the connection failed."""
        url = f"{self._base}{path}"
        try:
            return await self._send(url, on)
        except httpx.ConnectError:
            return await self._send_or_give_up(url, on)
        except httpx.HTTPError as error:
            raise Unavailable("register-silent", error=type(error).__name__) from error

    async def _send_or_give_up(self, url: str, on: date) -> httpx.Response:
        try:
            return await self._send(url, on)
        except httpx.HTTPError as error:
            raise Unavailable("register-silent", error=type(error).__name__) from error

    async def _send(self, url: str, on: date) -> httpx.Response:
        return await self._http.get(
            url, params={"date": on.isoformat()}, timeout=_TIMEOUT, follow_redirects=False
        )

    def _refuse(self, answer: httpx.Response) -> None:
        code = _code(answer)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            self._exhausted_on = self._clock.today()
            raise Unavailable("register-limit", retry_after=self._until_midnight())
        if code in {_JUST_UPDATED, _UPDATING}:
            raise Unavailable("register-updating", retry_after=_PATIENCE_WHILE_UPDATING)
        raise Unavailable("register-refused", status=str(answer.status_code), answer=code)

    def _until_midnight(self) -> float:
        now = self._clock.now()
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
        return (midnight - now).total_seconds()


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = json.loads(answer.text)
    except ValueError:
        body = None  # a page from some proxy, with status 200
    return body if isinstance(body, dict) else {}


def _code(answer: httpx.Response) -> str:
    return str(_body(answer).get("code") or "") if answer.is_error else ""


def _is_assigned(body: dict[str, Any]) -> bool:
    result = body.get("result")
    said = result.get("accountAssigned") if isinstance(result, dict) else None
    if said not in {"TAK", "NIE"}:
        raise Unavailable("register-unreadable")
    return bool(said == "TAK")


def _entry(body: dict[str, Any], nip: Nip) -> RegisteredTaxpayer | None:
    result = body.get("result")
    if not isinstance(result, dict) or "subject" not in result:
        raise Unavailable("register-unreadable")
    subject = result["subject"]
    if subject is None:
        return None
    if (
        not isinstance(subject, dict)
        or not subject.get("name")
        or subject.get("nip") not in {None, nip.digits}
    ):
        raise Unavailable("register-unreadable")
    return RegisteredTaxpayer(
        nip=nip,
        name=str(subject["name"]),
        address=_address(subject.get("workingAddress") or subject.get("residenceAddress")),
        vat_status=subject.get("statusVat"),
        accounts=tuple(str(account) for account in subject.get("accountNumbers") or ()),
        request_id=str(result.get("requestId") or ""),
    )


def _address(said: Any) -> Address | None:
    """One line such as "PORTOWA 1/2, 00-999 PRZYKŁADOWO" becomes street and town; other shapes stay whole."""
    if not isinstance(said, str) or not said.strip():
        return None
    parts = _ADDRESS.fullmatch(said.strip())
    return Address(parts["street"], parts["town"]) if parts else Address(said.strip())
