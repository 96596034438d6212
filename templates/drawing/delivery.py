"""The proof of a hand-over on paper: what happened when, what the servers said, what it proves and what not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.drawing.blocks import Block, Column, facts, prose, table
from templates.drawing.page import creation_day
from templates.environment import module
from templates.sheet import Sheet, heading_size, line

_LANGUAGE = "pl"  # of whoever has to be convinced


def delivery(data: Mapping[str, Any]) -> dict[str, Any]:
    """Everything on the sheet.

    Args:
        data: what `DeliveryEvidence` collected; moments are ISO texts.
    """
    sheet, words = Sheet.of(_LANGUAGE), vars(module("evidence/delivery.j2", _LANGUAGE))
    said: Mapping[str, str] = words["said"]
    number = line(data["number"])
    return {
        "sheet": "report.typ",
        "language": _LANGUAGE,
        "title": f"{said['proof']} {number}",
        "author": "Latarnik",
        "description": f"{said['proof']} {number}",
        "kind": said["proof"],
        "number": number,
        "number-size": heading_size(number),
        "facts": [],
        "notice": [],
        "date": creation_day(data["issue_date"]),
        "blocks": [
            *facts("", _about(data, sheet, said)),
            *_steps(data["steps"], sheet, words),
            *prose(said["means"], [[each] for each in _means(data, words)]),
            *_files(data["files"], said),
        ],
        "foot": said["proof"],
        "page": sheet.words("page"),
        "attachment": None,
        "substituted": None,
        "substituted-words": sheet.words("substituted_bare"),
    }


def _means(data: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[str]:
    yield from words["proves"]
    yield from words["proves_not"]
    if data["receipt"] == "number":
        yield words["received_by_number"]


def _about(data: Mapping[str, Any], sheet: Sheet, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield said["seller"], line(data["seller"] or "")
    yield said["buyer"], line(data["buyer"] or "")
    yield said["issued"], sheet.moment(data["issued_at"])
    yield said["ksef"], line(data["ksef_number"] or "")
    yield said["digest_of_invoice"], line(data["sha256"])


def _steps(found: Any, sheet: Sheet, words: Mapping[str, Any]) -> list[Block]:
    said = words["said"]
    columns = (
        Column(said["when"]),
        Column(said["what"], wide=True),
        Column(said["where"], wide=True),
        Column(said["words"], wide=True),
        Column(said["file"]),
    )
    rows = (
        (
            sheet.moment(each["at"]),
            words["news"].get(each["news"], each["news"])
            + (f" ({said['likely']})" if each["likely"] else ""),
            ": ".join(filter(None, (words["ways"].get(each["way"], each["way"]), line(each["address"])))),
            line(each["said"]),
            line(each["file"]),
        )
        for each in found
    )
    return table(said["steps"], columns, rows)


def _files(found: Any, said: Mapping[str, str]) -> list[Block]:
    columns = (Column(said["file"]), Column(said["digest"], wide=True))
    rows = ((line(each["file"]), line(each["sha256"])) for each in found)
    return [*table(said["files"], columns, rows), *prose("", [[said["how"]]])]
