"""The PDF of a document: drawn by typst as PDF/A-3a and PDF/UA-1, with the XML inside, the same every time.

"Made to PDF/A-3a" is what we say: typst refuses what breaks the standard; nobody has certified the file.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import font_roboto
import pikepdf
import typst

from invoicing.model.document import DocumentView, Marks
from invoicing.model.document.receipt import ReceiptView
from invoicing.model.look import OURS, Look
from invoicing.services.papers.month import Month
from templates.drawing.month import month_sheet
from templates.drawing.receipt import receipt
from templates.drawing.whole import sheet_data
from templates.folder import FOLDER
from templates.papers import on_trial
from templates.sheet import Sheet

_SHEETS, _INVOICE = FOLDER / "pdf", "document.typ"
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_STAND_IN = "□"
_EXOTIC = re.compile(
    r"[^\x20-\x7e\u00a0-\u017f\u0401-\u040c\u040e-\u044f\u0490\u0491\u2013\u2014\u2018-\u201e\u20ac\u2212□]"
)
_DRAWN = count(1)
_FORGET_EVERY = 5  # documents; forgetting costs as much as a fifth of drawing one
_UNTOUCHED = ("codes", "transfer", "attachment", "language", "date", "sheet", "look")
_MEMORY = 10  # compilations after which typst drops what it has not used again
_FAMILIES = {"Roboto", "DejaVu Sans Mono"}  # that our sheets name
_ROUNDS = 8  # of finding characters that no font has


def draw_pdf(view: DocumentView, marks: Marks, xml: bytes, language: str = "pl", look: Look = OURS) -> bytes:
    """The paper as a PDF; a visualisation with the XML attached (relationship Source).

    Args:
        view: what to draw; made from the XML.
        marks: which paper, and its codes; the label stands directly under its code, the link beside it.
        xml: the invoice itself, attached to a visualisation byte for byte and to no other paper.
        language: pl, en, uk or pl-en.
        look: the issuer's own colour and logo.
    """
    return _finished(sheet_data(view, marks, language, look), xml)


def draw_receipt(
    view: ReceiptView, upo: bytes, language: str = "pl", only: str | None = None, trial: str | None = None
) -> bytes:
    """The paper of an official receipt (UPO), with the receipt itself attached.

    Args:
        view: what to draw; made from the receipt.
        upo: the receipt, byte for byte.
        language: pl, en, uk or pl-en.
        only: the KSeF number to draw of a receipt for many documents; such a page says so and carries nothing.
        trial: the KSeF that gave it where it is not the real one, see `Marks`.
    """
    sheet = Sheet.of(language)
    return _finished(on_trial(receipt(view, sheet, only), sheet, trial), upo)


def draw_pages(
    view: DocumentView, marks: Marks, xml: bytes, language: str = "pl", dpi: float = 150
) -> list[bytes]:
    """The same pages as PNG pictures."""
    drawable, _ = _drawn(sheet_data(view, marks, language), xml)
    return _compiled(drawable, xml, "png", _every_font(), dpi)


def draw_month(month: Month, language: str = "pl", trial: str | None = None) -> bytes:
    """The paper of a month; nothing is attached to it. `trial`: see `Marks`."""
    sheet = Sheet.of(language)
    return draw_sheet(on_trial(month_sheet(month, sheet), sheet, trial))


def draw_sheet(data: dict[str, Any]) -> bytes:
    """A paper without a file inside, from what one of `templates/drawing` has made."""
    return _finished(data, b"")


def _finished(data: dict[str, Any], xml: bytes) -> bytes:
    drawn = _shrunk(_drawn(data, xml)[1])
    if next(_DRAWN) % _FORGET_EVERY == 0:
        _forget()
    return drawn


def _forget() -> None:
    """Let typst drop the documents it remembers, about 1.5 MB each; it has no other way to be told."""
    for _ in range(_MEMORY):
        typst.compile(b"-", font_paths=_roboto(), ignore_system_fonts=True, format="svg")


def _drawn(data: dict[str, Any], xml: bytes) -> tuple[dict[str, Any], bytes]:
    """The PDF, and the data it was drawn from.

    Characters no font has are replaced and marked, because PDF/A forbids empty boxes.
    """
    try:
        return data, _compiled(data, xml, "pdf", _roboto())[0]
    except typst.TypstError as error:
        if not _missing(error):
            raise
    for _ in range(_ROUNDS):
        try:
            return data, _compiled(data, xml, "pdf", _every_font())[0]
        except typst.TypstError as error:
            if not (missing := _missing(error)):
                raise
            data = _replaced(data, re.compile("|".join(map(re.escape, missing))))
    data = _replaced(data, _EXOTIC)
    return data, _compiled(data, xml, "pdf", _every_font())[0]


def absent_fonts() -> list[str]:
    """What lacks of the fonts that our sheets ask for, after a page without a word was drawn.

    Raises:
        ImportError, OSError, typst.TypstError: nothing can be drawn.
    """
    typst.compile(b"-", font_paths=_roboto(), ignore_system_fonts=True, format="svg")
    return sorted(_FAMILIES - set(_every_font().families()))


def _missing(error: typst.TypstError) -> list[str]:
    """What the fonts at hand have no picture of."""
    return sorted(map(_unescaped, set(_MISSING.findall(error.diagnostic))))


def _unescaped(text: str) -> str:
    r"""Text as typst's messages spell it.

    >>> _unescaped(r"\u{38b}") == chr(0x38B)
    True
    """
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)


def _compiled(
    data: dict[str, Any], xml: bytes, form: typst.OutputFormat, fonts: typst.Fonts, dpi: float | None = None
) -> list[bytes]:
    sheet = _SHEETS / data.get("sheet", _INVOICE)
    compiler = typst.Compiler(sheet, root=_SHEETS, font_paths=fonts, ignore_system_fonts=True)
    attached = _attached(xml) if data["attachment"] else {}
    made = compiler.compile(
        format=form,
        ppi=dpi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), **attached},
        pdf_standards=_STANDARDS if form == "pdf" else [],
        timestamp=datetime(**data["date"], tzinfo=UTC),
    )
    if made is None:
        raise RuntimeError("typst was asked for bytes and gave none")
    return made if isinstance(made, list) else [made]


def _attached(xml: bytes) -> dict[str, str]:
    """Typst takes text; bytes that are not UTF-8 go as numbers."""
    try:
        return {"xml": xml.decode()}
    except UnicodeDecodeError:
        return {"octets": json.dumps(list(xml))}


@cache
def _roboto() -> typst.Fonts:
    """Enough for nearly every invoice; those that typst carries take 4 MB from the moment they are looked at."""
    return _fonts(carried=False)


@cache
def _every_font() -> typst.Fonts:
    """Roboto, and what typst carries with it."""
    return _fonts(carried=True)


def _fonts(*, carried: bool) -> typst.Fonts:
    """No font of the machine, so that every machine draws the same."""
    files = str(Path(font_roboto.__file__).parent / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=carried, font_paths=[files])


def _replaced(data: dict[str, Any], missing: re.Pattern[str]) -> dict[str, Any]:
    kept = {key: data[key] for key in _UNTOUCHED if key in data}
    return {**_each(data, missing), **kept, "substituted": data["substituted-words"]}


def _each(value: Any, missing: re.Pattern[str]) -> Any:  # JSON in, JSON out
    if isinstance(value, str):
        return missing.sub(_STAND_IN, value)
    if isinstance(value, list):
        return [_each(item, missing) for item in value]
    if isinstance(value, dict):
        return {key: _each(item, missing) for key, item in value.items()}
    return value


def _shrunk(drawn: bytes) -> bytes:
    """The same document in fewer bytes; what makes it PDF/A and PDF/UA is left as it is."""
    with pikepdf.open(io.BytesIO(drawn)) as document:
        # it says false, which is what its absence means; poppler up to 22 complains of the word
        if "/Suspects" in document.Root.MarkInfo:
            del document.Root.MarkInfo["/Suspects"]
        packed = io.BytesIO()
        document.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            compress_streams=True,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()
