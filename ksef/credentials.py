"""How a company proves itself to KSeF: by a certificate, by a token, or by tokens of a log-in a person signed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ksef.contexts import Context
from ksef.tokens import Tokens


@dataclass(frozen=True, slots=True)
class CertificateCredentials:
    """A KSeF certificate of type Authentication (or a seal) with its key, both PEM; the key may be encrypted."""

    context: Context
    certificate: bytes = field(repr=False)
    key: bytes = field(repr=False)
    password: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class TokenCredentials:
    """A KSeF token; the Ministry has announced an end to new ones, so certificates come first."""

    context: Context
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptLogin:
    """A log-in that a person signed elsewhere: good until its refresh token runs out, at most seven days."""

    context: Context
    tokens: Tokens


KsefCredentials = CertificateCredentials | TokenCredentials | KeptLogin
