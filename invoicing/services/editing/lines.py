"""Which line of a draft somebody means: by its position, by words of its name, or because there is no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.services.issuing.lines import UNPRICED
from invoicing.services.parsing.edits.said import LAST, Edit, Field
from invoicing.services.parsing.tokens import fold

_WORD = re.compile(r"\w+")
_SHORTEST = 3  # letters that two forms of a word share at least
_ENDING = 2  # letters by which forms of a word differ at most
_AND = re.compile(r"\s*,\s*|\s+(?:i|oraz|and|та|і)\s+")
_VALUES = {Field.PRICE: "unit_price", Field.QUANTITY: "quantity"}


class UnclearLine(Refused):
    """It was not said which line is meant, and there are several."""

    code = "edit-line-unclear"


def line_meant(draft: Draft, edit: Edit) -> int:
    """The index of the one line that the edit is about.

    Raises:
        UnclearLine: several lines may be meant.
        Refused: edit-line, there is no line of that position; edit-line-unknown, none is called so.
    """
    found = lines_meant(draft, edit)
    if len(found) > 1 and edit.old is not None and edit.field in _VALUES:
        found = [at for at in found if getattr(draft.lines[at], _VALUES[edit.field]) == edit.old] or found
    if len(found) > 1 and edit.field is Field.PRICE:
        waiting = [at for at in found if draft.lines[at].unit_price == UNPRICED]
        found = waiting if len(waiting) == 1 else found
    if len(found) > 1:
        raise UnclearLine(lines=listed(draft))
    _check_old(draft.lines[found[0]], edit)
    return found[0]


def lines_meant(draft: Draft, edit: Edit) -> Sequence[int]:
    """The indices of the lines that the edit may be about: all of them when nothing of it was said.

    Raises:
        Refused: edit-line, there is no line of that position; edit-line-unknown, none is called so; edit-no-lines.
    """
    count = len(draft.lines)
    if not count:
        raise Refused("edit-no-lines")
    if edit.line is not None:
        at = count if edit.line == LAST else edit.line
        if not 1 <= at <= count:
            raise Refused("edit-line", line=str(edit.line), count=str(count))
        return [at - 1]
    if edit.hint is None:
        return range(count)
    found = called(draft.lines, edit.hint)
    if not found:
        raise Refused("edit-line-unknown", said=edit.hint, lines=listed(draft))
    return found


def all_called(draft: Draft, edit: Edit) -> Sequence[int]:
    """The indices of every line that is named, "dojazd i parking" being two.

    Raises:
        UnclearLine: one of the names is that of several lines, or none was said.
        Refused: as of `lines_meant`.
    """
    hint = edit.hint or ""
    parts = _AND.split(hint)
    if len(parts) == 1 or called(draft.lines, hint):
        return [line_meant(draft, edit)]
    each = (Edit(edit.field, hint=part) for part in parts if part)
    return sorted({line_meant(draft, one) for one in each})


def called(lines: Sequence[Line], hint: str) -> list[int]:
    """The indices of lines that are called so: first by the very words, else by forms of them.

    >>> from invoicing.model.vat import VatRate
    >>> called([Line("dojazd", Decimal(1), None, Decimal(50), VatRate.STANDARD)], "dojazdu")
    [0]
    """
    said = fold(hint)
    same = [at for at, line in enumerate(lines) if fold(line.name) == said]
    words = _WORD.findall(said)
    return same or [
        at for at, line in enumerate(lines) if words and _has(_WORD.findall(fold(line.name)), words)
    ]


def listed(draft: Draft) -> str:
    """The lines with their positions, for a sentence."""
    return ", ".join(f"{at}. {line.name}" for at, line in enumerate(draft.lines, 1))


def _has(name: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(_alike(word, other) for other in name) for word in words)


def _alike(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    if len(longer) - len(shorter) > _SHORTEST:
        return False
    shared = next(
        (at for at, pair in enumerate(zip(word, other, strict=False)) if len({*pair}) > 1), len(shorter)
    )
    return word == other or shared >= max(_SHORTEST, len(shorter) - _ENDING)


def _check_old(line: Line, edit: Edit) -> None:
    """What somebody said it was must be what it is, or another line is meant."""
    if edit.old is None or edit.field not in _VALUES:
        return
    value: Decimal = getattr(line, _VALUES[edit.field])
    if value != edit.old:
        raise Refused("edit-old-value", said=str(edit.old), value=format(value, "f"), line=line.name)
