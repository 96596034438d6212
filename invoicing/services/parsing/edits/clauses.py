"""One clause of a change: a table of readers, the first that understands all of it wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from invoicing.services.parsing.edits import names, numbers
from invoicing.services.parsing.edits import words as said
from invoicing.services.parsing.edits.calling import called
from invoicing.services.parsing.edits.clause import NOTHING, Clause, Read
from invoicing.services.parsing.edits.figures import Figure, Means, figure_of, hint_of
from invoicing.services.parsing.edits.mails import read_mails
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.edits.terms import read_terms
from invoicing.services.parsing.tokens import tokenize
from invoicing.services.parsing.understood import Problem

_LONGEST = 40  # tokens
_BETWEEN = re.compile(
    r"\s*(?:(?:[:=–-]|\b(?:ma byc|maja byc|ma kosztowac|kosztuje|powinien kosztowac|po|za|to|na|is|at|costs|має бути|коштує|по)\b)\s*)*$"
)
_COSTS = re.compile(r"\b(?:kosztow\w*|kosztuje|po|za|at|costs|коштує|по)\s*$")
_ONTO = re.compile(r"(?:na|to|into|на)\s+(?P<new>.+)", re.DOTALL)
_RATED = re.compile(r"(?P<hint>[^\d]+?)\s+(?:na |jest )?(?P<rate>zw(?:olnion\w*)?|np|oo)\.?")
_MOVED = re.compile(r"(?P<hint>.+?)\s+(?:na|to|into|на)\s+(?P<new>.+)", re.DOTALL)


def read_clause(clause: Clause) -> Read:
    """The edits that the clause says, and what about them cannot be; nothing when it fits no form."""
    noted = names.note(clause)
    if noted[0]:
        return noted
    placed = clause.without_position().trimmed
    if placed.folded != clause.folded:
        noted = names.note(placed)
        if noted[0]:
            return noted
    instead = said.INSTEAD.fullmatch(placed.folded)
    if instead is not None and placed.verb is not said.Verb.REMOVE:
        return _instead(placed, instead)
    readers = _readers_of(clause)
    for read in readers:
        edits, problems = read(placed)
        if edits or problems:
            return [replace(edit, line=edit.line or placed.line) for edit in edits], problems
    return NOTHING


def _readers_of(clause: Clause) -> Sequence[Callable[[Clause], Read]]:
    """By the verb; "bez rabatu, termin 14 dni": a clause that only goes on may say a value, which is not taken away."""
    if clause.verb is not said.Verb.REMOVE:
        return _READERS
    goes_on = said.lead_of(clause.lead).verb is None
    return (_terms, *_REMOVING) if goes_on else _REMOVING


def _instead(clause: Clause, found: re.Match[str]) -> Read:
    """Reads "3 h zamiast 2": the old number tells of which line."""
    end = found.end("new")
    new = replace(clause, raw=clause.raw[:end], folded=clause.folded[:end], verb=said.Verb.CHANGE)
    edits, problems = read_clause(new)
    was = clause.after(found.start("old"))
    if edits and all(edit.field is Field.PAYMENT for edit in edits):
        return edits, problems
    if called(clause.names, was) and not re.search(r"\d", new.raw):
        return [Edit(Field.LINE_NAME, new.raw, hint=was)], []
    old = figure_of(was, clause.today)
    if not edits or old is None:
        bare = figure_of(new.raw, clause.today) if old else None
        if bare is None or old is None or bare.means is not Means.BARE:
            return NOTHING
        edits = [Edit(Field.AMOUNT, number=bare.value)]
    return [replace(edit, old=old.value, line=edit.line or clause.line) for edit in edits], problems


def _terms(clause: Clause) -> Read:
    """Terms of the whole draft: "zapłacona ostatnia" is said of an invoice that has been issued."""
    if clause.line is not None and said.PAID.fullmatch(clause.folded.strip()):
        return NOTHING
    return read_terms(clause.raw, clause.folded, clause.today)


def _no_mail(clause: Clause) -> Read:
    return ([Edit(Field.SEND_TO, yes=False)], []) if said.NO_MAIL.fullmatch(clause.folded) else NOTHING


def _issue_date(clause: Clause) -> Read:
    """Nobody chooses it: an invoice bears the day on which it is issued."""
    found = said.ISSUE_DATE.fullmatch(clause.folded)
    return ([], [Problem("issue_date_fixed", clause.raw)]) if found else NOTHING


def _of_line(clause: Clause) -> Read:
    """Reads "dojazd: 80 zł", "konsultacje po 220", "dojazd ma być 80 zł" where a line is called so."""
    tokens = [] if clause.verb is said.Verb.ADD else tokenize(clause.raw, _LONGEST)
    for token in tokens[1:]:
        figure = figure_of(clause.raw[token.start :], clause.today)
        if figure is None:
            continue
        words = _BETWEEN.sub("", clause.folded[: token.start])
        if not words.strip() or len(called(clause.names, words)) == 0:
            return NOTHING
        costs = _COSTS.search(clause.folded[: token.start]) is not None
        hint = clause.raw[: len(words)].strip()
        if figure.means is Means.PERCENT:
            return [Edit(Field.RATE, format(figure.value, "f"), hint=hint)], []
        return numbers.by_meaning(figure, hint, bare=Field.PRICE if costs else Field.AMOUNT)
    return NOTHING


def _rated(clause: Clause) -> Read:
    """Reads "audyt zw", "stawka na dojazd np" where a line is called so."""
    found = _RATED.fullmatch(clause.folded)
    if found is None or not called(clause.names, found["hint"]):
        return NOTHING
    rate = found["rate"] if found["rate"] in {"np", "oo"} else "zw"
    return [Edit(Field.RATE, rate, hint=clause.raw[: found.end("hint")].strip())], []


def _renamed(clause: Clause) -> Read:
    """Reads "drugą pozycję na parking": a line that was called by its position."""
    found = _ONTO.fullmatch(clause.folded)
    if clause.verb is not said.Verb.CHANGE or clause.line is None or found is None:
        return NOTHING
    new = clause.after(found.start("new"))
    return ([Edit(Field.LINE_NAME, new)], []) if not re.search(r"\d", new) else NOTHING


def _moved(clause: Clause) -> Read:
    """Reads "dojazd na 200 zł", "dojazd na parking": the name of a line, and what it should be."""
    found = _MOVED.fullmatch(clause.folded)
    if clause.verb is not said.Verb.CHANGE or found is None or said.begins_with_noun(clause.folded):
        return NOTHING
    hint, new = hint_of(clause.raw[: found.end("hint")]), clause.after(found.start("new"))
    figure = figure_of(new, clause.today)
    was = figure_of(hint, clause.today) if hint and figure else None
    if was is not None and figure is not None:
        return _exchanged(was, figure)
    if hint is None or figure is None:
        words_only = hint is not None and not re.search(r"\d", found["new"])
        return ([Edit(Field.LINE_NAME, new, hint=hint)], []) if words_only else NOTHING
    if figure.means is Means.PERCENT:
        return [Edit(Field.RATE, format(figure.value, "f"), hint=hint)], []
    return numbers.by_meaning(figure, hint, bare=Field.AMOUNT)


def _exchanged(was: Figure, now: Figure) -> Read:
    """Reads "2 h na 3 h", "200 zł na 250": the old number tells of which line, and what it is."""
    known = was if now.means is Means.BARE else now
    edits, problems = numbers.by_meaning(
        replace(now, means=known.means, unit=known.unit), None, bare=Field.AMOUNT
    )
    return [replace(edit, old=was.value) if edit.number is not None else edit for edit in edits], problems


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
    if said.PRICED.search(clause.folded):
        return NOTHING
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
    numbers.numbered(Field.TOTAL, said.TOTAL, _MONEY),
    numbers.rate,
    numbers.numbered(Field.QUANTITY, said.QUANTITY, frozenset({Means.COUNT, Means.BARE})),
    names.named(Field.BUYER_NAME, said.BUYER_NAME),
    numbers.price_kind,
    read_mails,
    _terms,
    names.named(Field.BUYER_ADDRESS, said.BUYER_ADDRESS),
    names.line_name,
    names.buyer,
    numbers.bare_figure,
    _no_mail,
    _issue_date,
    _of_line,
    _rated,
    _renamed,
    _added,
    _moved,
)
_REMOVING: tuple[Callable[[Clause], Read], ...] = (read_mails, _removed)
