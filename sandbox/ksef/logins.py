"""Authentication operations: what is known of each log-in, and how it looks from outside (facts: section 2.4)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509

from .errors import ApiError
from .identity import Identity
from .wire import stamp
from .xades import Context

CHALLENGE_LIFE = timedelta(minutes=10)
IN_PROGRESS, SUCCESS, NO_RIGHTS, REVOKED, BAD_TOKEN = 100, 200, 415, 425, 450
BAD_CERTIFICATE, DECEASED, BLOCKED, CANCELLED = 460, 470, 480, 550

DESCRIPTIONS = {
    IN_PROGRESS: "Uwierzytelnianie w toku",
    SUCCESS: "Uwierzytelnianie zakończone sukcesem",
    NO_RIGHTS: "Uwierzytelnianie zakończone niepowodzeniem",
    REVOKED: "Uwierzytelnienie unieważnione",
    BAD_TOKEN: "Uwierzytelnianie zakończone niepowodzeniem z powodu błędnego tokenu",
    BAD_CERTIFICATE: "Uwierzytelnianie zakończone niepowodzeniem z powodu błędu certyfikatu",
    DECEASED: "Uwierzytelnianie zakończone niepowodzeniem",
    BLOCKED: "Uwierzytelnienie zablokowane",
    CANCELLED: "Operacja została anulowana przez system",
}
CANCELLED_DETAIL = "Przetwarzanie zostało przerwane z przyczyn wewnętrznych systemu. Spróbuj ponownie"
NO_RIGHTS_DETAIL = "Brak przypisanych uprawnień"
DECEASED_DETAIL = "Próba wykorzystania metod autoryzacyjnych osoby zmarłej"
BLOCKED_DETAIL = (
    "Podejrzenie incydentu bezpieczeństwa. "
    "Skontaktuj się z Ministerstwem Finansów przez formularz zgłoszeniowy."
)
REVOKED_DETAIL = "Uwierzytelnienie i powiązane refresh tokeny zostały unieważnione przez użytkownika"


@dataclass(frozen=True)
class Verdict:
    """How a log-in will end: a status code with details."""

    code: int
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """How somebody logs in, in the words of the API."""

    name: str
    category: str
    code: str
    display_name: str


TOKEN_METHOD = Method("Token", "Token", "token.ksef", "Token KSeF")


@dataclass
class Login:
    """One authentication operation, later the authentication session."""

    reference: str
    context: Context
    identity: Identity
    method: Method
    started: datetime
    proof: tuple[str, str]
    allowed_ips: dict[str, list[str]] = field(default_factory=dict)
    certificate: x509.Certificate | None = None
    verdict: Verdict = field(default_factory=lambda: Verdict(IN_PROGRESS))
    permissions: frozenset[str] = frozenset()
    redeemed: bool = False
    refreshed_at: datetime | None = None
    refresh_until: datetime | None = None

    def view(self) -> dict[str, Any]:
        """The body of `GET /auth/{referenceNumber}`."""
        status: dict[str, Any] = {"code": self.verdict.code, "description": DESCRIPTIONS[self.verdict.code]}
        if self.verdict.details:
            status["details"] = list(self.verdict.details)
        return {
            "startDate": stamp(self.started),
            "authenticationMethod": self.method.name,
            "authenticationMethodInfo": {
                "category": self.method.category,
                "code": self.method.code,
                "displayName": self.method.display_name,
            },
            "status": status,
            "isTokenRedeemed": self.redeemed,
            "lastTokenRefreshDate": stamp(self.refreshed_at),
            "refreshTokenValidUntil": stamp(self.refresh_until),
        }

    def is_active(self, now: datetime) -> bool:
        """Whether it can still be refreshed."""
        lives = self.refresh_until is not None and now < self.refresh_until
        return lives and self.verdict.code == SUCCESS

    def revoke(self) -> None:
        """End the authentication session: no refresh from now on."""
        self.verdict = Verdict(REVOKED, (REVOKED_DETAIL,))


@dataclass
class Challenges:
    """Challenges that were given out; each works once, for ten minutes."""

    given: dict[str, datetime] = field(default_factory=dict)

    def use(self, challenge: str, now: datetime) -> datetime:
        """Take a challenge and tell when it was given; 21111 for a used, old or invented one."""
        moment = self.given.pop(challenge, None)
        if moment is None or not timedelta(0) <= now - moment < CHALLENGE_LIFE:
            raise ApiError(21111)
        return moment
