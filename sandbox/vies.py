"""Stand-in for VIES, the Union's look-up of VAT numbers (REST, `check-vat-number` and `check-status`).

Every number of a member state is valid, except those that end with 000 and those that were made invalid. Name and
address are invented from the number, always the same; Germany and Spain disclose neither, as in life.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from aiohttp import web

from .disturbance import Disturbance
from .world import World

STATES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "XI",
    ]
)
SECRETIVE = frozenset({"DE", "ES"})
NOTHING = "---"
TEST_NUMBERS = {
    "201": "INVALID_INPUT",
    "202": "INVALID_REQUESTER_INFO",
    "300": "SERVICE_UNAVAILABLE",
    "301": "MS_UNAVAILABLE",
    "302": "TIMEOUT",
    "400": "VAT_BLOCKED",
    "401": "IP_BLOCKED",
    "500": "GLOBAL_MAX_CONCURRENT_REQ",
    "501": "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "600": "MS_MAX_CONCURRENT_REQ",
    "601": "MS_MAX_CONCURRENT_REQ_TIME",
}
"""What the test service answers, by number; 100 is valid and 200 is not."""
FAULTS = frozenset(TEST_NUMBERS.values())
MATCHES = ("traderName", "traderStreet", "traderPostalCode", "traderCity", "traderCompanyType")
BASE = "/taxation_customs/vies/rest-api"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ViesError(Exception):
    """An error envelope: unavailability comes with status 200, as observed of the real one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = 400 if code.startswith("INVALID_") else 200


@dataclass
class Wrongs:
    """What is broken on purpose.

    Attributes:
        states: error codes by member state, "*" for all of them.
        invalid: numbers, with their state, that are not valid.
        strangers: tax numbers that VIES does not take from whoever asks.
    """

    states: dict[str, str] = field(default_factory=dict)
    invalid: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)


class Vies:
    """Answers about numbers; `switches` breaks the whole service, `wrongs` some of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._consultations: Counter[str] = Counter()
        self.switches, self.wrongs = Disturbance(), Wrongs()

    def reset(self) -> None:
        """Put every switch back, and forget what was asked."""
        self.switches.set_mode("up")
        self.switches, self.wrongs = Disturbance(), Wrongs()
        self._consultations.clear()

    @property
    def asked(self) -> dict[str, int]:
        """How often each number was asked about."""
        return dict(self._consultations)

    def app(self) -> web.Application:
        """Build the application to be served."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_post(f"{BASE}/check-vat-number", self._check)
        app.router.add_post(f"{BASE}/check-vat-test-service", self._test)
        app.router.add_get(f"{BASE}/check-status", self._status)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        broken = await self.switches.answer(request)
        if broken is not None:
            return broken
        try:
            return await handler(request)
        except ViesError as error:
            body = {"actionSucceed": False, "errorWrappers": [{"error": error.code}]}
            return web.json_response(body, status=error.status)

    async def _check(self, request: web.Request) -> web.Response:
        asked = await _read(request)
        state, number = asked["countryCode"], asked["vatNumber"]
        self._consultations[state + number] += 1
        fault = self.wrongs.states.get(state) or self.wrongs.states.get("*")
        if fault:
            raise ViesError(fault)
        if asked.get("requesterNumber") in self.wrongs.strangers:
            raise ViesError("INVALID_REQUESTER_INFO")
        valid = not number.endswith("000") and state + number not in self.wrongs.invalid
        return web.json_response(self._answer(asked, valid=valid))

    async def _test(self, request: web.Request) -> web.Response:
        asked = await _read(request)
        code = TEST_NUMBERS.get(asked["vatNumber"])
        if code:
            raise ViesError(code)
        return web.json_response(self._answer(asked, valid=asked["vatNumber"] == "100"))

    async def _status(self, _: web.Request) -> web.Response:
        broken = self.wrongs.states
        rows = [
            {"countryCode": state, "availability": "Unavailable" if state in broken else "Available"}
            for state in sorted(STATES)
        ]
        return web.json_response({"vow": {"available": "*" not in broken}, "countries": rows})

    def _answer(self, asked: dict[str, Any], *, valid: bool) -> dict[str, Any]:
        state, number = asked["countryCode"], asked["vatNumber"]
        told = valid and state not in SECRETIVE
        now = self._world.clock.now().astimezone(UTC)
        count = sum(self._consultations.values())
        return {
            "countryCode": state,
            "vatNumber": number,
            "requestDate": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "valid": valid,
            "requestIdentifier": f"WAPIAAAAX{count:07d}" if asked.get("requesterNumber") else "",
            "name": f"Firma {state} {number[-4:]}" if told else NOTHING,
            "address": f"Hlavní {int(number[-2:]) if number[-2:].isdigit() else 1}\n000 00  PŘÍKLAD"
            if told
            else NOTHING,
            **{name: asked.get(name) or NOTHING for name in MATCHES},
            **{f"{name}Match": "NOT_PROCESSED" for name in MATCHES},
        }


async def _read(request: web.Request) -> dict[str, Any]:
    """The question: a known state, a number, and of who asks both halves or none."""
    try:
        body = json.loads(await request.text())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ViesError("INVALID_INPUT")
    number = body.get("vatNumber")
    if body.get("countryCode") not in STATES or not isinstance(number, str) or not number.strip():
        raise ViesError("INVALID_INPUT")
    if bool(body.get("requesterMemberStateCode")) is not bool(body.get("requesterNumber")):
        raise ViesError("INVALID_REQUESTER_INFO")
    return body
