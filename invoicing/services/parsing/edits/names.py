"""Readers of words that take the place of others: note, names, address, buyer."""

from __future__ import annotations

import re
from collections.abc import Callable

from invoicing.services.parsing.edits import words as said
from invoicing.services.parsing.edits.clause import NOTHING, Clause, Read
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.identifiers import read_emails
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tax_numbers import read_nips
from invoicing.services.parsing.tokens import tokenize

_LONGEST_BUYER = 120  # tokens
_LINKED = re.compile(r"\s*[:=]\s*|\s+(?:na|to|into|ma byc|на)\s+")


def note(clause: Clause) -> Read:
    """What is to be written on the invoice, or that nothing is: uwagi: ..., usuń uwagi."""
    rest = clause.rest(said.NOTE)
    if rest is None:
        return NOTHING
    if clause.verb is said.Verb.REMOVE:
        return [Edit(Field.NOTE, yes=False)], []
    return ([Edit(Field.NOTE, rest)], []) if rest else NOTHING


def named(field: Field, pattern: re.Pattern[str]) -> Callable[[Clause], Read]:
    """A reader of words that take the place of others: "nazwa pozycji: montaż"."""

    def read(clause: Clause) -> Read:
        rest = clause.rest(pattern)
        return ([Edit(field, rest.strip())], []) if rest else NOTHING

    return read


def line_name(clause: Clause) -> Read:
    """A new name; "nazwa dojazdu na parking" says of which line."""
    found = said.LINE_NAME.fullmatch(clause.folded)
    if found is None or not clause.raw[found.start("rest") :].strip():
        return NOTHING
    rest, folded = clause.raw[found.start("rest") :], clause.folded[found.start("rest") :]
    parts = _LINKED.search(folded)
    linked = clause.folded[: found.start("rest")].rstrip().endswith((":", "=", " na", " to"))
    if parts is None or linked:
        return [Edit(Field.LINE_NAME, rest.strip())], []
    return [Edit(Field.LINE_NAME, rest[parts.end() :].strip(), hint=rest[: parts.start()].strip())], []


def buyer(clause: Clause) -> Read:
    """Another buyer, by NIP or in words: nabywca ma być 5260250274."""
    rest = clause.rest(said.BUYER)
    if not rest:
        return NOTHING
    sheet = Sheet(rest, tokenize(rest, _LONGEST_BUYER), clause.today)
    read_emails(sheet)
    if sum(char.isdecimal() for char in rest) >= 7 and rest.lstrip()[:1].isdecimal():
        sheet = Sheet("nip " + rest, tokenize("nip " + rest, _LONGEST_BUYER), clause.today)
    read_nips(sheet)
    if clause.verb is None and clause.folded.startswith("nip") and "nabywc" not in clause.folded:
        return NOTHING  # more is said than a change
    if sheet.facts.problems:
        return [], list(sheet.facts.problems)
    if clause.verb is None and not _is_said_to_be(clause, rest, named=sheet.facts.nip is not None):
        return NOTHING
    return [Edit(Field.BUYER, rest.strip(), nip=sheet.facts.nip)], []


def _is_said_to_be(clause: Clause, rest: str, *, named: bool) -> bool:
    """Whether "nabywca ma być ..." was said, and not the name of somebody called "Klient Testowy", nor a bare NIP."""
    lead = clause.folded[: len(clause.folded) - len(rest)].rstrip()
    sure = said.LINKED.fullmatch(lead) is not None or said.SURELY_BUYER.match(lead) is not None
    return sure or (named and not lead.startswith("nip"))
