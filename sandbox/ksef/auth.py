"""The counter where one begins to log in: challenge, then XAdES or a KSeF token (facts: section 2)."""

from aiohttp import web

from . import jwt
from .errors import ApiError
from .front import OPERATION, Route
from .identity import Identity
from .keys import TOKEN_USAGE, oaep_decrypt
from .logins import (
    BLOCKED,
    BLOCKED_DETAIL,
    CANCELLED,
    CANCELLED_DETAIL,
    DECEASED,
    DECEASED_DETAIL,
    IN_PROGRESS,
    NO_RIGHTS,
    NO_RIGHTS_DETAIL,
    SUCCESS,
    TOKEN_METHOD,
    Challenges,
    Login,
    Method,
    Verdict,
)
from .office import Office
from .subjects import check_key, signer_of
from .verdicts import certificate_verdict, milliseconds, token_verdict
from .wire import decoded, json_body, optional, required, sha256_base64, stamp
from .xades import Context, context_from, read_auth_request

POLICY_NAMES = {"ip4Addresses": "Ip4Address", "ip4Ranges": "Ip4Range", "ip4Masks": "Ip4Mask"}


class AuthCounter:
    """Keeps challenges and log-ins."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._challenges = Challenges()
        self.logins: dict[str, Login] = {}

    def routes(self) -> list[Route]:
        """The operations that need no token yet."""
        free: tuple[str, ...] = ()
        return [
            Route("GET", "/security/public-key-certificates", self.public_keys, "anonymous", free),
            Route("POST", "/auth/challenge", self.challenge, "anonymous", free),
            Route("POST", "/auth/xades-signature", self.xades, "anonymous", free),
            Route("POST", "/auth/ksef-token", self.ksef_token, "anonymous", free),
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
            wanted.certificate,
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

    def _accepted(self, login: Login, verdict: Verdict) -> web.Response:
        self.logins[login.reference] = login
        self._office.begin(self._decide(login, verdict))
        token = self._office.tokens.issue(OPERATION, login.reference, self._office.now(), jwt.OPERATION)
        return web.json_response(
            {"referenceNumber": login.reference, "authenticationToken": token}, status=202
        )

    async def _decide(self, login: Login, verdict: Verdict) -> None:
        faults = self._office.switches.faults
        await self._office.switches.pause(faults.auth_delay)
        if faults.take("cancel_login_550"):
            verdict = Verdict(CANCELLED, (CANCELLED_DETAIL,))
        if login.verdict.code == IN_PROGRESS:
            login.verdict = verdict
            if verdict.code == SUCCESS:
                self._remember_use(login)
            self._office.world.events.add("ksef_login", context=login.context.value, code=verdict.code)

    def _remember_use(self, login: Login) -> None:
        token = self._office.permissions.token_of(login.identity)
        if token is not None:
            token.used_at = login.started
        used = self._office.authority.of(login.certificate) if login.certificate else None
        if used is not None:
            used.used_at = login.started

    def _rights_verdict(self, login: Login, rights: frozenset[str]) -> Verdict:
        if self._office.permissions.is_deceased(login.identity):
            return Verdict(DECEASED, (DECEASED_DETAIL,))
        if login.context.value in self._office.permissions.blocked:
            return Verdict(BLOCKED, (BLOCKED_DETAIL,))
        if not rights:
            return Verdict(NO_RIGHTS, (NO_RIGHTS_DETAIL,))
        login.permissions = rights
        return Verdict(SUCCESS)


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
