"""How a company proves itself to KSeF: by a certificate or by a token."""

from __future__ import annotations

from dataclasses import dataclass, field

from invoicing.model.party import Nip


@dataclass(frozen=True, slots=True)
class CertificateCredentials:
    """A KSeF certificate of type Authentication (or a seal) with its key, both PEM; the key may be encrypted."""

    nip: Nip
    certificate: bytes = field(repr=False)
    key: bytes = field(repr=False)
    password: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class TokenCredentials:
    """A KSeF token; the Ministry has announced an end to new ones, so certificates come first."""

    nip: Nip
    token: str = field(repr=False)


KsefCredentials = CertificateCredentials | TokenCredentials
