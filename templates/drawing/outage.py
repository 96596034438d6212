"""The evidence of an outage on paper: what was announced, what we made of it, what we saw, and the digests of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.drawing.blocks import Block, Column, facts, prose, table
from templates.drawing.page import creation_day
from templates.environment import module
from templates.sheet import Sheet, heading_size, line

_LANGUAGE = "pl"  # of whoever has to be convinced
_WARNINGS = ("disputed_end", "odd_end")
_NONE = "–"


def outage(data: Mapping[str, Any]) -> dict[str, Any]:
    """Everything on the sheet.

    Args:
        data: what `EvidenceOf` collected; moments are ISO texts.
    """
    sheet, words = Sheet.of(_LANGUAGE), _Words()
    about = data["outage"]
    kind = words.kind(about["kind"])
    return {
        "sheet": "report.typ",
        "language": _LANGUAGE,
        "title": f"{words['evidence']}: {line(about['key'])}",
        "author": "Latarnik",
        "description": kind,
        "kind": words["evidence"],
        "number": kind,
        "number-size": heading_size(kind),
        "facts": [],
        "notice": [],
        "date": creation_day(about["began"][:10]),
        "blocks": [
            *facts("", _about(about, sheet, words)),
            *prose("", [[each] for each in _remarks(about, words)]),
            *_messages(data["messages"], about, sheet, words),
            *_changes(data["changes"], sheet, words),
            *_looks(data["looks"], sheet, words),
            *_files(data["files"], words),
        ],
        "foot": words["evidence"],
        "page": sheet.words("page"),
        "attachment": None,
        "substituted": None,
        "substituted-words": sheet.words("substituted_bare"),
    }


class _Words:
    """The words that the page of HTML says too."""

    def __init__(self) -> None:
        self._tables: dict[str, Any] = vars(module("evidence/words.j2", _LANGUAGE))
        self._verdicts: dict[str, str] = vars(module(f"words/{_LANGUAGE}.j2", _LANGUAGE))["verdict"]

    def __getitem__(self, key: str) -> str:
        return str(self._tables["said"][key])

    def kind(self, code: str) -> str:
        return str(self._tables["kinds"].get(code, code))

    def beacon(self, code: str) -> str:
        return str(self._tables["beacons"].get(code, code))

    def answer(self, value: bool | None) -> str:  # noqa: FBT001 - an answer is yes, no, or nothing
        return str(self._tables["answers"][value])

    def verdict(self, code: str) -> str:
        return self._verdicts.get(code, code)


def _about(about: Mapping[str, Any], sheet: Sheet, words: _Words) -> Iterator[tuple[str, str]]:
    yield words["key"], line(about["key"])
    yield words["began"], sheet.moment(about["began"])
    yield words["ended"], sheet.moment(about["ended"] or "") or words["lasts"]
    yield words["announced"], sheet.moment(about["announced"] or "") or words["unannounced"]
    if about["announced"]:
        yield words["version"], str(about["version"])
    if about["withdrawn"]:
        yield words["withdrawn"], f"{sheet.moment(about['withdrawn'])} ({words['withdrawn_how']})"


def _remarks(about: Mapping[str, Any], words: _Words) -> Iterator[str]:
    if about["kind"] == "total_failure":
        yield words["total_failure"]
    yield from (words[each] for each in _WARNINGS if about[each])
    yield words["note"]


def _messages(found: Any, about: Mapping[str, Any], sheet: Sheet, words: _Words) -> list[Block]:
    """What was said in full, then when; a table would squeeze the Ministry's sentences into a column."""
    if not found:
        return prose(words["messages"], [[words["lost_messages" if about["announced"] else "no_messages"]]])
    said = [
        [
            line(each["title"] or each["type"] or "?"),
            line(each["text"] or ""),
            line(_source(each, words)),
        ]
        for each in found
    ]
    columns = (
        Column(words["file"], wide=True),
        *(Column(words[name]) for name in ("holds", "until", "published", "fetched")),
    )
    moments = ("start", "end", "published", "fetched_at")
    when = ((line(each["file"]), *(_moment(each[name], sheet) for name in moments)) for each in found)
    first, *others = said
    apart = [block for each in others for block in prose("", [each])]
    return [*prose(words["messages"], [first]), *apart, *table("", columns, when)]


def _source(each: Mapping[str, Any], words: _Words) -> str:
    kind = " / ".join(filter(None, (each["category"], each["type"])))
    return ", ".join(filter(None, (kind, f"{words['of_version']} {each['version']}", f"id {each['id']}")))


def _changes(found: Any, sheet: Sheet, words: _Words) -> list[Block]:
    columns = (Column(words["when"]), Column(words["was"], wide=True), Column(words["is"], wide=True))
    rows = (
        (sheet.moment(each["at"]), words.verdict(each["before"]), words.verdict(each["verdict"]))
        for each in found
    )
    return table(words["changes"], columns, rows) or prose(words["changes"], [[words["no_changes"]]])


def _looks(found: Any, sheet: Sheet, words: _Words) -> list[Block]:
    columns = (
        Column(words["first"]),
        Column(words["last"]),
        Column(words["count"], right=True),
        Column(words["beacon"], wide=True),
        *(Column(words[name]) for name in ("api", "login", "network")),
    )
    rows = (
        (
            sheet.moment(each["first"]),
            sheet.moment(each["last"]),
            str(each["looks"]),
            words.beacon(each["beacon"]),
            words.answer(each["api"]) + _why(each["details"]),
            words.answer(each["login"]),
            words.answer(each["network"]),
        )
        for each in found
    )
    return table(words["looks"], columns, rows) or prose(words["looks"], [[words["no_looks"]]])


def _files(found: Any, words: _Words) -> list[Block]:
    columns = (Column(words["file"]), Column(words["digest"], wide=True))
    rows = ((line(each["file"]), line(each["sha256"])) for each in found)
    return [*table(words["files"], columns, rows), *prose("", [[words["how"]]])]


def _why(details: Mapping[str, str]) -> str:
    return f" ({line(details['api'])})" if details.get("api") else ""


def _moment(value: str | None, sheet: Sheet) -> str:
    return sheet.moment(value or "") or _NONE
