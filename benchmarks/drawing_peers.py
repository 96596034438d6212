"""The same page by other libraries: the words, the table, the codes; without PDF/A, tags or the XML inside."""

from __future__ import annotations

import io
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import font_roboto
import zxingcpp
from fpdf import FPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from invoicing.model.document import DocumentView

logging.getLogger("fpdf").setLevel(logging.ERROR)  # it names every tag of a picture that it does not know
_FONT = Path(font_roboto.__file__).parent / "files" / "Roboto-Regular.ttf"
_HEAD = ("Lp.", "Nazwa", "Ilość", "J.m.", "Cena", "Wartość", "VAT")
_CODE = 110  # points of a code


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn."""

    title: str
    words: list[str]
    rows: list[list[str]]
    links: list[str]


def page_of(view: DocumentView, links: list[str]) -> Page:
    """The words of a document."""
    parties = [
        line
        for each in (view.seller, view.buyer)
        for line in (each.name, each.nip, *(each.address.lines if each.address else ()))
    ]
    rows = [
        [each.ordinal, each.name, each.quantity, each.unit, each.unit_net_price, each.net, each.vat_rate]
        for each in view.lines
    ]
    words = [*parties, view.issue_date, view.supply_date, f"Razem {view.gross} {view.currency}", *links]
    return Page(view.number, words, rows, links)


def by_reportlab(page: Page) -> bytes:
    """Platypus with a table, and reportlab's own codes."""
    if "Roboto" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Roboto", str(_FONT)))
    style = ParagraphStyle("text", fontName="Roboto", fontSize=9)
    table = Table([list(_HEAD), *page.rows], repeatRows=1, style=[("FONT", (0, 0), (-1, -1), "Roboto", 9)])
    made = io.BytesIO()
    codes = [_reportlab_code(link) for link in page.links]
    story = [Paragraph(page.title, style), *(Paragraph(each, style) for each in page.words), table, *codes]
    SimpleDocTemplate(made, pagesize=A4, title=page.title).build(story)
    return made.getvalue()


def _reportlab_code(link: str) -> Drawing:
    drawing = Drawing(_CODE, _CODE)
    drawing.add(QrCodeWidget(link, barLevel="M", barWidth=_CODE, barHeight=_CODE))
    return drawing


def by_fpdf2(page: Page) -> bytes:
    """Cells in a table, and codes as the same vector pictures that we draw."""
    pdf = FPDF()
    for style in ("", "B"):
        pdf.add_font("Roboto", style, str(_FONT))
    pdf.set_font("Roboto", size=9)
    pdf.set_title(page.title)
    pdf.add_page()
    for each in (page.title, *page.words):
        pdf.multi_cell(0, 5, each, new_x="LMARGIN", new_y="NEXT")
    with pdf.table() as table:
        for row in (_HEAD, *page.rows):
            table.row(row)
    for link in page.links:
        code = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        with warnings.catch_warnings(action="ignore"):
            pdf.image(io.BytesIO(str(code.to_svg()).encode()), w=36)
    return bytes(pdf.output())
