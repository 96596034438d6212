"""What is known of a company while it is being set up, and how far that has got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from invoicing.model.company import CompanyProfile, VatExemption, VatStatus
from invoicing.model.errors import Refused
from invoicing.model.numbering import Series
from invoicing.model.party import Address, Nip, Seller

DEFAULT_SERIES = "FV/{year}/{month}/{number}"


class Step(StrEnum):
    """What is being asked for."""

    NIP = "nip"
    NAME = "name"
    ADDRESS = "address"
    CARD = "card"  # what the register says, or the person: does it fit?
    VAT = "vat"
    EXEMPTION = "exemption"
    ACCOUNT = "account"
    NUMBERING = "numbering"
    PAUSED = "paused"  # stopped by the person; nothing of it is kept but the right to begin again
    FOUNDED = "founded"  # the company is there; what is left is its access to KSeF


STAGES: Mapping[Step, int] = {
    Step.NIP: 1,
    Step.NAME: 2,
    Step.ADDRESS: 2,
    Step.CARD: 2,
    Step.VAT: 2,
    Step.EXEMPTION: 2,
    Step.ACCOUNT: 3,
    Step.NUMBERING: 4,
    Step.FOUNDED: 5,
}
"""Which of the five steps that people are told of; the fifth is the access to KSeF."""
LAST_STAGE = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tax-payer register said of the company, and when; nothing in it when the register knows nobody.

    Attributes:
        vat_status: in the register's own words.
        accounts: as the register lists them, NRB.
    """

    on: date
    name: str | None = None
    address: Address | None = None
    vat_status: str | None = None
    accounts: tuple[str, ...] = ()
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Onboarding:
    """A company being set up by one person.

    Attributes:
        version: that of its newest question; a button of an older one only shows the question again.
        path: the steps gone through, so that one can go back.
        seen: None while nobody asked the register, or it was silent.
        unlisted: the account is not among those of the register.
        doubted: an account that was said and is not in the register; taken once the person insists.
        company_id: of the company that came of it.
    """

    id: UUID
    person_id: UUID
    step: Step = Step.NIP
    version: int = 1
    path: tuple[Step, ...] = ()
    nip: Nip | None = None
    seen: Seen | None = None
    silent: bool = False
    name: str | None = None
    address: Address | None = None
    vat_status: VatStatus = VatStatus.ACTIVE
    exemption: str | None = None
    account: str | None = None
    doubted: str | None = None
    unlisted: bool = False
    series: str = DEFAULT_SERIES
    next_number: int = 1
    company_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether what the person writes is meant for it."""
        return self.step not in {Step.PAUSED, Step.FOUNDED}

    def at(self, step: Step, **changes: Any) -> Onboarding:
        """The next question; the present one can be gone back to."""
        path = (*self.path, self.step) if step is not self.step else self.path
        return replace(self, step=step, path=path, version=self.version + 1, **changes)

    def again(self, **changes: Any) -> Onboarding:
        """The same question, with something changed."""
        return replace(self, version=self.version + 1, **changes)

    def back(self) -> Onboarding:
        """The question before; the first one has none."""
        if not self.path:
            return self.again()
        return replace(self, step=self.path[-1], path=self.path[:-1], version=self.version + 1, doubted=None)

    def stopped(self) -> Onboarding:
        """Everything that was said is forgotten; the person may begin anew."""
        return Onboarding(self.id, self.person_id, Step.PAUSED, self.version + 1)

    def begun_anew(self) -> Onboarding:
        """From the first question."""
        return Onboarding(self.id, self.person_id, Step.NIP, self.version + 1)

    def profile(self) -> CompanyProfile:
        """The profile of the company.

        Raises:
            Refused: onboarding-incomplete.
            InvalidValue: what was said does not fit together.
        """
        if self.nip is None or self.name is None or self.address is None:
            raise Refused("onboarding-incomplete")
        return CompanyProfile(
            Seller(self.nip, self.name, self.address),
            vat_status=self.vat_status,
            exemption=VatExemption(self.exemption) if self.exemption else None,
            bank_account=self.account,
            series=self.series,
        )

    def next_invoice(self, today: date) -> str:
        """The number that the first invoice gets if it is issued that day."""
        return Series(self.series).number(self.next_number, today)


@dataclass(frozen=True, slots=True)
class Opening:
    """An operator's one-time link: whoever holds it may set up one company; only the SHA-256 of its code is kept."""

    code_hash: bytes
    expires_at: datetime


class OnboardingBook(Protocol):
    """Companies being set up, and the links that let people do it."""

    async def offer(self, opening: Opening) -> None:
        """Write a new link down."""

    async def withdraw_offers(self) -> None:
        """Forget every link that nobody has used."""

    async def redeem(self, code_hash: bytes, now: datetime) -> bool:
        """Use a link up; False when unknown, used or expired."""

    async def add(self, onboarding: Onboarding) -> None:
        """Begin one."""

    async def save(self, onboarding: Onboarding) -> None:
        """Write it anew.

        Raises:
            StaleChoice: it has changed since it was read.
        """

    async def get(self, onboarding_id: UUID) -> Onboarding | None:
        """The one of that id."""

    async def of_person(self, person_id: UUID) -> Onboarding | None:
        """The newest one of a person whose company is not there yet."""
