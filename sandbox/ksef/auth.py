"""The counter where one logs in: challenge, XAdES or token, status, redeem, refresh (facts: section 2)."""

from datetime import datetime

from aiohttp import web

from . import jwt
from .access import KsefToken
from .errors import ApiError
from .front import ACCESS, OPERATION, REFRESH, Route, caller
from .keys import TOKEN_USAGE, oaep_decrypt
from .logins import (
    BLOCKED,
    IN_PROGRESS,
    NO_RIGHTS,
    NO_RIGHTS_DETAIL,
    REVOKED,
    SUCCESS,
    TOKEN_METHOD,
    Challenges,
    Login,
    Method,
    Verdict,
)
from .office import Office
from .subjects import Identity, check_key, signer_of
from .verdicts import certificate_verdict, milliseconds, token_verdict
from .wire import decoded, json_body, optional, required, sha256_base64, stamp, token_page
from .xades import Context, context_from, read_auth_request

POLICY_NAMES = {"ip4Addresses": "Ip4Address", "ip4Ranges": "Ip4Range", "ip4Masks": "Ip4Mask"}


class AuthCounter:
    """Keeps challenges and log-ins."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._challenges = Challenges()
        self.logins: dict[str, Login] = {}

    def routes(self) -> list[Route]:
        """The operations under /auth and the public keys."""
        free: tuple[str, ...] = ()
        return [
            Route("GET", "/security/public-key-certificates", self.public_keys, "anonymous", free),
            Route("POST", "/auth/challenge", self.challenge, "anonymous", free),
            Route("POST", "/auth/xades-signature", self.xades, "anonymous", free),
            Route("POST", "/auth/ksef-token", self.ksef_token, "anonymous", free),
            Route("GET", "/auth/sessions", self.sessions, "other"),
            Route("DELETE", "/auth/sessions/current", self.end_current, "other", (ACCESS, REFRESH)),
            Route("DELETE", "/auth/sessions/{reference}", self.end, "other"),
            Route("POST", "/auth/token/redeem", self.redeem, "anonymous", (OPERATION,)),
            Route("POST", "/auth/token/refresh", self.refresh, "anonymous", (REFRESH,)),
            Route("GET", "/auth/{reference}", self.status, "anonymous", (OPERATION,)),
        ]

    async def public_keys(self, request: web.Request) -> web.Response:
        """List the certificates to encrypt with."""
        return web.json_response(self._office.keys.rows(self._office.now()))

    async def challenge(self, request: web.Request) -> web.Response:
        """Give a challenge for ten minutes."""
        now = self._office.now()
        text = self._office.reference("CR")
        self._challenges.given[text] = now
        body = {"challenge": text, "timestamp": stamp(now), "timestampMs": milliseconds(now)}
        return web.json_response(body | {"clientIp": request.remote})

    async def xades(self, request: web.Request) -> web.Response:
        """Log in by a signed AuthTokenRequest."""
        body = await request.read()
        wanted = read_auth_request(body)
        check_key(wanted.certificate)
        signer = signer_of(wanted.certificate, wanted.identifier_type)
        _check_context_kind(wanted.context, signer.identity)
        self._challenges.use(wanted.challenge, self._office.now())
        own = self._office.authority.of(wanted.certificate) is not None
        name, code, label = (
            ("InternalCertificate", "xades.ksef-certificate", "Certyfikat KSeF")
            if own
            else (signer.method, signer.code, signer.display_name)
        )
        login = Login(
            self._office.reference("AU"),
            wanted.context,
            signer.identity,
            Method(name, "XadesSignature", code, label),
            self._office.now(),
            ("SkrotDokumentuUwierzytelniajacego", sha256_base64(body)),
            wanted.allowed_ips,
        )
        chain = self._office.is_prod or request.query.get("verifyCertificateChain", "").lower() == "true"
        verdict = certificate_verdict(self._office, wanted.certificate, must_be_ours=chain)
        rights = self._office.permissions.of(login.context, login.identity)
        return self._accepted(login, verdict or self._rights_verdict(login, rights))

    async def ksef_token(self, request: web.Request) -> web.Response:
        """Log in by an encrypted KSeF token."""
        body = await json_body(request)
        identifier = required(body, "contextIdentifier", dict)
        context = context_from(str(identifier.get("type")), str(identifier.get("value")), 21405)
        encrypted = decoded(required(body, "encryptedToken", str), "encryptedToken")
        keys = self._office.keys.find(TOKEN_USAGE, optional(body, "publicKeyId", str))
        rules = _policy(optional(body, "authorizationPolicy", dict, {}))
        now = self._office.now()
        given = self._challenges.use(required(body, "challenge", str), now)
        message = oaep_decrypt(keys, encrypted)
        token_text, verdict = token_verdict(self._office, message, given, context)
        token = self._office.permissions.tokens.get(token_text)
        reference = token.reference if token else ""
        identity = Identity("Token", reference)
        proof = ("NumerReferencyjnyTokenaKSeF", reference)
        login = Login(self._office.reference("AU"), context, identity, TOKEN_METHOD, now, proof, rules)
        rights = token.permissions if token else frozenset()
        return self._accepted(login, verdict or self._rights_verdict(login, rights))

    async def status(self, request: web.Request) -> web.Response:
        """Tell how far a log-in is."""
        login = self._own(request)
        return web.json_response(login.view())

    async def redeem(self, request: web.Request) -> web.Response:
        """Hand out access and refresh token, once."""
        login = caller(request)
        if login.redeemed:
            raise ApiError(
                21301, f"Tokeny dla operacji uwierzytelniania {login.reference} zostały już pobrane."
            )
        if login.verdict.code != SUCCESS:
            raise ApiError(
                21301, f"Status uwierzytelniania ({login.verdict.code}) nie pozwala na pobranie tokenów."
            )
        now = self._office.now()
        login.redeemed = True
        login.refresh_until = now + jwt.REFRESH
        refresh = self._office.tokens.issue(REFRESH, login.reference, now, jwt.REFRESH)
        return web.json_response({"accessToken": self._access(login, now), "refreshToken": refresh})

    async def refresh(self, request: web.Request) -> web.Response:
        """Give a new access token; the refresh token stays as it is."""
        login = caller(request)
        token = self._token_of(login)
        if login.verdict.code == REVOKED or (token is not None and token.state != "Active"):
            raise ApiError(21301, "Token KSeF został unieważniony.")
        now = self._office.now()
        login.refreshed_at = now
        if token is None:
            login.permissions = self._office.permissions.of(login.context, login.identity)
        return web.json_response({"accessToken": self._access(login, now)})

    async def sessions(self, request: web.Request) -> web.Response:
        """List the authentication sessions of the caller's context, newest first."""
        own = caller(request)
        mine = [each for each in reversed(self.logins.values()) if each.context == own.context]
        rows, following = token_page(request, mine, 100)
        items = [each.view() | {"referenceNumber": each.reference, "isCurrent": each is own} for each in rows]
        return web.json_response({"continuationToken": following, "items": items})

    async def end_current(self, request: web.Request) -> web.Response:
        """Revoke the caller's own authentication session."""
        caller(request).revoke()
        return web.Response(status=204)

    async def end(self, request: web.Request) -> web.Response:
        """Revoke another authentication session of the same context."""
        login = self.logins.get(request.match_info["reference"])
        if login is None or login.context != caller(request).context:
            raise ApiError(21304, "Operacja uwierzytelniania nie została znaleziona.")
        login.revoke()
        return web.Response(status=204)

    def _own(self, request: web.Request) -> Login:
        reference = request.match_info["reference"]
        login = caller(request)
        if login.reference != reference:
            detail = f"Operacja uwierzytelniania o numerze referencyjnym {reference} nie została znaleziona."
            raise ApiError(21304, detail)
        return login

    def _accepted(self, login: Login, verdict: Verdict) -> web.Response:
        self.logins[login.reference] = login
        self._office.begin(self._decide(login, verdict))
        token = self._office.tokens.issue(OPERATION, login.reference, self._office.now(), jwt.OPERATION)
        return web.json_response(
            {"referenceNumber": login.reference, "authenticationToken": token}, status=202
        )

    async def _decide(self, login: Login, verdict: Verdict) -> None:
        await self._office.switches.pause(self._office.switches.faults.auth_delay)
        if login.verdict.code == IN_PROGRESS:
            login.verdict = verdict
            self._office.world.events.add("ksef_login", context=login.context.value, code=verdict.code)

    def _rights_verdict(self, login: Login, rights: frozenset[str]) -> Verdict:
        if login.context.value in self._office.permissions.blocked:
            return Verdict(BLOCKED, ("Podejrzenie incydentu bezpieczeństwa",))
        if not rights:
            return Verdict(NO_RIGHTS, (NO_RIGHTS_DETAIL,))
        login.permissions = rights
        return Verdict(SUCCESS)

    def _token_of(self, login: Login) -> KsefToken | None:
        tokens = self._office.permissions.tokens.values()
        return next((each for each in tokens if each.reference == login.identity.value), None)

    def _access(self, login: Login, now: datetime) -> dict[str, str]:
        claims = {"cit": login.context.kind, "civ": login.context.value, "aum": login.method.name}
        return self._office.tokens.issue(
            ACCESS, login.reference, now, jwt.ACCESS, **claims, per=sorted(login.permissions)
        )


def _check_context_kind(context: Context, identity: Identity) -> None:
    if context.kind == "PeppolId" and identity.kind != "Fingerprint":
        raise ApiError(21117)


def _policy(policy: dict[str, object]) -> dict[str, list[str]]:
    allowed = policy.get("allowedIps") or {}
    if not isinstance(allowed, dict):
        raise ApiError(21405, "'allowedIps' musi być obiektem.")
    rules = {ours: [str(each) for each in allowed.get(theirs) or []] for theirs, ours in POLICY_NAMES.items()}
    if any(len(values) > 10 for values in rules.values()):
        raise ApiError(21405, "Najwyżej 10 adresów każdego rodzaju.")
    return rules
