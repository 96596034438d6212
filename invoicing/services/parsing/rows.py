"""A line of an invoice while it is put together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.cases import COUNTED, SIZES
from invoicing.services.parsing.counting import counts_events
from invoicing.services.parsing.fragments import Fragment
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.tokens import Kind, Token, fold
from invoicing.services.parsing.words import CONTAINERS, words
from invoicing.services.parsing.words_of_time import MONTHS

_PERIOD = frozenset({*MONTHS, *words("miesiąc rok okres za m-c r")})


@dataclass(slots=True)
class Row:
    """A line as far as its fragments have said it.

    Attributes:
        unit: only where a fragment of its own named it: "..., 8 sesji po 120".
        closed_by: what stands behind the fragment that named it; None at the end, or where only sense parts two lines.
        ended_by: what stands behind the last fragment of it.
    """

    name: str | None = None
    quantity: Item | None = None
    price: Item | None = None
    rate: str | None = None
    kind: PriceKind | None = None
    unit: str | None = None
    closed_by: Token | None = None
    ended_by: Token | None = None

    def lacks_what(self, fragment: Fragment, name: str | None) -> bool:
        """Whether the fragment only adds what this line does not have yet."""
        if name is not None and self.name is not None and not fragment.aside:
            return False
        if fragment.price is not None and self.price is not None:
            return False
        return fragment.quantity is None or self.quantity is None

    def is_sized_before(self, fragment: Fragment) -> bool:
        """Reads "deska 4m, 2 szt., 150 zł": what was measured first is the size of one."""
        size, count = self.quantity, fragment.quantity
        free = self.name is not None and self.price is None and size is not None and size.unit in SIZES
        return free and count is not None and count.unit in COUNTED

    def is_counted_by(self, fragment: Fragment, name: str) -> bool:
        """Reads "trening personalny, 8 sesji po 120": the fragment says how often, and names nothing else."""
        parted = self.closed_by is not None and self.closed_by.is_sign(",")
        free = self.name is not None and self.quantity is None and self.price is None
        priced = fragment.price is not None and fragment.price.role is Role.UNIT_PRICE
        return parted and free and priced and fragment.quantity is not None and counts_events(name)

    def name_after_container(self) -> None:
        """Reads "3 palety po 50 zł": with nothing else named, what is counted is what is sold."""
        if self.name is None and self.quantity is not None and self.quantity.unit in CONTAINERS:
            self.name, self.quantity = self.quantity.unit, replace(self.quantity, unit=None)

    def name_going_on(self, fragment: Fragment, name: str | None) -> str | None:
        """The name with what the fragment adds: "audyt, listopad 2026", "zaliczka 2000 dla [NIP] na remont łazienki"."""
        if name is None or self.name is None:
            return None
        if all(word in _PERIOD or word.isdigit() for word in fold(name).split()):
            return f"{self.name}, {name}"
        parted = self.ended_by is not None and self.ended_by.kind is Kind.GAP
        lead, advance = fragment.words[0], fold(self.name).startswith(("zaliczk", "zadat", "przedplat"))
        purpose = (parted and lead.is_word("na")) or (advance and lead.is_word("na", "za"))
        purpose = purpose and self.price is not None
        return f"{self.name} {fragment.said}" if purpose else None

    def add(self, fragment: Fragment, name: str | None) -> None:
        """Take what the fragment says."""
        if self.name is None and name is not None:
            self.name, self.closed_by = name, fragment.closed_by
        self.ended_by = fragment.closed_by
        self.quantity = self.quantity or fragment.quantity
        self.price = self.price or fragment.price
        self.rate = fragment.rate or self.rate
        self.kind = fragment.kind or self.kind
