"""Which line of a draft somebody means: by its position, by words of its name, or because there is no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft, Line
from invoicing.services.issuing.lines import UNPRICED
from invoicing.services.parsing.edits.calling import called
from invoicing.services.parsing.edits.said import LAST, Edit, Field

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
    found = called(names_of(draft), edit.hint)
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
    if len(parts) == 1 or called(names_of(draft), hint):
        return [line_meant(draft, edit)]
    each = (Edit(edit.field, hint=part) for part in parts if part)
    return sorted({line_meant(draft, one) for one in each})


def names_of(draft: Draft) -> tuple[str, ...]:
    """What the lines are called, in order."""
    return tuple(line.name for line in draft.lines)


def listed(draft: Draft) -> str:
    """The lines with their positions, for a sentence."""
    return ", ".join(f"{at}. {line.name}" for at, line in enumerate(draft.lines, 1))


def _check_old(line: Line, edit: Edit) -> None:
    """What somebody said it was must be what it is, or another line is meant."""
    if edit.old is None or edit.field not in _VALUES:
        return
    value: Decimal = getattr(line, _VALUES[edit.field])
    if value != edit.old:
        raise Refused("edit-old-value", said=str(edit.old), value=format(value, "f"), line=line.name)
