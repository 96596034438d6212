"""What the schema does not check: one table of rules, each with the kinds of invoice it holds for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from ksef.fa3.problems import Problem
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Found
from ksef.fa3.rules.kinds import EVERY, Check, Rule
from ksef.fa3.rules.table import RULES
from ksef.fa3.tree import Element

MOST_OF_A_CHECK = 25  # a check that finds more has made its point, and every place costs time

FORGIVEN = frozenset(rule.code for rule in RULES if rule.forgiven)  # our own invoices may go out with these


def _plan(kind: str) -> tuple[tuple[Check, dict[str, Rule]], ...]:
    """The checks of a kind of invoice, and which of their codes count there; in the order of the table."""
    checks: dict[Check, dict[str, Rule]] = {}
    for rule in RULES:
        if kind in rule.kinds:
            checks.setdefault(rule.check, {})[rule.code] = rule
    return tuple(checks.items())


_PLANS = {kind: _plan(kind) for kind in EVERY}


def rule_problems(root: Element, today: date | None = None) -> Iterator[Problem]:
    """What the rules find in a document that fits the schema.

    Args:
        root: element Faktura.
        today: the Warsaw date, for the rule that no invoice is issued in the future; None leaves that out.
    """
    document = Document(root, today)
    for check, rules in _PLANS.get(document.kind, ()):
        counted = (each for each in check(document) if each.code in rules)
        for each in islice(counted, MOST_OF_A_CHECK):
            yield _problem(each, rules[each.code])


def _problem(finding: Found, rule: Rule) -> Problem:
    return Problem(finding.code, finding.place, rule.severity, finding.details)
