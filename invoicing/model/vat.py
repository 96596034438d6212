"""VAT rates and the totals of an invoice, per rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from invoicing.model.money import to_grosze


class VatRate(StrEnum):
    """A rate as FA(3) spells it in P_12."""

    STANDARD = "23"
    REDUCED = "8"
    SUPER_REDUCED = "5"
    ZERO_DOMESTIC = "0 KR"
    ZERO_INTRA_EU = "0 WDT"
    ZERO_EXPORT = "0 EX"
    EXEMPT = "zw"
    OUT_OF_SCOPE = "np I"
    OUT_OF_SCOPE_EU_SERVICES = "np II"
    REVERSE_CHARGE = "oo"

    @property
    def percent(self) -> Decimal:
        """The tax in percent; zero where no tax is shown."""
        return Decimal(self.value) if self.value.isdigit() else Decimal(0)

    @property
    def shows_tax(self) -> bool:
        """Whether tax is charged at this rate."""
        return self.value.isdigit()


UNTAXED = frozenset({VatRate.EXEMPT, VatRate.OUT_OF_SCOPE, VatRate.OUT_OF_SCOPE_EU_SERVICES})
"""What a company may write that charges no VAT at all; 0 % and reverse charge belong to tax-payers."""


class PriceKind(StrEnum):
    """Whether the prices of an invoice are net or gross (art. 106e ust. 7-8); one kind per invoice."""

    NET = "net"
    GROSS = "gross"


class Priced(Protocol):
    """What totals need to know of a line: its value in the invoice's price kind and its rate."""

    @property
    def value(self) -> Decimal:
        """Quantity times unit price less discount, in full grosze."""

    @property
    def vat_rate(self) -> VatRate:
        """The rate of the line."""


@dataclass(frozen=True, slots=True)
class RateTotal:
    """Net, tax and gross of all lines at one rate, in the invoice's currency."""

    rate: VatRate
    net: Decimal
    vat: Decimal

    @property
    def gross(self) -> Decimal:
        """Net plus tax."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands under the lines: one `RateTotal` a rate, in the order of `VatRate`."""

    per_rate: tuple[RateTotal, ...]

    @property
    def net(self) -> Decimal:
        """Sum of net values."""
        return sum((total.net for total in self.per_rate), Decimal("0.00"))

    @property
    def vat(self) -> Decimal:
        """Sum of tax."""
        return sum((total.vat for total in self.per_rate), Decimal("0.00"))

    @property
    def gross(self) -> Decimal:
        """P_15: what is due."""
        return self.net + self.vat


def totals(lines: Iterable[Priced], price_kind: PriceKind) -> Totals:
    """Sum lines per rate by the net method, or by the gross method of art. 106e ust. 7-9 VATA.

    Net: tax is computed from the sum of net values of a rate. Gross: tax is `gross * r / (100 + r)` of the
    sum of gross values, and net is gross less tax.
    """
    sums: dict[VatRate, Decimal] = {}
    for line in lines:
        sums[line.vat_rate] = sums.get(line.vat_rate, Decimal("0.00")) + line.value
    per_rate = tuple(_rate_total(rate, sums[rate], price_kind) for rate in VatRate if rate in sums)
    return Totals(per_rate)


def _rate_total(rate: VatRate, value: Decimal, price_kind: PriceKind) -> RateTotal:
    if price_kind is PriceKind.NET:
        return RateTotal(rate, net=value, vat=to_grosze(value * rate.percent / 100))
    vat = to_grosze(value * rate.percent / (100 + rate.percent))
    return RateTotal(rate, net=value - vat, vat=vat)
