"""Codes to be scanned, as pictures without pixels."""

from __future__ import annotations

import re

import zxingcpp

from invoicing.model.document import DocumentView
from invoicing.model.transfer_codes import TransferStandard, transfer_code
from templates.drawing.blocks import Block
from templates.sheet import Sheet

_WIDTH = re.compile(r'width="(\d+)"')


def svg_code(text: str, level: str) -> str:
    """A QR code of ASCII text with its quiet zone; level L or M of error correction."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return str(barcode.to_svg())


def modules_of(svg: str) -> int:
    """How many modules a code of `svg_code` is wide, with its quiet zone of four on each side.

    >>> modules_of(svg_code("https://qr.example", "M"))
    33
    """
    return int(_WIDTH.search(svg)[1])  # type: ignore[index]  # every picture of zxing says its width


def scan_to_pay(view: DocumentView, sheet: Sheet) -> Block | None:
    """The code for the app of a bank; None where a transfer would be wrong."""
    code = transfer_code(view)
    if code is None:
        return None
    key = "scan_to_pay" if code.standard is TransferStandard.POLISH else "scan_to_pay_euro"
    words = sheet.field(key)
    return {"svg": svg_code(code.text, code.standard.value), "label": words, "alt": words}
