"""A known buyer and a known product, and by what they are the same as before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoicing.model.delivering import DeliveryWay
from invoicing.model.party import Buyer
from invoicing.model.vat import PriceKind, VatRate
from invoicing.services.parsing.tokens import fold


@dataclass(frozen=True, slots=True)
class KnownBuyer:
    """A buyer that a company has invoiced, or was told of.

    Attributes:
        language: of letters to them: pl, en or uk; None while nobody has said.
        last_used: the Warsaw day of the latest invoice, None before the first.
        ways: how papers go to them, the first first; none while nobody has said.
    """

    id: UUID
    company_id: UUID
    buyer: Buyer
    language: str | None = None
    last_used: date | None = None
    ways: tuple[DeliveryWay, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """What a company sold under a name, as it stood on the latest invoice with it."""

    name: str
    unit: str | None
    unit_price: Decimal
    price_kind: PriceKind
    vat_rate: VatRate
    currency: str
    last_used: date


def identity(buyer: Buyer) -> str:
    """By what a buyer is recognised: its number, or else its name and address.

    Two people of one name at different addresses are two; where a number is there, the name may change.
    """
    for kind, number in (("nip", buyer.nip), ("eu", buyer.eu_vat_number), ("id", buyer.foreign_id)):
        if number:
            return f"{kind}:{number}"
    address = buyer.address
    lines = [address.line1, address.line2 or "", address.country] if address else []
    return "name:" + " ".join(words_of(" ".join([buyer.name, *lines])))


def product_key(name: str, currency: str) -> str:
    """By what a product is recognised: its folded words, and the currency it was sold in."""
    return f"{currency}:{' '.join(words_of(name))}"


def words_of(text: str) -> list[str]:
    """The folded words of a text.

    >>> words_of("Zielony Ogród, sp. z o.o.")
    ['zielony', 'ogrod', 'sp', 'z', 'o', 'o']
    """
    return re.findall(r"\w+", fold(text))
