"""A sentence while it is cut into fragments."""

from __future__ import annotations

from dataclasses import dataclass, field

from invoicing.services.parsing.fragments import Fragment
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Token


@dataclass(slots=True)
class Cut:
    """The fragments so far.

    Attributes:
        now: the one that is being cut.
        alternative: "albo" was said behind a price.
    """

    sheet: Sheet
    done: list[Fragment] = field(default_factory=list)
    now: Fragment = field(default_factory=Fragment)
    alternative: bool = False

    def flush(self, by: Token | None = None) -> None:
        """Begin another fragment; `by` is the token that parts them."""
        self.now.closed_by = by
        self.done.append(self.now)
        self.now = Fragment()
