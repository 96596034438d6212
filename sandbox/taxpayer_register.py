"""Stand-in for the register of VAT taxpayers (the "white list"), API 1.6.0.

It knows every NIP with a right check digit: the name and address are invented from the number, always the same.
"""

import secrets
import string
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from .disturbance import Disturbance
from .register_digits import NIP, NRB, REGON, Identifier
from .register_entries import STATUSES, Entry, entry_of, entry_with_account, entry_with_regon
from .world import World

WARSAW = ZoneInfo("Europe/Warsaw")
YEARS_BACK = 5
MOST_AT_ONCE = 30
SEARCHES_A_DAY, CHECKS_A_DAY = 100, 5000

MESSAGES: dict[str, tuple[int, str]] = {
    "WL-100": (500, "Nieoczekiwany błąd serwera."),
    "WL-101": (400, "Pole 'data' nie może być puste."),
    "WL-102": (400, "Pole 'data' ma niepoprawny format. Wymagany format: YYYY-MM-DD."),
    "WL-103": (400, "Data nie może być datą przyszłą."),
    "WL-105": (400, "Pole 'REGON' ma nieprawidłową długość. Wymagane 9 lub 14 znaków ({value})."),
    "WL-106": (400, "Pole 'REGON' zawiera niedozwolone znaki. Wymagane tylko cyfry ({value})."),
    "WL-107": (400, "Nieprawidłowy REGON ({value})."),
    "WL-109": (400, "Pole 'numer konta' ma nieprawidłową długość. Wymagane 26 znaków ({value})."),
    "WL-110": (400, "Pole 'numer konta' zawiera niedozwolone znaki. Wymagane tylko cyfry ({value})."),
    "WL-111": (400, "Nieprawidłowy numer konta bankowego ({value})."),
    "WL-113": (400, "Pole 'NIP' ma nieprawidłową długość. Wymagane 10 znaków ({value})."),
    "WL-114": (400, "Pole 'NIP' zawiera niedozwolone znaki. Wymagane tylko cyfry ({value})."),
    "WL-115": (400, "Nieprawidłowy NIP."),
    "WL-118": (400, "Data sprzed zakresu rejestru."),
    "WL-130": (400, "Przekroczono maksymalna liczbę argumentów zapytania."),
    "WL-190": (404, "Niepoprawne żądanie."),
    "WL-191": (429, "Limit żądań dla tego adresu IP został na dziś wyczerpany."),
    "WL-195": (400, "Zaktualizowaliśmy bazę danych. Wykonaj ponownie zapytanie, aby otrzymać aktualne dane."),
    "WL-196": (400, "Trwa aktualizacja bazy danych. Spróbuj ponownie później."),
}


