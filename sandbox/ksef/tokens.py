"""The counter of KSeF tokens: make one, look, revoke (facts: section 2.6)."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from .access import OWNER, KsefToken, check_method
from .errors import ApiError, ForbiddenError
from .front import Route, caller
from .logins import Login
from .office import Office
from .wire import json_body, required, stamp, token_page

CONTEXTS = ("Nip", "InternalId")
STATES = ("Pending", "Active", "Revoking", "Revoked", "Failed")
AUTHORS = ("Nip", "Pesel", "Fingerprint")
SHORTEST_FILTER, LARGEST_PAGE = 3, 100
DESCRIPTION = range(5, 257)
SEERS, MANAGERS = ("CredentialsManage", "CredentialsRead"), ("CredentialsManage",)


class TokenCounter:
    """Makes tokens that become active after a while, and takes them back."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def routes(self) -> list[Route]:
        """The operations under /tokens."""
        return [
            Route("POST", "/tokens", self.make, "other"),
            Route("GET", "/tokens", self.every, "other"),
            Route("GET", "/tokens/{reference}", self.one, "other"),
            Route("DELETE", "/tokens/{reference}", self.revoke, "other"),
        ]

    async def make(self, request: web.Request) -> web.Response:
        """Give a secret once; it opens the door when its state is Active."""
        login = caller(request)
        body = await json_body(request)
        check_method(login.method.category, "XadesSignature", "NationalNode")
        if login.context.kind not in CONTEXTS:
            detail = f"Typ kontekstu {login.context.kind}; dozwolone: {', '.join(CONTEXTS)}."
            raise ApiError(26002, detail)
        permissions = _permissions(body)
        missing = sorted(permissions - login.permissions)
        if missing:
            raise ApiError(26001, f"Brakujące uprawnienia: {', '.join(missing)}.")
        description: str = required(body, "description", str)
        if len(description) not in DESCRIPTION:
            raise ApiError(21405, "'description' musi mieć od 5 do 256 znaków.")
        token = self._office.permissions.add_token(
            login.context,
            permissions,
            self._office.now(),
            login.identity,
            description=description,
            state="Pending",
        )
        self._office.begin(self._change(token, "Active"))
        return web.json_response({"referenceNumber": token.reference, "token": token.text}, status=202)

    async def every(self, request: web.Request) -> web.Response:
        """The tokens that the caller may see, newest first."""
        login = caller(request)
        matches = _filter(request.query)
        seen = [each for each in self._tokens(login) if self._concerns(each, login, SEERS) and matches(each)]
        seen.sort(key=lambda each: each.created_at, reverse=True)
        rows, following = token_page(request, seen, LARGEST_PAGE)
        return web.json_response({"continuationToken": following, "tokens": [_view(each) for each in rows]})

    async def one(self, request: web.Request) -> web.Response:
        """One token, without its secret."""
        return web.json_response(_view(self._find(request, SEERS)))

    async def revoke(self, request: web.Request) -> web.Response:
        """Take a token back; whoever is logged in by it keeps the access token until it runs out."""
        token = self._find(request, MANAGERS)
        if token.state not in {"Pending", "Active"}:
            raise ApiError(21405, f"Token o numerze referencyjnym {token.reference} nie jest aktywny.")
        token.state = "Revoking"
        self._office.begin(self._change(token, "Revoked"))
        return web.Response(status=204)

    async def _change(self, token: KsefToken, state: str) -> None:
        before = token.state
        await self._office.switches.pause(self._office.switches.faults.auth_delay)
        if token.state == before:
            token.state = state

    def _tokens(self, login: Login) -> list[KsefToken]:
        return [each for each in self._office.permissions.tokens.values() if each.context == login.context]

    def _concerns(self, token: KsefToken, login: Login, any_of: tuple[str, ...]) -> bool:
        if login.permissions.intersection(any_of):
            return True
        if login.identity.kind == "Token":
            return token.reference == login.identity.value
        return token.author in self._office.permissions.linked(login.identity)

    def _find(self, request: web.Request, any_of: tuple[str, ...]) -> KsefToken:
        login, reference = caller(request), request.match_info["reference"]
        for token in self._tokens(login):
            if token.reference == reference:
                if not self._concerns(token, login, any_of):
                    raise ForbiddenError("insufficient-resource-access")
                return token
        raise ApiError(21405, f"Token o numerze referencyjnym {reference} nie istnieje.")


def _permissions(body: dict[str, Any]) -> frozenset[str]:
    wanted = required(body, "permissions", list)
    if not wanted or not all(isinstance(each, str) and each in OWNER for each in wanted):
        raise ApiError(21405, "'permissions' musi zawierać uprawnienia tokena.")
    return frozenset(wanted)


def _filter(query: Any) -> Callable[[KsefToken], bool]:
    states: list[str] = query.getall("status", [])
    if not set(states) <= set(STATES):
        raise ApiError(21405, "'status' ma niedozwoloną wartość.")
    kind = query.get("authorIdentifierType")
    if kind not in {None, *AUTHORS}:
        raise ApiError(21405, "'authorIdentifierType' ma niedozwoloną wartość.")
    description, author = _part(query, "description"), _part(query, "authorIdentifier")

    def matches(token: KsefToken) -> bool:
        right = (not states or token.state in states) and kind in {None, token.author.kind}
        return right and description in token.description.lower() and author in token.author.value.lower()

    return matches


def _part(query: Mapping[str, str], name: str) -> str:
    text = query.get(name)
    if text is not None and len(text) < SHORTEST_FILTER:
        raise ApiError(21405, f"'{name}' musi mieć co najmniej {SHORTEST_FILTER} znaki.")
    return (text or "").lower()


def _view(token: KsefToken) -> dict[str, Any]:
    return {
        "referenceNumber": token.reference,
        "authorIdentifier": {"type": token.author.kind, "value": token.author.value},
        "contextIdentifier": {"type": token.context.kind, "value": token.context.value},
        "description": token.description,
        "requestedPermissions": sorted(token.permissions),
        "dateCreated": stamp(token.created_at),
        "lastUseDate": stamp(token.used_at),
        "status": token.state,
        "statusDetails": [],
    }
