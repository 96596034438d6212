"""The front door of /v2: state, limits, tokens and permissions, before any counter is asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.disturbance import cut

from .access import check_address, check_permissions
from .errors import REFUSALS, UnauthorizedError, rendered
from .limits import Limiter
from .logins import Login
from .office import Office
from .switches import CLOSED, Switches, unavailable

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AFFECTED = ("/v2/", "/storage/")
LOGIN = "/v2/auth/"
CALLER = web.RequestKey("caller", Login)
OPERATION, ACCESS, REFRESH = "OperationToken", "ContextToken", "RefreshToken"


@dataclass(frozen=True)
class Route:
    """One operation of the API: which tokens open it, which permissions, which request limit counts it."""

    verb: str
    path: str
    handler: Handler
    group: str
    bearer: tuple[str, ...] = (ACCESS,)
    any_of: tuple[str, ...] = ()


class Counter(Protocol):
    """A part of the API that brings its own routes."""

    def routes(self) -> list[Route]:
        """Its operations."""


def caller(request: web.Request) -> Login:
    """Who is asking; set by the front door for every route that needs a token."""
    return request[CALLER]


def bearer(request: web.Request) -> str:
    """The token of a request; UnauthorizedError when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthorizedError
    return token.strip()


class Front:
    """Wraps every route of the API."""

    def __init__(self, office: Office, limiter: Limiter, logins: dict[str, Login]) -> None:
        self._office = office
        self._limiter = limiter
        self._logins = logins

    def add(self, app: web.Application, routes: list[Route]) -> None:
        """Hang the routes under /v2."""
        for route in routes:
            app.router.add_route(route.verb, f"/v2{route.path}", self._guarded(route))

    def _guarded(self, route: Route) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._admit(request, route)
                return await route.handler(request)
            except REFUSALS as refusal:
                return rendered(request, refusal, self._office.now())

        return guarded

    def _admit(self, request: web.Request, route: Route) -> None:
        address = request.remote or "127.0.0.1"
        if not route.bearer:
            self._limiter.count(("anonymous", address), "anonymous")
            return
        login = self._login(request, route.bearer)
        counter = f"{route.verb} {route.path}" if route.group == "other" else route.group
        self._limiter.count((counter, login.context.value, address), route.group, login.context)
        check_address(login.allowed_ips, address)
        check_permissions(login.permissions, route.any_of)
        request[CALLER] = login

    def _login(self, request: web.Request, kinds: tuple[str, ...]) -> Login:
        token = bearer(request)
        if ACCESS in kinds and self._office.switches.faults.take("forget_token"):
            raise UnauthorizedError
        now = self._office.now()
        for kind in kinds:
            reference = self._office.tokens.read(token, kind, now)
            if reference is not None and reference in self._logins:
                return self._logins[reference]
        raise UnauthorizedError


def states(office: Office) -> Middleware:
    """Middleware: the state of the API and its links; the pages of the QR codes stand apart."""

    @web.middleware
    async def state(request: web.Request, handler: Handler) -> web.StreamResponse:
        switches = office.switches
        if not request.path.startswith(AFFECTED):
            return await handler(request)
        refusal = await _closed(switches, request)
        if refusal is not None:
            return refusal
        if switches.present == "slow":
            await switches.pause(switches.faults.slow_seconds)
        answer = await handler(request)
        warning = switches.faults.system_warning or _test_warning(request, office)
        if warning:
            answer.headers["X-System-Warning"] = warning
        return answer

    return state


async def _closed(switches: Switches, request: web.Request) -> web.StreamResponse | None:
    """What a caller meets who does not get in; None when the door is open."""
    match switches.present:
        case state if state in CLOSED:
            return unavailable()
        case "silent":
            return await switches.silence(request)
        case "cut":
            return cut(request)
        case "bad_gateway":
            return unavailable(502)
    if switches.faults.login_down and request.path.startswith(LOGIN):
        return unavailable()
    return None


def _test_warning(request: web.Request, office: Office) -> str:
    """On TEST a caller may order a warning for itself."""
    return "" if office.is_prod else request.headers.get("X-Test-System-Warning", "")
