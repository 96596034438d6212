"""What a log-in yields: tokens that are opaque to us."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from invoicing.model.errors import Misunderstood


@dataclass(frozen=True, slots=True)
class Jwt:
    """A token of KSeF, opaque to us, and until when it is good."""

    token: str = field(repr=False)
    valid_until: datetime

    @classmethod
    def read(cls, body: Any) -> Jwt:
        """From JSON.

        Raises:
            Misunderstood: it is no token.
        """
        try:
            return cls(str(body["token"]), datetime.fromisoformat(body["validUntil"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Misunderstood("ksef-unreadable", path="/auth") from error

    def written(self) -> dict[str, str]:
        """As JSON, in the shape that `read` takes."""
        return {"token": self.token, "validUntil": self.valid_until.isoformat()}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The access token for minutes, the refresh token for days."""

    access: Jwt
    refresh: Jwt

    @classmethod
    def read(cls, body: Any) -> Tokens:
        """From JSON, of KSeF or of our own.

        Raises:
            Misunderstood: they are none.
        """
        if not isinstance(body, dict):
            raise Misunderstood("ksef-unreadable", path="/auth")
        return cls(Jwt.read(body.get("accessToken")), Jwt.read(body.get("refreshToken")))

    def written(self) -> bytes:
        """As JSON, to be kept where secrets are kept."""
        return json.dumps(
            {"accessToken": self.access.written(), "refreshToken": self.refresh.written()}
        ).encode()
