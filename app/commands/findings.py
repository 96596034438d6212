"""What a doctor finds: one line a check."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from app.commands.speaking import AT_FAULT, emit


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is well, and what to do."""

    check: str
    well: bool
    words: str


def well(check: str, words: str) -> Finding:
    """All is in order."""
    return Finding(check, well=True, words=words)


def missing(check: str, words: str) -> Finding:
    """Something is not; the words say what to do."""
    return Finding(check, well=False, words=words)


def tell(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print them.

    Raises:
        SystemExit: status 1 when anything is not well.
    """
    for finding in findings:
        if as_json:
            emit({"check": finding.check, "ok": finding.well, "message": finding.words})
        else:
            mark = "ok     " if finding.well else "MISSING"
            sys.stdout.write(f"{mark}  {finding.check}: {finding.words}\n")
    if not all(finding.well for finding in findings):
        raise SystemExit(AT_FAULT)
