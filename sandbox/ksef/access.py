"""Who may do what in which context, and from which address (facts: sections 2.2, 2.6 and 16)."""

import ipaddress
import secrets
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from .errors import ForbiddenError
from .identity import Identity
from .reference import new_reference
from .wire import WARSAW
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
    """A KSeF token: a secret with permissions in one context; `state` is the API's word."""

    reference: str
    text: str
    context: Context
    permissions: frozenset[str]
    author: Identity
    created_at: datetime
    description: str
    state: str
    used_at: datetime | None = None


@dataclass(frozen=True)
class Person:
    """A natural person of the test data, with a firm of its own."""

    nip: str
    pesel: str
    is_deceased: bool = False


@dataclass
class Permissions:
    """Grants and tokens; a NIP is always the owner of its own context, and so is the PESEL behind it."""

    grants: dict[tuple[str, Identity], frozenset[str]] = field(default_factory=dict)
    tokens: dict[str, KsefToken] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    persons: dict[str, Person] = field(default_factory=dict)
    attachments: dict[str, date | None] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget all grants, tokens, blocks, persons and consents."""
        for each in fields(self):
            getattr(self, each.name).clear()

    def of(self, context: Context, identity: Identity) -> frozenset[str]:
        """What an identity may do in a context; empty means it may not even log in."""
        if context.kind != "PeppolId" and Identity("Nip", context.nip) in self.linked(identity):
            return OWNER
        every = (self.grants.get((context.value, each), frozenset()) for each in self.linked(identity))
        return frozenset[str]().union(*every)

    def linked(self, identity: Identity) -> tuple[Identity, ...]:
        """An identity and the one that belongs to the same person (NIP and PESEL)."""
        for person in self.persons.values():
            pair = (Identity("Nip", person.nip), Identity("Pesel", person.pesel))
            if identity in pair:
                return pair
        return (identity,)

    def author(self, identity: Identity) -> Identity:
        """Who stands behind an identity: the maker of a token, else itself."""
        token = self.token_of(identity)
        return identity if token is None else token.author

    def owners(self, identity: Identity) -> tuple[Identity, ...]:
        """Whose certificates an identity sees: its own and its person's; a token stands for its author."""
        return self.linked(self.author(identity))

    def is_deceased(self, identity: Identity) -> bool:
        """Whether the person behind an identity, or behind the author of a token, has died."""
        known = self.owners(identity)
        return any(each.is_deceased for each in self.persons.values() if Identity("Nip", each.nip) in known)

    def grant(self, context: str, identity: Identity, permissions: frozenset[str]) -> None:
        """Give an identity permissions in a context."""
        self.grants[context, identity] = permissions

    def may_attach(self, nip: str, day: date) -> bool:
        """Whether a company has consent to send invoices with attachments on a day."""
        last = self.attachments.get(nip)
        return nip in self.attachments and (last is None or day < last)

    def token_of(self, identity: Identity) -> KsefToken | None:
        """The token that an identity of kind Token stands for."""
        return next((each for each in self.tokens.values() if each.reference == identity.value), None)

    def add_token(
        self,
        context: Context,
        permissions: frozenset[str],
        now: datetime,
        author: Identity | None = None,
        *,
        description: str = "Token z piaskownicy",
        state: str = "Active",
    ) -> KsefToken:
        """Make a KSeF token of a context; its author is the owner unless told, its state Active unless told."""
        reference = new_reference("EC", now.astimezone(WARSAW).date())
        label = "nip" if context.kind == "Nip" else "internalId"
        text = f"{reference}|{label}-{context.value}|{secrets.token_hex(32)}"
        author = author or Identity("Nip", context.nip)
        token = KsefToken(reference, text, context, permissions, author, now, description, state)
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


def check_method(category: str, *allowed: str) -> None:
    """Demand one of the ways to log in (403 auth-method-not-allowed)."""
    if category not in allowed:
        raise ForbiddenError("auth-method-not-allowed", {"authenticationMethodCategory": category})
