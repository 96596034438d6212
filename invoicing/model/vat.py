"""VAT rates and the totals of an invoice, per rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from invoicing.model.money import divided, to_grosze

_ZERO = Decimal("0.00")


class VatRate(StrEnum):
    """A rate as FA(3) spells it in P_12, in the order of its totals.

    TAXI is the lump sum of art. 114 VATA. Two rows name no rate of ours: OSS carries the percentage of another
    country (dział XII rozdz. 6a), MARGIN none at all (art. 119, 120).
    """

    STANDARD = "23"
    REDUCED = "8"
    SUPER_REDUCED = "5"
    TAXI = "4"
    OSS = "oss"
    ZERO_DOMESTIC = "0 KR"
    ZERO_INTRA_EU = "0 WDT"
    ZERO_EXPORT = "0 EX"
    EXEMPT = "zw"
    OUT_OF_SCOPE = "np I"
    OUT_OF_SCOPE_EU_SERVICES = "np II"
    REVERSE_CHARGE = "oo"
    MARGIN = "margin"

    @property
    def percent(self) -> Decimal:
        """The Polish tax in percent; zero where none is shown."""
        return _PERCENTS[self]

    @property
    def shows_tax(self) -> bool:
        """Whether Polish tax is charged at this rate and shown."""
        return self.value.isdigit()


_PERCENTS = {rate: Decimal(rate.value) if rate.value.isdigit() else Decimal(0) for rate in VatRate}


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

    @property
    def percent(self) -> Decimal:
        """The tax in percent, of whichever country."""


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

    @classmethod
    def of(
        cls, rate: VatRate, value: Decimal, price_kind: PriceKind, percent: Decimal | None = None
    ) -> RateTotal:
        """Tax of a net value, or the tax that a gross value contains; rounded once.

        >>> RateTotal.of(VatRate.STANDARD, Decimal("-50000"), PriceKind.GROSS).net
        Decimal('-40650.41')
        """
        charged = rate.percent if percent is None else percent
        if price_kind is PriceKind.NET:
            return cls(rate, net=value, vat=to_grosze(value * charged / 100))
        vat = to_grosze(value * charged / (100 + charged))
        return cls(rate, net=value - vat, vat=vat)


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands under the lines: one `RateTotal` a rate, in the order of `VatRate`."""

    per_rate: tuple[RateTotal, ...] = ()

    @property
    def net(self) -> Decimal:
        """Sum of net values."""
        return sum((total.net for total in self.per_rate), _ZERO)

    @property
    def vat(self) -> Decimal:
        """Sum of tax."""
        return sum((total.vat for total in self.per_rate), _ZERO)

    @property
    def gross(self) -> Decimal:
        """P_15: what is due."""
        return self.net + self.vat

    def __add__(self, other: Totals) -> Totals:
        """Both together, rate by rate; rates that come to nothing are left out."""
        sums: dict[VatRate, tuple[Decimal, Decimal]] = {}
        for each in (*self.per_rate, *other.per_rate):
            net, vat = sums.get(each.rate, (_ZERO, _ZERO))
            sums[each.rate] = net + each.net, vat + each.vat
        return Totals(tuple(RateTotal(rate, *sums[rate]) for rate in VatRate if any(sums.get(rate, ()))))

    def __neg__(self) -> Totals:
        """The same with the opposite sign."""
        return Totals(tuple(RateTotal(each.rate, -each.net, -each.vat) for each in self.per_rate))

    def __sub__(self, other: Totals) -> Totals:
        """The difference, rate by rate; rates that come to nothing are left out."""
        return self + -other


def totals(lines: Iterable[Priced], price_kind: PriceKind) -> Totals:
    """Sum lines per rate by the net method, or by the gross method of art. 106e ust. 7-9 VATA.

    Net: tax is computed from the sum of net values of a rate. Gross: tax is `gross * r / (100 + r)` of the
    sum of gross values, and net is gross less tax. Rates of other countries (OSS) share one total.
    """
    sums: dict[tuple[VatRate, Decimal], Decimal] = {}
    for line in lines:
        key = line.vat_rate, line.percent
        sums[key] = sums.get(key, _ZERO) + line.value
    found = [RateTotal.of(rate, value, price_kind, percent) for (rate, percent), value in sums.items()]
    by_rate: dict[VatRate, RateTotal] = {}
    for each in found:
        other = by_rate.get(each.rate)
        by_rate[each.rate] = (
            RateTotal(each.rate, other.net + each.net, other.vat + each.vat) if other else each
        )
    return Totals(tuple(by_rate[rate] for rate in VatRate if rate in by_rate))


def advance_totals(payment: Decimal, order: Totals) -> Totals:
    """Net and tax of a payment before the supply (art. 106f ust. 1 pkt 3 VATA: ZB * SP / (100 + SP)).

    A payment for several rates is divided in proportion to the gross value of the order at each.

    Args:
        payment: gross, in the invoice's currency.
        order: totals of the whole order, worth something.
    """
    parts = divided(payment, [each.gross for each in order.per_rate])
    return Totals(tuple(_contained(each, part) for each, part in zip(order.per_rate, parts, strict=True)))


def _contained(ordered: RateTotal, part: Decimal) -> RateTotal:
    if ordered.rate is VatRate.OSS:  # several foreign rates may stand behind it
        vat = to_grosze(part * ordered.vat / ordered.gross) if ordered.gross else _ZERO
        return RateTotal(ordered.rate, part - vat, vat)
    return RateTotal.of(ordered.rate, part, PriceKind.GROSS)
