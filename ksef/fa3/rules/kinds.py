"""Values of RodzajFaktury, as the rules group them, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ksef.fa3.problems import Severity
from ksef.fa3.rules.document import Document
from ksef.fa3.rules.found import Findings

EVERY = frozenset({"VAT", "UPR", "ZAL", "ROZ", "KOR", "KOR_ZAL", "KOR_ROZ"})
CORRECTING = frozenset({"KOR", "KOR_ZAL", "KOR_ROZ"})
ORIGINAL = EVERY - CORRECTING
WHOLE = ORIGINAL - {"UPR"}  # invoices that must say everything
SALE = frozenset({"VAT", "ROZ"})  # rows are what is sold
BASIC = frozenset({"VAT"})
ADVANCE = frozenset({"ZAL"})
SETTLEMENT = frozenset({"ROZ"})
SIMPLIFIED = frozenset({"UPR"})

Check = Callable[[Document], Findings]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one code means.

    Attributes:
        code: of the problem; a code has two rules where kinds differ in how bad it is.
        severity: see `Severity`.
        kinds: values of RodzajFaktury it holds for.
        check: finds it; one check may find several codes.
        source: article of the VAT act (VATA), section of the handbook or of the KSeF documentation, or why.
        arithmetic: whether it is about amounts, which no invoice of our own may get wrong.
        forgiven: whether an invoice of our own may go out with it.
    """

    code: str
    severity: Severity
    kinds: frozenset[str]
    check: Check
    source: str
    arithmetic: bool = False
    forgiven: bool = False


def refuses(code: str, kinds: frozenset[str], check: Check, source: str) -> Rule:
    """A rule whose breach KSeF or the law refuses."""
    return Rule(code, Severity.ERROR, kinds, check, source)


def doubts(code: str, kinds: frozenset[str], check: Check, source: str) -> Rule:
    """A rule whose breach is probably a mistake, which our own invoices do not make."""
    return Rule(code, Severity.WARNING, kinds, check, source)


def counts(code: str, kinds: frozenset[str], check: Check, source: str) -> Rule:
    """A rule of arithmetic."""
    return Rule(code, Severity.WARNING, kinds, check, source, arithmetic=True)


def wonders(code: str, kinds: frozenset[str], check: Check, source: str) -> Rule:
    """A rule whose breach is unusual, and may be meant."""
    return Rule(code, Severity.WARNING, kinds, check, source, forgiven=True)
