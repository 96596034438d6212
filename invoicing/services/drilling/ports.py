"""What a drill is played on: our own parts, and the world it may touch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from invoicing.services.access.certificates import OfflineCertificate
from invoicing.services.access.verifying import CodePages
from invoicing.services.ksef_ports import KsefGateway
from invoicing.services.letters_out import Postman
from invoicing.services.ports import DocumentWriter, IssuerLinks, Renderer


@dataclass(frozen=True, slots=True)
class DrillWords:
    """Words on the drill's document.

    Attributes:
        note: says that it is a drill and no sale.
        line: what stands where goods or services are named.
        instead_of_number: stands for the number where none may be used up.
    """

    note: str
    line: str
    instead_of_number: str


class DrillWording(Protocol):
    """Turns a drill into words (the room `templates`)."""

    def on_document(self) -> DrillWords:
        """In Polish, as invoices are."""

    def letter(self, number: str, seller: str, language: str) -> tuple[str, str, str]:
        """Subject, text part and HTML part of the letter that a company sends to itself."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a drill is played on.

    Attributes:
        practice: whether this is a place where an invoice means nothing (the sandbox, KSeF's test environment).
        holds: our own look at the signature of KOD II.
        postman: None when outgoing mail is not set up.
        domain: the right side of our letters' Message-IDs.
        sleep: waits so many seconds between two questions to KSeF.
    """

    practice: bool
    write: DocumentWriter
    render: Renderer
    issuer_links: IssuerLinks
    holds: Callable[[str, OfflineCertificate], bool]
    pages: CodePages
    gateway: KsefGateway
    postman: Postman | None
    wording: DrillWording
    domain: str
    sleep: Callable[[float], Awaitable[None]]
