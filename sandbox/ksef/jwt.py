"""Bearer tokens: signed JWTs whose life is judged by the world's clock (facts: section 2.4)."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

OPERATION = timedelta(minutes=45)
ACCESS = timedelta(minutes=15)
REFRESH = timedelta(days=7)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Tokens:
    """Issues and reads the JWTs of one simulator."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def issue(
        self, kind: str, reference: str, now: datetime, life: timedelta, **claims: Any
    ) -> dict[str, str]:
        """Make a token of a kind (OperationToken, ContextToken, RefreshToken) as the API's `TokenInfo`."""
        until = now + life
        payload = {
            "typ": kind,
            "arn": reference,
            **claims,
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
            "jti": secrets.token_hex(8),
            "iss": "ksef-api-sandbox",
            "aud": "ksef-api-sandbox",
        }
        head = _b64(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
        text = f"{head}.{_b64(json.dumps(payload, ensure_ascii=False).encode())}"
        return {"token": f"{text}.{self._signature(text)}", "validUntil": until.isoformat()}

    def read(self, token: str, kind: str, now: datetime | None = None) -> str | None:
        """Give the authentication reference of a token; None when it is forged or of another kind.

        With `now` it must not have run out either.
        """
        text, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(text).encode(), signature.encode()):
            return None
        payload = json.loads(_unb64(text.partition(".")[2]))
        if payload["typ"] != kind or (now is not None and now.timestamp() >= payload["exp"]):
            return None
        return str(payload["arn"])

    def _signature(self, text: str) -> str:
        return _b64(hmac.new(self.secret, text.encode(), hashlib.sha256).digest())
