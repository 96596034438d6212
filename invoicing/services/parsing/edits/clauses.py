"""One clause of a change: a table of readers, the first that understands all of it wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from invoicing.services.parsing.edits import names, numbers
from invoicing.services.parsing.edits import words as said
from invoicing.services.parsing.edits.clause import NOTHING, Clause, Read
from invoicing.services.parsing.edits.figures import Means, figure_of, hint_of
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.edits.terms import read_terms

_MOVED = re.compile(r"(?P<hint>.+?)\s+(?:na|to|into|на)\s+(?P<new>.+)", re.DOTALL)


def read_clause(clause: Clause) -> Read:
    """The edits that the clause says, and what about them cannot be; nothing when it fits no form."""
    noted = names.note(clause)
    if noted[0]:
        return noted
    placed = clause.without_position().trimmed
    instead = said.INSTEAD.fullmatch(placed.folded)
    if instead is not None and placed.verb is not said.Verb.REMOVE:
        return _instead(placed, instead)
    readers = _REMOVING if clause.verb is said.Verb.REMOVE else _READERS
    for read in readers:
        edits, problems = read(placed)
        if edits or problems:
            return [replace(edit, line=edit.line or placed.line) for edit in edits], problems
    return NOTHING


def _instead(clause: Clause, found: re.Match[str]) -> Read:
    """Reads "3 h zamiast 2": the old number tells of which line."""
    end = found.end("new")
    new = replace(clause, raw=clause.raw[:end], folded=clause.folded[:end], verb=said.Verb.CHANGE)
    edits, problems = read_clause(new)
    old = figure_of(clause.after(found.start("old")), clause.today)
    if not edits or old is None:
        bare = figure_of(new.raw, clause.today) if old else None
        if bare is None or old is None or bare.means is not Means.BARE:
            return NOTHING
        edits = [Edit(Field.AMOUNT, number=bare.value)]
    return [replace(edit, old=old.value, line=edit.line or clause.line) for edit in edits], problems


def _terms(clause: Clause) -> Read:
    return read_terms(clause.raw, clause.folded, clause.today)


def _moved(clause: Clause) -> Read:
    """Reads "dojazd na 200 zł", "dojazd na parking": the name of a line, and what it should be."""
    found = _MOVED.fullmatch(clause.folded)
    if clause.verb is not said.Verb.CHANGE or found is None or said.begins_with_noun(clause.folded):
        return NOTHING
    hint, new = hint_of(clause.raw[: found.end("hint")]), clause.after(found.start("new"))
    figure = figure_of(new, clause.today)
    if hint is None or figure is None:
        words_only = hint is not None and not re.search(r"\d", found["new"])
        return ([Edit(Field.LINE_NAME, new, hint=hint)], []) if words_only else NOTHING
    if figure.means is Means.PERCENT:
        return [Edit(Field.RATE, format(figure.value, "f"), hint=hint)], []
    return numbers.by_meaning(figure, hint, bare=Field.AMOUNT)


def _added(clause: Clause) -> Read:
    if clause.verb is not said.Verb.ADD or not clause.raw:
        return NOTHING
    noun = said.LINE_NOUN.match(clause.folded)
    words = clause.after(noun.end() if noun else 0)
    return ([Edit(Field.ADD, words)], []) if words else NOTHING


def _removed(clause: Clause) -> Read:
    """What is taken away: a term by its name, else a line."""
    for field, pattern in said.REMOVABLE:
        if pattern.fullmatch(clause.folded):
            return [Edit(field, yes=False)], []
    noun = said.LINE_NOUN.match(clause.folded + " ")
    hint = hint_of(clause.raw[noun.end() :] if noun else clause.raw)
    if hint is None and clause.line is None and noun is None:
        return NOTHING
    return [Edit(Field.REMOVE, hint=hint)], []


_MONEY = frozenset({Means.MONEY, Means.BARE})
_READERS: tuple[Callable[[Clause], Read], ...] = (
    numbers.numbered(Field.DISCOUNT, said.DISCOUNT, frozenset({Means.PERCENT, Means.MONEY})),
    numbers.percent_off,
    numbers.currency,
    numbers.numbered(Field.PRICE, said.PRICE, _MONEY),
    numbers.numbered(Field.PRICE, said.RATE, frozenset({Means.MONEY})),
    numbers.rate,
    numbers.numbered(Field.QUANTITY, said.QUANTITY, frozenset({Means.COUNT, Means.BARE})),
    names.named(Field.BUYER_NAME, said.BUYER_NAME),
    numbers.price_kind,
    _terms,
    names.named(Field.BUYER_ADDRESS, said.BUYER_ADDRESS),
    names.line_name,
    names.buyer,
    numbers.bare_figure,
    _added,
    _moved,
)
_REMOVING: tuple[Callable[[Clause], Read], ...] = (_removed,)
