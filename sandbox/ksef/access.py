"""Who may do what in which context, and from which address (facts: sections 2.2, 2.6 and 16)."""

import ipaddress
import secrets
from dataclasses import dataclass, field
from datetime import date

from .errors import ForbiddenError
from .reference import new_reference
from .subjects import Identity
from .xades import Context

OWNER = frozenset(
    {
        "CollectiveIdentifierManage",
        "CredentialsManage",
        "CredentialsRead",
        "EnforcementOperations",
        "InvoiceRead",
        "InvoiceWrite",
        "Introspection",
        "SubunitManage",
    }
)


@dataclass
class KsefToken:
    """A KSeF token: a secret with permissions in one context."""

    reference: str
    text: str
    context: Context
    permissions: frozenset[str]
    state: str = "Active"


@dataclass
class Permissions:
    """Grants and tokens; a NIP is always the owner of its own context."""

    grants: dict[tuple[str, Identity], frozenset[str]] = field(default_factory=dict)
    tokens: dict[str, KsefToken] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """Forget all grants, tokens and blocks."""
        self.grants.clear()
        self.tokens.clear()
        self.blocked.clear()

    def of(self, context: Context, identity: Identity) -> frozenset[str]:
        """What an identity may do in a context; empty means it may not even log in."""
        if identity.kind == "Nip" and context.kind != "PeppolId" and context.nip == identity.value:
            return OWNER
        return self.grants.get((context.value, identity), frozenset())

    def grant(self, context: str, identity: Identity, permissions: frozenset[str]) -> None:
        """Give an identity permissions in a context."""
        self.grants[context, identity] = permissions

    def add_token(self, context: Context, permissions: frozenset[str], day: date) -> KsefToken:
        """Make an active KSeF token of a context."""
        reference = new_reference("EC", day)
        label = "nip" if context.kind == "Nip" else "internalId"
        token = KsefToken(
            reference, f"{reference}|{label}-{context.value}|{secrets.token_hex(32)}", context, permissions
        )
        self.tokens[token.text] = token
        return token


def check_address(rules: dict[str, list[str]], client: str) -> None:
    """Refuse an address outside of the policy given at log-in (403 ip-not-allowed)."""
    if not any(rules.values()):
        return
    address = ipaddress.ip_address(client)
    if client in rules.get("Ip4Address", []):
        return
    if any(address in ipaddress.ip_network(mask, strict=False) for mask in rules.get("Ip4Mask", [])):
        return
    for span in rules.get("Ip4Range", []):
        first, _, last = span.partition("-")
        if int(ipaddress.ip_address(first)) <= int(address) <= int(ipaddress.ip_address(last)):
            return
    raise ForbiddenError("ip-not-allowed", {"clientIp": client})


def check_permissions(present: frozenset[str], any_of: tuple[str, ...]) -> None:
    """Demand one of the permissions (403 missing-permissions)."""
    if any_of and not present.intersection(any_of):
        more = {"requiredAnyOfPermissions": list(any_of), "presentPermissions": sorted(present)}
        raise ForbiddenError("missing-permissions", more)
