"""Everybody whom an invoice names beside seller and buyer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from invoicing.model.errors import InvalidDocument, InvalidValue
from invoicing.model.identifiers import EuVatNumber
from invoicing.model.money import check_number
from invoicing.model.party import Address, Contact, Identifier, Nip, check_foreign_id, identified
from invoicing.model.text import LONG, SHORT, check_text

_INTERNAL = re.compile(r"([0-9]{10})-[0-9]{5}")
_KEY = 32  # IDNabywcy
_WHOLE = Decimal(100)


class ThirdPartyRole(StrEnum):
    """What a third party is to the invoice (Rola)."""

    FACTOR = "1"
    RECIPIENT = "2"
    ORIGINAL_ENTITY = "3"
    ADDITIONAL_BUYER = "4"
    ISSUER = "5"
    PAYER = "6"
    LOCAL_GOVERNMENT_ISSUER = "7"
    LOCAL_GOVERNMENT_RECIPIENT = "8"
    VAT_GROUP_ISSUER = "9"
    VAT_GROUP_RECIPIENT = "10"
    EMPLOYEE = "11"


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Podmiot3, in a role of the list or in one that words describe.

    Attributes:
        internal_id: IDWew, a NIP with five digits of a unit behind it.
        share: percent of the purchase that an additional buyer takes.
        correction_key, customer_number: as of a `Buyer`.
    """

    name: str
    role: ThirdPartyRole | None = None
    role_description: str | None = None
    address: Address | None = None
    nip: Nip | None = None
    internal_id: str | None = None
    eu_vat_number: str | None = None
    foreign_id: str | None = None
    foreign_country: str | None = None
    share: Decimal | None = None
    email: str | None = None
    phone: str | None = None
    contacts: tuple[Contact, ...] = ()
    correspondence_address: Address | None = None
    eori: str | None = None
    customer_number: str | None = None
    correction_key: str | None = None

    def __post_init__(self) -> None:
        check_text(self.name, "third-party-name", LONG)
        if (self.role is None) is (self.role_description is None):
            raise InvalidDocument("third-party-role", name=self.name)
        limits = {"role_description": SHORT, "eori": SHORT, "customer_number": SHORT, "correction_key": _KEY}
        for field, limit in limits.items():
            if (said := getattr(self, field)) is not None:
                check_text(said, field, limit)
        self._check_identity()
        self._check_share()

    def _check_identity(self) -> None:
        if self.eu_vat_number is not None:
            EuVatNumber.parse(self.eu_vat_number)
        check_foreign_id(self.foreign_id, self.foreign_country)
        by = identified(self)
        if self.internal_id is not None:
            unit = _INTERNAL.fullmatch(self.internal_id)
            if unit is None or by is not Identifier.NONE:
                raise InvalidValue("internal-id", number=self.internal_id)
            Nip.parse(unit[1])

    def _check_share(self) -> None:
        if self.share is None:
            return
        check_number(self.share, "share", digits=3, decimals=6)
        if self.role is not ThirdPartyRole.ADDITIONAL_BUYER:
            raise InvalidDocument("share-without-role")
        if not 0 <= self.share <= _WHOLE:
            raise InvalidDocument("shares-above-whole", stated=str(self.share))


class AuthorizedRole(StrEnum):
    """Who acts for the seller by law (RolaPU)."""

    ENFORCEMENT_AUTHORITY = "1"
    BAILIFF = "2"
    TAX_REPRESENTATIVE = "3"


@dataclass(frozen=True, slots=True)
class AuthorizedEntity:
    """PodmiotUpowazniony (art. 106c, 18a-18d VATA)."""

    nip: Nip
    name: str
    address: Address
    role: AuthorizedRole
    email: str | None = None
    phone: str | None = None
    eori: str | None = None
    correspondence_address: Address | None = None
    contacts: tuple[Contact, ...] = ()

    def __post_init__(self) -> None:
        check_text(self.name, "authorized-entity-name", LONG)
