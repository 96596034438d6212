"""What the rules about wishes look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from invoicing.services.parsing.understood import SaidBuyer, SaidLine
from invoicing.services.parsing.wish_words import DEEDS, GREETINGS, INVOICES, MODAL, POLITE, QUESTIONS

LATEST = frozenset(
    {"ostatnia", "ostatniej", "ostatnie", "poprzednia", "poprzedniej", "ostatnio", "last", "latest"}
)
_ANOTHER = frozenset({"nowa", "kolejna", "jedna", "druga", "mi", "jeszcze"})
_BEFORE_QUESTION = frozenset({"od", "do", "na", "w", "z", "za", "po"})


@dataclass(frozen=True)  # without slots: what is asked of it often is counted once
class Said:
    """A sentence as its words and what the readers found.

    Attributes:
        words: folded, in Polish.
        asks: it has a question mark.
        number: of an older invoice.
        terms: something of a whole invoice was said: when or how to pay, a discount, a note, a currency, a rate.
    """

    words: tuple[str, ...]
    asks: bool
    buyer: SaidBuyer
    lines: tuple[SaidLine, ...]
    number: str | None
    terms: bool = False

    def any_of(self, table: frozenset[str]) -> bool:
        """Whether one of the words was said."""
        return not table.isdisjoint(self._each)

    def pair(self, first: str, *seconds: str) -> bool:
        """Whether the first word is followed by one of the seconds."""
        return any((first, second) in self._pairs for second in seconds)

    @cached_property
    def _each(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(zip(self.words, self.words[1:], strict=False))

    @cached_property
    def first(self) -> str:
        """The first word that is no greeting and no courtesy."""
        passed = GREETINGS | POLITE | (MODAL | {"czy"} if self.requests else set())
        return next((word for word in self.words if word not in passed), "")

    @cached_property
    def second(self) -> str:
        """What that first word is about: dodaj nową fakturę."""
        behind = iter(self.words[self.words.index(self.first) + 1 :] if self.first else ())
        return next((word for word in behind if word not in _ANOTHER), "")

    @cached_property
    def requests(self) -> bool:
        """Whether it asks politely for a deed: czy mógłby Pan przesłać."""
        return self.any_of(MODAL) and any(word.startswith(DEEDS) for word in self.words)

    @cached_property
    def questions(self) -> bool:
        """Whether it asks something, by its sign or its first word."""
        led = self.first in _BEFORE_QUESTION and any(self.pair(self.first, word) for word in QUESTIONS)
        return (self.asks and not self.requests) or led or self.first in QUESTIONS

    @property
    def priced(self) -> bool:
        """Whether a line has a price."""
        return any(line.price is not None for line in self.lines)

    @property
    def sells(self) -> bool:
        """Whether a line has a name and a price."""
        return any(line.price is not None and line.name is not None for line in self.lines)

    @property
    def named(self) -> bool:
        """Whether a buyer was said."""
        return any((self.buyer.nip, self.buyer.name, self.buyer.eu_vat_number))

    @property
    def of_one(self) -> bool:
        """Whether it is about one invoice that has been issued: by its number, or the latest."""
        return self.number is not None or (self.any_of(INVOICES) and self.any_of(LATEST))
