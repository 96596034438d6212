"""A paper to be printed: behind it one page, the protocol of its hand-over, to be filled in with a pen."""

from __future__ import annotations

import io
from datetime import date

import pikepdf

from templates.drawing.blocks import facts, prose
from templates.drawing.page import creation_day
from templates.environment import module
from templates.papers import on_trial
from templates.pdf import draw_sheet
from templates.sheet import Sheet, heading_size, line

_LINE = "_" * 46
_LANGUAGE = "pl"  # of the seller's own evidence


def with_protocol(
    drawn: bytes,
    *,
    seller: str,
    buyer: str,
    number: str,
    paper: str,
    ksef_number: str | None,
    sha256: str,
    issued: date,
    trial: str | None = None,
) -> bytes:
    """The paper with its protocol as the last page.

    Args:
        drawn: the paper, a PDF.
        seller: name.
        buyer: name.
        number: of the invoice.
        paper: a code of `Paper`.
        ksef_number: None before it has one.
        sha256: of the invoice's file, in hexadecimal digits.
        issued: the Warsaw day of issue.
        trial: see `Marks`.
    """
    words = vars(module(f"pdf/protocol/{_LANGUAGE}.j2", _LANGUAGE))["words"]
    sheet = Sheet.of(_LANGUAGE)
    about = [
        (words["paper"], words["papers"].get(paper, paper)),
        (words["number"], line(number)),
        (words["issued"], sheet.day(issued.isoformat())),
        (words["ksef_number"], ksef_number or ""),
        (words["seller"], line(seller)),
        (words["buyer"], line(buyer)),
        (words["sha256"], line(sha256)),
    ]
    filled = [[f"{words[each]}: {_LINE}"] for each in ("day", "place", "who", "role", "receiver", "giver")]
    behind = on_trial(
        {
            "sheet": "report.typ",
            "language": _LANGUAGE,
            "title": f"{words['title']} {line(number)}",
            "author": "Latarnik",
            "description": words["title"],
            "kind": words["title"],
            "number": line(number),
            "number-size": heading_size(number),
            "facts": [],
            "notice": [],
            "date": creation_day(issued.isoformat()),
            "blocks": [*facts("", about), *prose(words["hand"], filled), *prose("", [[words["note"]]])],
            "foot": words["title"],
            "page": sheet.words("page"),
            "attachment": None,
            "substituted": None,
            "substituted-words": sheet.words("substituted_bare"),
        },
        sheet,
        trial,
    )
    page = draw_sheet(behind)
    with pikepdf.open(io.BytesIO(drawn)) as whole, pikepdf.open(io.BytesIO(page)) as last:
        whole.pages.extend(last.pages)
        packed = io.BytesIO()
        whole.save(packed, deterministic_id=True)
    return packed.getvalue()
