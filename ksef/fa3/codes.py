"""Tables between our words and the codes of FA(3), used by the writer, the reader and the rules alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicing.model.document import PAYMENT_METHODS
from invoicing.model.kinds import InvoiceKind

PAYMENT_CODES = {method: code for code, method in PAYMENT_METHODS.items()}
KIND_OF_CORRECTION = {InvoiceKind.ADVANCE: "KOR_ZAL", InvoiceKind.SETTLEMENT: "KOR_ROZ"}
"""RodzajFaktury of a correcting invoice by the kind of its originals; KOR for all others."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rates that share a pair of totals.

    Attributes:
        rates: values of P_12 that belong here; what the reader shows when no row says more is the first.
        net, vat: names of the totals; `vat` is None where no tax is shown.
    """

    rates: tuple[str, ...]
    net: str
    vat: str | None = None

    @property
    def percents(self) -> tuple[Decimal, ...]:
        """The rates as numbers."""
        return tuple(Decimal(rate) for rate in self.rates if rate.isdigit())


GROUPS = (
    Group(("23", "22"), "P_13_1", "P_14_1"),
    Group(("8", "7"), "P_13_2", "P_14_2"),
    Group(("5",), "P_13_3", "P_14_3"),
    Group(("4", "3"), "P_13_4", "P_14_4"),
    Group(("oss",), "P_13_5", "P_14_5"),  # rows carry the foreign rate in P_12_XII
    Group(("0 KR",), "P_13_6_1"),
    Group(("0 WDT",), "P_13_6_2"),
    Group(("0 EX",), "P_13_6_3"),
    Group(("zw",), "P_13_7"),
    Group(("np I",), "P_13_8"),
    Group(("np II",), "P_13_9"),
    Group(("oo",), "P_13_10"),
    Group(("margin",), "P_13_11"),  # rows have no rate (art. 119, 120 VATA)
)

GROUP_OF = {rate: group for group in GROUPS for rate in group.rates}
