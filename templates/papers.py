"""What each paper says of itself: its title, its first line, its foot, and whether the XML lies inside.

A transaction confirmation is no invoice and must not be taken for one (handbook KSeF 2.0 part II, 1.6.6); a plain
invoice of a total failure or from outside KSeF (art. 106ng, 106ga ust. 2 VATA) has nothing to do with KSeF.
"""

from __future__ import annotations

import re
from typing import Any

from invoicing.model.document import DocumentView, Mark, Marks
from invoicing.model.kinds import InvoiceKind
from invoicing.model.papers import Paper
from templates.sheet import Sheet, heading_size, line
from templates.values import clean

_NAMES_AN_INVOICE = re.compile("faktur|фактур|invoice", re.IGNORECASE)
_KSEF_NUMBER = re.compile(r"[0-9]{10}-[0-9]{8}-[0-9A-F]{12}-[0-9A-F]{2}")


def as_paper(body: dict[str, Any], view: DocumentView, sheet: Sheet, marks: Marks) -> dict[str, Any]:
    """The sheet of an invoice, made into the paper that is wanted; one of a test environment says so first."""
    return on_trial(_as_paper(body, view, sheet, marks), sheet, marks.trial)


def on_trial(paper: dict[str, Any], sheet: Sheet, trial: str | None) -> dict[str, Any]:
    """The same, saying first that it has no legal force where `trial` names a KSeF that is not the real one."""
    if trial is None:
        return paper
    return paper | {"notice": [*(words.format(trial) for words in sheet.each("trial")), *paper["notice"]]}


def _as_paper(body: dict[str, Any], view: DocumentView, sheet: Sheet, marks: Marks) -> dict[str, Any]:
    """The paper that is wanted.

    Args:
        body: `sheet.content` of the same view.
        view: the invoice.
        sheet: its words.
        marks: which paper; the label of KOD I tells whether there is a number.
    """
    if view.kind == InvoiceKind.PRO_FORMA.value:
        return body | _bare(sheet, body["title"]) | {"notice": sheet.each("pro_forma")}
    if marks.paper is Paper.TRANSACTION_CONFIRMATION:
        return body | _confirmation(body, view, sheet)
    if marks.paper is Paper.PLAIN_INVOICE:
        said = (
            [f"{words} {sheet.day(marks.duplicate.isoformat())}" for words in sheet.each("duplicate")]
            if marks.duplicate
            else []
        )
        return body | _bare(sheet, body["title"]) | {"notice": said}
    number = ksef_number(marks)
    return body | {
        "notice": [f"{words} {number}" for words in sheet.each("courtesy")] if number else [],
        "attachment": file_name(view.number, "xml"),
        "attachment-description": sheet.words("attachment"),
    }


def file_name(number: str, form: str) -> str:
    """A name any file system takes.

    >>> file_name("FV/2026/11/1", "pdf")
    'FV-2026-11-1.pdf'
    """
    stem = re.sub(r"[^\w.-]+", "-", number).strip("-.") or "faktura"
    return f"{stem}.{form}"


def ksef_number(marks: Marks) -> str | None:
    """The label of KOD I is the number as soon as there is one (KSeF documentation, "Kody QR")."""
    label = marks.verification_link.label if marks.verification_link else ""
    return label if _KSEF_NUMBER.fullmatch(label) else None


def names_an_invoice(text: str) -> bool:
    """Whether it says invoice in one of our languages: words that no title of a confirmation may hold.

    >>> names_an_invoice("Faktura 7/2026"), names_an_invoice("FV/2026/11/1")
    (True, False)
    """
    return _NAMES_AN_INVOICE.search(text) is not None


def codes_of(marks: Marks) -> list[tuple[Mark, str]]:
    """The codes in their order, each with the key of the words beside it."""
    first = "code" if ksef_number(marks) else "code_early"
    if marks.paper is Paper.TRANSACTION_CONFIRMATION:
        first = "code_confirmed"
    both = ((marks.verification_link, first), (marks.issuer_link, "issuer"))
    return [(mark, key) for mark, key in both if mark is not None]


def _confirmation(body: dict[str, Any], view: DocumentView, sheet: Sheet) -> dict[str, Any]:
    """Our own words say invoice once, in the sentence that denies it; the seller's words stay as they are."""
    name = sheet.words("confirmation")
    number = clean(view.number)
    title = name if names_an_invoice(number) else f"{name} {number}"
    return _bare(sheet, name) | {
        "title": title,
        "kind": "",
        "number": name,
        "number-size": heading_size(name),
        "facts": [[sheet.words("number"), line(number)], *body["facts"]],
        "notice": sheet.each("no_invoice"),
        "remarks": [each for each in body["remarks"] if not names_an_invoice(each)],
    }


def _bare(sheet: Sheet, foot: str) -> dict[str, Any]:
    """Without the XML, and without a word of it."""
    return {
        "description": foot,
        "foot": foot,
        "attachment": None,
        "source": "",
        "substituted-words": sheet.words("substituted_bare"),
    }
