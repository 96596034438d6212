"""What signing in the chat needs from the world, and under which names its secrets lie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from invoicing.model.party import Nip

LOGIN, CONTEXT, CHALLENGE = "ksef-login", "ksef-context", "ksef-challenge"
"""Names of secrets: tokens of a log-in that a person signed, the context, the challenge to be signed."""
SIGNED, BEGUN = "ksef-signed", "ksef-begun"
"""Names of secrets: a signed file that waits for its turn; a log-in that KSeF has taken and not decided yet."""
LARGEST_SIGNED = 2_000_000
"""Bytes of a signed file: with time stamps and revocation lists it is long, but not that long."""

Download = Callable[[str, int], Awaitable[bytes]]
"""Fetches a file of a chat, of at most so many bytes.

Raises:
    Unavailable: try again.
    Refused: ksef-signed-too-large, or the front end has it no more.
"""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A log-in that was signed elsewhere.

    Attributes:
        tokens: to be sealed.
        until: it can be refreshed until then.
        permissions: in KSeF's words; empty when it does not tell.
    """

    tokens: bytes = field(repr=False)
    until: datetime
    permissions: frozenset[str]


class LoginDesk(Protocol):
    """Logs in with a document that a person signs elsewhere; what it gives is to be sealed as it is."""

    async def prepare(self, nip: Nip, context: str | None) -> bytes:
        """A fresh challenge.

        Raises:
            Unavailable: KSeF is silent.
        """

    def until(self, prepared: bytes) -> datetime:
        """Until when it can be signed and sent."""

    def check(self, prepared: bytes | None, signed: bytes, now: datetime) -> None:
        """Whether the signed document is ours, asking nobody.

        Raises:
            Refused: ksef-signed-..., with what is wrong.
        """

    async def begin(self, signed: bytes) -> bytes:
        """Hand the document in; KSeF takes it once.

        Raises:
            Unavailable: we cannot know whether KSeF has it; ksef-login-expired when it knows the challenge no more.
            Refused: it does not take it.
        """

    async def finish(self, begun: bytes) -> LoggedIn:
        """Wait for the verdict and get the tokens, once.

        Raises:
            Unavailable: ask again; ksef-login-cancelled when KSeF gave up.
            Refused: it does not let the signer in; ksef-login-lost when the tokens were handed out and never came.
        """
