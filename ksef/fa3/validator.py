"""Everything that is wrong with a document: the file, the schema, our rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from invoicing.model.errors import InvalidDocument
from ksef.fa3.opening import another_form, examine, open_document
from ksef.fa3.problems import MOST, Problem, Severity
from ksef.fa3.rules import rule_problems
from ksef.fa3.schema import schema_problems
from ksef.fa3.tree import qualified


def validate(xml: bytes, today: date | None = None) -> list[Problem]:
    """Check a document as KSeF would, and then what KSeF does not check.

    The rules are asked only when the schema is content: they trust the shape.

    Args:
        xml: the bytes as they would be sent.
        today: the Warsaw date, to refuse a date of issue in the future; None leaves that out.
    """
    root, problems = examine(xml)
    if root is None:
        return problems
    if root.tag != qualified("Faktura"):
        return [*problems, another_form(root)]
    faults = schema_problems(root) or rule_problems(root, today)
    return _worst_first([*problems, *faults])


def require_schema(xml: bytes) -> None:
    """Refuse what the schema refuses, by its first fault.

    Raises:
        InvalidDocument: reason `document-invalid`, details `problem` and `place`.
    """
    faults = schema_problems(open_document(xml))
    if faults:
        first = faults[0]
        raise InvalidDocument(
            "document-invalid", problem=first.code, place=first.place, **dict(first.details)
        )


def _worst_first(found: Iterable[Problem]) -> list[Problem]:
    """So that an error is never cut off behind warnings."""
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)[:MOST]
