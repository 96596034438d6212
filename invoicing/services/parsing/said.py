"""What the rules of wishes look at: the words, and what the readers have found in them."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.services.parsing import wish_words as said_by
from invoicing.services.parsing.understood import SaidBuyer, SaidLine


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules look at.

    Attributes:
        asks: with a question mark.
        number: of an older invoice.
        terms: a due date, a way of payment, a discount or another thing that belongs to an invoice was said.
    """

    words: tuple[str, ...]
    asks: bool
    buyer: SaidBuyer
    lines: tuple[SaidLine, ...]
    number: str | None
    terms: bool

    def any_of(self, table: frozenset[str]) -> bool:
        """Whether one of the words was said."""
        return any(word in table for word in self.words)

    def any_stem(self, stems: tuple[str, ...]) -> bool:
        """Whether a word begins with one of the stems."""
        return any(word.startswith(stems) for word in self.words)

    def pair(self, first: str, *seconds: str) -> bool:
        """Whether the first word is followed by one of the seconds."""
        return any(one == first and two in seconds for one, two in self.pairs)

    def any_pair(self, table: frozenset[tuple[str, str]]) -> bool:
        """Whether two words follow each other as in the table."""
        return any(pair in table for pair in self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each word with the next."""
        return list(zip(self.words, self.words[1:], strict=False))

    @property
    def request(self) -> tuple[str, ...]:
        """The words from the first that is no greeting and no courtesy."""
        courtesies = said_by.GREETINGS | said_by.POLITE
        start = next((at for at, word in enumerate(self.words) if word not in courtesies), len(self.words))
        return self.words[start:]

    @property
    def first(self) -> str:
        """The first word of the request."""
        return self.request[0] if self.request else ""

    @property
    def priced(self) -> bool:
        """Whether a line has a price."""
        return any(line.price is not None for line in self.lines)

    @property
    def named(self) -> bool:
        """Whether a buyer was said."""
        return any((self.buyer.nip, self.buyer.name, self.buyer.eu_vat_number))

    @property
    def questions(self) -> bool:
        """Whether it begins as a question: jak, czy, od kiedy."""
        return any(word in said_by.QUESTIONS for word in self.request[:1]) or (
            self.first in {"od", "do", "na", "w", "z"}
            and self.request[1:2] != ()
            and self.request[1] in said_by.QUESTIONS
        )
