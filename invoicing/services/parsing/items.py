"""Numbers in their places: which is a quantity with its unit, which is a price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

_UNCLEAR = Decimal(10**8)  # a bare number as large is no price until somebody says so


class Role(Enum):
    """What a number is on a line."""

    QUANTITY = auto()
    PRICE = auto()  # with a currency, or net or gross behind it
    UNIT_PRICE = auto()  # said to be of one: po 200, 200 zl/h
    BARE = auto()  # its neighbours decide
    TOTAL = auto()  # of the line: za 400 zl


@dataclass(frozen=True, slots=True)
class Item:
    """A number with its role; `value` is None when it cannot be one of ours.

    Attributes:
        late: it stands behind the name of what it may count.
        day_like: it is typed as a day and a month are: 12.11.
        unsure: nothing but its place amid words makes it a price.
    """

    role: Role
    value: Decimal | None
    end: int
    unit: str | None = None
    currency: str | None = None
    negative: bool = False
    doubtful: bool = False
    numeral: bool = False
    late: bool = False
    day_like: bool = False
    unsure: bool = False

    @property
    def is_price(self) -> bool:
        """Whether it is money."""
        return self.role in {Role.PRICE, Role.UNIT_PRICE, Role.TOTAL}


def unclear(item: Item) -> bool:
    """Whether a bare number is too large to be taken for a price."""
    return item.role is Role.BARE and item.value is not None and item.value >= _UNCLEAR
