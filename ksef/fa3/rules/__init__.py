"""What the schema does not check: one table of rules, each with the kinds of invoice it holds for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ksef.fa3.problems import Problem
from ksef.fa3.rules import content, parties, payment, sums
from ksef.fa3.rules.document import Document
from ksef.fa3.tree import Element

EVERY = frozenset({"VAT", "UPR", "ZAL", "ROZ", "KOR", "KOR_ZAL", "KOR_ROZ"})
CORRECTING = frozenset({"KOR", "KOR_ZAL", "KOR_ROZ"})
ORIGINAL = EVERY - CORRECTING
BASIC = frozenset({"VAT"})  # other kinds have sums of their own making


@dataclass(frozen=True, slots=True)
class Rule:
    """A check and the values of RodzajFaktury it holds for."""

    kinds: frozenset[str]
    check: Callable[[Document], Iterator[Problem]]


RULES = (
    Rule(EVERY, parties.nip_checksums),
    Rule(BASIC, parties.buyer_is_named),
    Rule(EVERY, parties.buyer_nip_in_its_field),
    Rule(EVERY, parties.units_are_named),
    Rule(BASIC, sums.line_values),
    Rule(BASIC, sums.totals_per_rate),
    Rule(BASIC, sums.tax_per_rate),
    Rule(BASIC, sums.gross),
    Rule(BASIC, content.has_lines),
    Rule(ORIGINAL, content.ordinals_are_unique),
    Rule(BASIC, content.exemption_has_its_basis),
    Rule(BASIC, content.reverse_charge_is_said),
    Rule(BASIC, content.split_payment_is_said),
    Rule(BASIC, content.foreign_currency_shows_vat_in_pln),
    Rule(BASIC, content.intra_eu_supply_has_its_buyer),
    Rule(CORRECTING, content.correction_names_its_original),
    Rule(EVERY, payment.account_checksums),
    Rule(ORIGINAL, payment.due_after_issue),
)

FORGIVEN = frozenset({"due-before-issue"})  # warnings with which our own invoices may go out


def rule_problems(root: Element) -> Iterator[Problem]:
    """Everything the rules find in a document that fits the schema."""
    document = Document.of(root)
    for rule in RULES:
        if document.kind in rule.kinds:
            yield from rule.check(document)
