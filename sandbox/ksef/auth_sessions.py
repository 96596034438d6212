"""The counter where a log-in goes on: status, tokens, the list of sessions, the end (facts: sections 2.4 and 2.5)."""

from datetime import datetime, timedelta

from aiohttp import web

from . import jwt
from .access import check_address
from .errors import ApiError, GoneError, UnauthorizedError
from .front import ACCESS, OPERATION, REFRESH, Route, bearer, caller
from .logins import DECEASED, SUCCESS, Login
from .office import Office
from .wire import token_page

KEPT = timedelta(days=7)
LARGEST_PAGE = 100
TAKEN_BACK = "Token KSeF został unieważniony."


class AuthSessionCounter:
    """Knows every log-in that was begun."""

    def __init__(self, office: Office, logins: dict[str, Login]) -> None:
        self._office = office
        self._logins = logins

    def routes(self) -> list[Route]:
        """The operations under /auth that need a token."""
        free: tuple[str, ...] = ()
        return [
            Route("GET", "/auth/sessions", self.sessions, "other"),
            Route("DELETE", "/auth/sessions/current", self.end_current, "other", (ACCESS, REFRESH)),
            Route("DELETE", "/auth/sessions/{reference}", self.end, "other"),
            Route("POST", "/auth/token/redeem", self.redeem, "anonymous", (OPERATION,)),
            Route("POST", "/auth/token/refresh", self.refresh, "anonymous", (REFRESH,)),
            # The status looks at the token itself: after seven days it answers 410 to a token that has run out.
            Route("GET", "/auth/{reference}", self.status, "anonymous", free),
        ]

    async def status(self, request: web.Request) -> web.Response:
        """Tell how far a log-in is; for seven days."""
        now, tokens = self._office.now(), self._office.tokens
        reference = request.match_info["reference"]
        own = tokens.read(bearer(request), OPERATION)
        login = self._logins.get(own) if own is not None else None
        if login is None:
            raise UnauthorizedError
        if login.reference != reference:
            detail = f"Operacja uwierzytelniania o numerze referencyjnym {reference} nie została znaleziona."
            raise ApiError(21304, detail)
        if now - login.started >= KEPT:
            raise GoneError
        if tokens.read(bearer(request), OPERATION, now) is None:
            raise UnauthorizedError
        check_address(login.allowed_ips, request.remote or "127.0.0.1")
        return web.json_response(login.view())

    async def redeem(self, request: web.Request) -> web.Response:
        """Hand out access and refresh token, once."""
        login = caller(request)
        if login.redeemed:
            raise ApiError(
                21301, f"Tokeny dla operacji uwierzytelniania {login.reference} zostały już pobrane."
            )
        self._check(login, "pobranie tokenów")
        now = self._office.now()
        login.redeemed = True
        login.refresh_until = now + jwt.REFRESH
        refresh = self._office.tokens.issue(REFRESH, login.reference, now, jwt.REFRESH)
        return web.json_response({"accessToken": self._access(login, now), "refreshToken": refresh})

    async def refresh(self, request: web.Request) -> web.Response:
        """Give a new access token with the present permissions; the refresh token stays as it is."""
        login = caller(request)
        self._check(login, "odświeżenie tokenu dostępowego")
        now = self._office.now()
        login.refreshed_at = now
        if login.identity.kind != "Token":
            login.permissions = self._office.permissions.of(login.context, login.identity)
        return web.json_response({"accessToken": self._access(login, now)})

    async def sessions(self, request: web.Request) -> web.Response:
        """List the active authentication sessions of the caller's context, newest first."""
        own, now = caller(request), self._office.now()
        mine = [each for each in self._logins.values() if each.context == own.context and each.is_active(now)]
        mine.sort(key=lambda each: each.started, reverse=True)
        rows, following = token_page(request, mine, LARGEST_PAGE)
        items = [
            {**each.view(), "referenceNumber": each.reference, "isCurrent": each is own} for each in rows
        ]
        return web.json_response({"continuationToken": following, "items": items})

    async def end_current(self, request: web.Request) -> web.Response:
        """Revoke the caller's own authentication session."""
        caller(request).revoke()
        return web.Response(status=204)

    async def end(self, request: web.Request) -> web.Response:
        """Revoke another authentication session of the same context."""
        login = self._logins.get(request.match_info["reference"])
        if login is None or login.context != caller(request).context:
            raise ApiError(21405, "Sesja uwierzytelniania nie została znaleziona.")
        login.revoke()
        return web.Response(status=204)

    def _check(self, login: Login, purpose: str) -> None:
        token = self._office.permissions.token_of(login.identity)
        if token is not None and token.state != "Active":
            raise ApiError(21301, TAKEN_BACK)
        if login.verdict.code == DECEASED or self._office.permissions.is_deceased(login.identity):
            raise ApiError(21308)
        if login.verdict.code != SUCCESS:
            raise ApiError(21301, f"Status uwierzytelniania ({login.verdict.code}) nie pozwala na {purpose}.")

    def _access(self, login: Login, now: datetime) -> dict[str, str]:
        claims = {"cit": login.context.kind, "civ": login.context.value, "aum": login.method.name}
        return self._office.tokens.issue(
            ACCESS, login.reference, now, jwt.ACCESS, **claims, per=sorted(login.permissions)
        )
