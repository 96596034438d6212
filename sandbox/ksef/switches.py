"""What the sandbox can do to KSeF: its state and its faults."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web

from sandbox.disturbance import cut
from sandbox.world import WARSAW

from .statuses import INVOICE, SEMANTICS, SESSION_FAILED

STATES = (
    "up", "failure", "maintenance", "total_failure", "silent", "slow", "rejecting", "cut", "bad_gateway",
)  # fmt: skip
CLOSED = ("failure", "maintenance", "total_failure")
OPEN = ("up", "slow", "rejecting")
REFUSING = tuple(code for code in INVOICE if code >= SESSION_FAILED)


@dataclass
class Faults:
    """Switches beside the state; a counter that is true works until it is switched off.

    Attributes:
        drop_after_send: the next n invoices are accepted, then the connection is cut without an answer.
        error_after_accept: the next n invoices are accepted, then HTTP 500 is answered.
        status_delay: seconds an invoice spends in statuses 100 and 150.
        auth_delay: seconds a log-in stays in status 100, a new token Pending and a request for a certificate open.
        cancel_login_550: the next n log-ins end with status 550.
        cancel_enrolment_550: the next n requests for a certificate end with status 550.
        storage_delay: seconds between the KSeF number and permanent storage (21165 in between).
        slow_seconds: what the state "slow" adds to each answer.
        maintenance_21184: sending to open sessions is refused with 21184; sessions opened later work.
        cancel_550: the next n invoices end with status 550.
        unknown_500: the next n invoices end with status 500.
        upload_fails: the next n uploads of parts of a package are answered with HTTP 500.
        drop_after_close: the next n closings of packages are taken, then the connection is cut without an answer.
        error_after_close: the next n closings of packages are taken, then HTTP 500 is answered.
        hwm_lag: seconds by which the high water mark lies behind.
        export_part: bytes of a part of an export package before encryption.
        export_cap: invoices in a package before it is cut.
        batch_slow: seconds that a package is worked on besides its real work.
        forget_token: the next n requests with an access token get 401.
        system_warning: text of the header X-System-Warning on every answer; empty: none.
        rate_limits: whether request limits are enforced; None: as the profile says.
        login_down: everything under /auth answers 503; who has a live access token works on.
        tokens_until: from this moment on (a day begins at midnight in Warsaw) log-ins by KSeF token are refused with
            450; empty: never.
        reject_next: the next n invoices declared offline are refused.
        reject_code: status of that refusal.
        reject_detail: its details.
    """

    drop_after_send: int | bool = 0
    error_after_accept: int | bool = 0
    status_delay: float = 0.3
    auth_delay: float = 0.15
    cancel_login_550: int | bool = 0
    cancel_enrolment_550: int | bool = 0
    storage_delay: float = 0.1
    slow_seconds: float = 3.0
    maintenance_21184: bool = False
    cancel_550: int | bool = 0
    unknown_500: int | bool = 0
    forget_token: int | bool = 0
    upload_fails: int | bool = 0
    drop_after_close: int | bool = 0
    error_after_close: int | bool = 0
    batch_slow: float = 0.0
    hwm_lag: float = 1.0
    export_part: float = 50_000_000
    export_cap: float = 10_000
    system_warning: str = ""
    rate_limits: bool | None = None
    login_down: bool = False
    tokens_until: str = ""
    reject_next: int | bool = 0
    reject_code: int = SEMANTICS
    reject_detail: str = "Piaskownica odrzuca tę fakturę."

    def change(self, values: dict[str, Any]) -> None:
        """Set the named switches; None puts one back.

        Raises:
            ValueError: for a name that does not exist, a moment that is none, a status that refuses nothing.
        """
        known = {each.name: each.default for each in fields(self)}
        unknown = sorted(values.keys() - known.keys())
        if unknown:
            raise ValueError(f"no such fault: {', '.join(unknown)}")
        if values.get("tokens_until"):
            _moment(values["tokens_until"])
        if values.get("reject_code") is not None and values["reject_code"] not in REFUSING:
            raise ValueError(f"no invoice is refused with {values['reject_code']}")
        for name, value in values.items():
            setattr(self, name, known[name] if value is None else value)

    def takes_tokens(self, now: datetime) -> bool:
        """Whether one can log in by a KSeF token at this moment."""
        return not self.tokens_until or now < _moment(self.tokens_until)

    def take(self, name: str) -> bool:
        """Use up one of a counter; tells whether the fault strikes now."""
        left = getattr(self, name)
        if left is True:
            return True
        if left <= 0:
            return False
        setattr(self, name, left - 1)
        return True


@dataclass
class Switches:
    """State and faults together; `stopped` wakes everything that waits, `waiting` counts callers kept in silence.

    `closed_by` tells of a closure that comes and goes by the clock: an announced window that KSeF keeps to.
    """

    state: str = "up"
    faults: Faults = field(default_factory=Faults)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    closed_by: Callable[[], str | None] = lambda: None

    @property
    def present(self) -> str:
        """The state that callers meet now: the one that was set, or the closure of an announced window."""
        return (self.state in OPEN and self.closed_by()) or self.state

    def set_state(self, state: str) -> None:
        """Go into another state and let go of whoever waited in silence."""
        if state not in STATES:
            raise ValueError(f"no such state: {state}")
        self.state = state
        self.changed.set()
        self.changed = asyncio.Event()

    async def pause(self, seconds: float) -> None:
        """Wait real seconds, but not beyond the stop of the server."""
        try:
            await asyncio.wait_for(self.stopped.wait(), seconds)
        except TimeoutError:
            return

    async def silence(self, request: web.Request) -> web.StreamResponse:
        """Say nothing until the state changes or the server stops, then cut the connection."""
        waits: list[asyncio.Future[bool]] = []
        waits.extend(asyncio.ensure_future(event.wait()) for event in (self.changed, self.stopped))
        self.waiting += 1
        try:
            done: set[asyncio.Future[bool]] = set()
            # The server does not tell a handler that its caller has gone, so it looks now and then.
            while not done and request.transport is not None:
                done, _ = await asyncio.wait(waits, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.waiting -= 1
            for wait in waits:
                wait.cancel()
        return cut(request)


def unavailable(status: int = 503) -> web.Response:
    """What a closed service answers: no JSON, only a page of its gateway."""
    reason = HTTPStatus(status).phrase
    return web.Response(
        status=status,
        text=f"<html><body><h1>{status} {reason}</h1></body></html>",
        content_type="text/html",
    )


def _moment(text: object) -> datetime:
    """A moment, or the midnight of a day; without a zone it is meant in Warsaw."""
    moment = datetime.fromisoformat(str(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=WARSAW)
