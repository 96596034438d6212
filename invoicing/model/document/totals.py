"""Totals per rate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,8})?")


class RateGroup(Enum):
    """Rates that share a total; the value lists what their rows carry in P_12.

    Rows of `OSS` carry a foreign rate instead (dział XII rozdz. 6a VATA), rows of `MARGIN` none (art. 119, 120).
    """

    STANDARD = ("23", "22")
    REDUCED = ("8", "7")
    SUPER_REDUCED = ("5",)
    TAXI = ("4", "3")
    OSS = ("oss",)
    ZERO_DOMESTIC = ("0 KR",)
    ZERO_INTRA_EU = ("0 WDT",)
    ZERO_EXPORT = ("0 EX",)
    EXEMPT = ("zw",)
    OUT_OF_SCOPE = ("np I",)
    OUT_OF_SCOPE_EU_SERVICES = ("np II",)
    REVERSE_CHARGE = ("oo",)
    MARGIN = ("margin",)


@dataclass(frozen=True, slots=True)
class RateTotalView:
    """P_13_*, P_14_* and P_14_*W of one group of rates: net, tax, tax in PLN of an invoice in other money."""

    group: RateGroup
    net: str = ""
    vat: str = ""
    vat_in_pln: str = ""

    @property
    def rate(self) -> str:
        """The first rate of the group; which of them it is, the rows say (`DocumentView.rates_of`)."""
        return str(self.group.value[0])

    @property
    def gross(self) -> str:
        """Net and tax together; "" when one of them is no number.

        >>> RateTotalView(RateGroup.STANDARD, "100", "23.00").gross
        '123.00'
        """
        if not all(_NUMBER.fullmatch(each) for each in (self.net, self.vat or "0")):
            return ""
        return f"{Decimal(self.net) + Decimal(self.vat or 0):.2f}"