class RegisterError(Exception):
    """A refusal of the register, named by its code."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status, text = MESSAGES[code]
        self.body = {"code": code, "message": text.format(value=value)}


@dataclass
class RegisterSwitches(Disturbance):
    """What the sandbox can do to the register; two more modes: updated (WL-195 once) and updating (WL-196).

    Attributes:
        quota: whether the limits of calls a day are enforced.
        used_up: the quota counts as used up now (WL-191).
    """

    more_modes: tuple[str, ...] = ("updated", "updating")
    quota: bool = False
    used_up: bool = False


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Kind:
    """How one kind of identifier is checked and looked up."""

    identifier: Identifier
    find: Callable[[str], Entry | None]


KINDS = {
    "nip": Kind(NIP, entry_of),
    "regon": Kind(REGON, entry_with_regon),
    "bank-account": Kind(NRB, entry_with_account),
}


class TaxpayerRegister:
    """Answers searches and checks; `switches` breaks it on purpose."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.switches = RegisterSwitches()
        self._used: dict[tuple[date, str, str], int] = {}
        self._changed: dict[str, Entry] = {}

    def change(self, nip: str, status: str | None = None, accounts: Sequence[str] | None = None) -> None:
        """Write an entry anew; what is not given stays.

        Raises:
            ValueError: there is no such status, or no entry of that NIP.
        """
        entry = self._changed.get(nip) or entry_of(nip)
        if entry is None or NIP.fault(nip) is not None:
            raise ValueError(f"there is no entry of {nip}")
        if status is not None and status not in STATUSES:
            raise ValueError(f"no such status: {status}; there are {', '.join(STATUSES)}")
        listed = entry.accounts if accounts is None else tuple(accounts)
        self._changed[nip] = replace(entry, status=status or entry.status, accounts=listed)

    def _find(self, kind: Kind, value: str) -> Entry | None:
        entry = kind.find(value)
        return entry and self._changed.get(entry.nip, entry)

    def reset(self) -> None:
        """Put all switches back and forget the calls of the day."""
        self.switches = RegisterSwitches()
        self._used.clear()
        self._changed.clear()

    def app(self) -> web.Application:
        """Build the application to be served."""
        app = web.Application(middlewares=[self._guard])
        for kind in KINDS:
            app.router.add_get(f"/api/search/{kind}/{{value}}", self._search)
            app.router.add_get(f"/api/search/{kind}s/{{values}}", self._batch)
            if kind != "bank-account":
                app.router.add_get(f"/api/check/{kind}/{{value}}/bank-account/{{account}}", self._check)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            broken = await self._broken(request)
            if broken is not None:
                return broken
            self._count(request)
            return await handler(request)
        except web.HTTPNotFound:
            refusal = RegisterError("WL-190")
        except RegisterError as error:
            refusal = error
        return web.json_response(refusal.body, status=refusal.status)

    async def _broken(self, request: web.Request) -> web.StreamResponse | None:
        """What a disturbed register answers; None when it goes on normally."""
        mode = self.switches.mode
        if mode == "updated":
            self.switches.set_mode("up")
        code = {"error": "WL-100", "updated": "WL-195", "updating": "WL-196"}.get(mode)
        if code is not None:
            raise RegisterError(code)
        return await self.switches.answer(request)

    def _count(self, request: web.Request) -> None:
        """Count calls of an address and day (Warsaw); WL-191 beyond the limit."""
        if self.switches.used_up:
            raise RegisterError("WL-191")
        family = "check" if request.path.startswith("/api/check/") else "search"
        key = (self._world.clock.today_in_warsaw(), request.remote or "", family)
        self._used[key] = self._used.get(key, 0) + 1
        limit = CHECKS_A_DAY if family == "check" else SEARCHES_A_DAY
        if self.switches.quota and self._used[key] > limit:
            raise RegisterError("WL-191")

    async def _search(self, request: web.Request) -> web.Response:
        name, kind = _kind_of(request)
        self._date(request)
        value = request.match_info["value"]
        _demand(kind.identifier, value)
        entry = self._find(kind, value)
        view = None if entry is None else entry.view()
        if name == "bank-account":
            return self._result({"subjects": [] if view is None else [view]})
        return self._result({"subject": view})

    async def _batch(self, request: web.Request) -> web.Response:
        kind = _kind_of(request)[1]
        self._date(request)
        values = request.match_info["values"].split(",")
        if len(values) > MOST_AT_ONCE:
            raise RegisterError("WL-130")
        return self._result({"entries": [_entry(kind, value) for value in values]})

    async def _check(self, request: web.Request) -> web.Response:
        kind = _kind_of(request)[1]
        if "date" in request.query:
            self._date(request)
        value, account = request.match_info["value"], request.match_info["account"]
        _demand(kind.identifier, value)
        _demand(NRB, account)
        entry = self._find(kind, value)
        assigned = entry is not None and entry.owns(account)
        return self._result({"accountAssigned": "TAK" if assigned else "NIE"})

    def _date(self, request: web.Request) -> date:
        text = request.query.get("date", "")
        if not text:
            raise RegisterError("WL-101")
        try:
            asked = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=WARSAW).date()
        except ValueError as wrong:
            raise RegisterError("WL-102") from wrong
        today = self._world.clock.today_in_warsaw()
        if asked > today:
            raise RegisterError("WL-103")
        if asked < date(today.year - YEARS_BACK, 1, 1):
            raise RegisterError("WL-118")
        return asked

    def _result(self, body: dict[str, Any]) -> web.Response:
        now = self._world.clock.now().astimezone(WARSAW)
        first, second = ("".join(secrets.choice(LETTERS) for _ in range(count)) for count in (5, 7))
        proof = {"requestDateTime": f"{now:%d-%m-%Y %H:%M:%S}", "requestId": f"{first}-{second}"}
        return web.json_response({"result": {**body, **proof}})


def _kind_of(request: web.Request) -> tuple[str, Kind]:
    name = request.path.split("/")[3].removesuffix("s")
    return name, KINDS[name]


def _demand(identifier: Identifier, value: str) -> None:
    fault = identifier.fault(value)
    if fault is not None:
        raise RegisterError(fault, value)


def _entry(kind: Kind, value: str) -> dict[str, Any]:
    fault = kind.identifier.fault(value)
    if fault is not None:
        return {"identifier": value, "error": RegisterError(fault, value).body}
    entry = kind.find(value)
    return {"identifier": value, "subjects": [] if entry is None else [entry.view()]}
