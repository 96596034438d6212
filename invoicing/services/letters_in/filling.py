"""The lines of a table, put where the words beside it ask for an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from invoicing.model.errors import Refused
from invoicing.services.parsing.understood import Intent, SaidLine, Understood

_OF_OTHERS = frozenset({Intent.CORRECT, Intent.REPEAT, Intent.CANCEL, Intent.RESEND})


def with_lines(heard: Understood, lines: Sequence[SaidLine]) -> Understood:
    """What was said, as an invoice with these lines.

    Raises:
        Refused: table-and-words, there are priced lines in the words too; table-only-new, the words ask for something
            that no table can fill.
    """
    if heard.intent in _OF_OTHERS or heard.recurs is not None:
        raise Refused("table-only-new")
    if any(line.price is not None for line in heard.lines):
        raise Refused("table-and-words")
    guessed = frozenset[str]().union(*(line.guessed for line in lines))
    return replace(
        heard,
        intent=Intent.ISSUE,
        lines=tuple(lines),
        missing=tuple(code for code in heard.missing if code == "buyer"),
        guessed=tuple(code for code in ("vat", "price_kind") if code in guessed),
    )
