"""How a log-in will end: the checks that KSeF makes after it has answered 202 (facts: section 2.4)."""

from datetime import datetime

from cryptography import x509

from .logins import BAD_CERTIFICATE, BAD_TOKEN, Verdict
from .office import Office
from .xades import Context

TOKEN_STATES = {"Revoking": "Token unieważniony", "Revoked": "Token unieważniony"}
CERTIFICATE_STATES = {"Blocked": "Certyfikat zawieszony", "Revoked": "Certyfikat odwołany"}


def milliseconds(moment: datetime) -> int:
    """`timestampMs` of a moment: truncated, never rounded."""
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def certificate_verdict(
    office: Office, certificate: x509.Certificate, *, must_be_ours: bool
) -> Verdict | None:
    """Why a certificate does not open the door; None when it does."""
    known = office.authority.of(certificate)
    ends = certificate.not_valid_after_utc if known is None else known.expires_at
    if not certificate.not_valid_before_utc <= office.now() < ends:
        return Verdict(BAD_CERTIFICATE, ("Nieważny certyfikat",))
    if known is None:
        return Verdict(BAD_CERTIFICATE, ("Niezaufany łańcuch certyfikatów",)) if must_be_ours else None
    if known.state != "Active":
        return Verdict(BAD_CERTIFICATE, (CERTIFICATE_STATES[known.state],))
    if known.kind != "Authentication":
        return Verdict(BAD_CERTIFICATE, ("Niepoprawny certyfikat",))
    return None


def token_verdict(
    office: Office, message: bytes | None, given: datetime, context: Context
) -> tuple[str, Verdict | None]:
    """The KSeF token inside a decrypted message, and why it does not open the door (None when it does)."""
    if message is None:
        return _refused("Nieprawidłowe szyfrowanie tokena")
    try:
        text, _, moment = message.decode("utf-8").rpartition("|")
    except UnicodeDecodeError:
        return _refused("Nieprawidłowe kodowanie tokena")
    if moment != str(milliseconds(given)):
        return _refused("Nieprawidłowy czas tokena")
    return text, _stored_token_verdict(office, text, context)


def _stored_token_verdict(office: Office, text: str, context: Context) -> Verdict | None:
    if not office.switches.faults.takes_tokens(office.now()):
        return Verdict(BAD_TOKEN, ("Uwierzytelnianie tokenem KSeF nie jest już dostępne",))
    token = office.permissions.tokens.get(text)
    if token is None:
        return Verdict(BAD_TOKEN, ("Nieprawidłowy token",))
    if token.context != context:
        return Verdict(BAD_TOKEN, (f"Token nie może być użyty w kontekście {context.value}",))
    if token.state != "Active":
        return Verdict(BAD_TOKEN, (TOKEN_STATES.get(token.state, "Token nieaktywny"),))
    return None


def _refused(detail: str) -> tuple[str, Verdict]:
    return "", Verdict(BAD_TOKEN, (detail,))
