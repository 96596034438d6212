"""docs/fa3-rules.md is the table of rules, one line each; written by: make golden."""

import os
from pathlib import Path

from ksef.fa3.problems import Severity
from ksef.fa3.rules import RULES
from ksef.fa3.rules.kinds import CORRECTING, EVERY, ORIGINAL, Rule

PAGE = Path(__file__).parents[2] / "docs" / "fa3-rules.md"
HEAD = """# What `latarnik validate` finds beyond the schema

An **error** is what KSeF refuses, or what the law forbids to hand over; a **warning** is what KSeF takes and what is probably wrong
(KSeF checks no arithmetic). Each rule holds for the kinds of invoice (RodzajFaktury) that its line names, and is silent for others:
a settlement, a simplified invoice or a correction adds up in its own way.

*Our own invoices*: `refused` never leave with it; `allowed` may. Sentences are in `templates/chat/*/problems.j2`, cases in
`tests/ksef/fa3_cases`, the table itself in `ksef/fa3/rules/table.py`.

Of the file: `empty`, `not-xml`, `xml-version` (1.0 only), `encoding` (UTF-8 only), `bom`, `doctype`, `processing-instruction`,
`character` (discouraged code points), `too-large` (1 MB, with attachment 3 MB), `not-fa3`; of the shape, by the Ministry's XSD:
`schema-structure`, `schema-length`, `schema-value`. All of them are errors. The rules are asked only when the shape is right.

How sums are judged: quantity times price may be a grosz away; sums of rows must be exact, net or gross; the tax of a rate must be
that of the net sum, of the gross sum, or the sum of the rows' taxes, each rounded half up to a grosz (art. 106e VATA). Where rows
are not what the totals sum up (corrections, advances, settlements), the tax may be away by half a grosz for each amount that was
rounded on the way. `date-future` needs to know today's date.

| Code | | Kinds | Our own | Source |
|---|---|---|---|---|
"""
NAMES = {EVERY: "every", ORIGINAL: "all but corrections", CORRECTING: "corrections"}


def kinds(rule: Rule) -> str:
    return NAMES.get(rule.kinds) or ", ".join(sorted(rule.kinds))


def line(rule: Rule) -> str:
    mark = "**error**" if rule.severity is Severity.ERROR else "arithmetic" if rule.arithmetic else "warning"
    own = "allowed" if rule.forgiven else "refused"
    return f"| `{rule.code}` | {mark} | {kinds(rule)} | {own} | {rule.source} |\n"


def test_the_page_has_a_line_for_every_rule():
    now = HEAD + "".join(line(rule) for rule in RULES)
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        PAGE.write_text(now, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == now
