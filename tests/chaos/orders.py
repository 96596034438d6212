"""What people want invoiced, and what became of each wish as far as they were told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from threading import Condition

HOURS, RATE = 2, Decimal("1.23")


@dataclass(slots=True)
class Order:
    """One invoice that somebody wants; its price and its buyer's address are like no other's.

    Attributes:
        place: from 1.
        by: who ordered it, a chat or an address.
        number: of the invoice, as the person was told; None while they were not.
        trouble: what the person waited for in vain.
    """

    place: int
    by: str = ""
    number: str | None = None
    trouble: str | None = None

    @property
    def price(self) -> int:
        """Złoty an hour, net."""
        return 100 + self.place

    @property
    def gross(self) -> str:
        """What is to be paid, as Polish writes it."""
        return f"{self.price * HOURS * RATE:.2f}".replace(".", ",")

    @property
    def buyer(self) -> str:
        """The mailbox that waits for the invoice."""
        return f"k{self.place}@klient.example"

    @property
    def sentence(self) -> str:
        """The wish in words."""
        return f"faktura dla NIP 5260250274, {HOURS} h konsultacji po {self.price} zł, wyślij na {self.buyer}"


class Orders:
    """All wishes of a run, handed out one by one to whoever is free, as far as people are let."""

    def __init__(self, count: int) -> None:
        self.all = [Order(place) for place in range(1, count + 1)]
        self._changed, self._next, self._let = Condition(), 0, 0

    def let(self, count: float) -> None:
        """Let people order so many in all; who wants more waits until they are let."""
        with self._changed:
            self._let = min(len(self.all), ceil(count))
            self._changed.notify_all()

    def take(self, by: str) -> Order | None:
        """The next wish, for that person, once people are let; None when all are taken."""
        with self._changed:
            self._changed.wait_for(lambda: self._next < self._let or self._next == len(self.all))
            if self._next == len(self.all):
                return None
            order = self.all[self._next]
            self._next += 1
        order.by = by
        return order

    @property
    def finished(self) -> int:
        """How many people were told a number, or gave up."""
        return sum(order.number is not None or order.trouble is not None for order in self.all)
