"""`latarnik render --check`: a drawing held against its XML."""

from __future__ import annotations

from app.commands.speaking import emit
from ksef.fa3.stated import stated_values
from templates.completeness.check import dropped
from templates.completeness.reasons import reason_to_omit


def missing(xml: bytes, pdf: bytes, language: str) -> list[str]:
    """What the drawing does not say, as `place = value`."""
    return [f"{each.place} = {each.value}" for each in dropped(stated_values(xml), pdf, language)]


def report(file: str, xml: bytes, found: list[str]) -> None:
    """One JSON line: how many values the XML states, what the page does not say, what it need not say and why."""
    stated = stated_values(xml)
    reasons = ((each, reason_to_omit(each.path, each.value)) for each in stated)
    omitted: dict[str, object] = {f"{each.place} = {each.value}": why for each, why in reasons if why}
    emit({"file": file, "values": len(stated), "missing": found, "omitted": omitted})
