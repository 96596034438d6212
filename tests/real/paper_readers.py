"""Papers of ours for readers that have nothing to do with the libraries that draw them, and those readers."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from app.rendering import DocumentRenderer
from invoicing.model.ksef_number import KsefNumber
from invoicing.model.papers import Paper
from ksef.environments import ENVIRONMENTS

FA3 = Path(__file__).parents[1] / "golden" / "fa3"
NUMBER = KsefNumber.parse("5265877635-20250826-0100001AF629-AF")
QR = ENVIRONMENTS["test"].qr
ISSUER = f"{QR}/certificate/Nip/5265877635/5265877635/01F20A5D352AE590/{'D3JxsZkvM8' * 4}ab0/{'q7RWx_2Ykd' * 8}c-9A_w"
_ROW = re.compile(r"<FaWiersz>.*?</FaWiersz>", re.DOTALL)
_ORDINAL = re.compile(r"(<NrWierszaFa>)\d+(</NrWierszaFa>)")


@dataclass(frozen=True)
class Drawn:
    """A paper on disk, the XML it was drawn from, and whether that lies inside."""

    pdf: Path
    xml: bytes
    carries: bool = True


def long_document(rows: int) -> bytes:
    """A document with so many rows; its sums stay those of the first."""
    text = (FA3 / "basic.xml").read_text()
    first = _ROW.search(text)[0]
    every = "".join(_ORDINAL.sub(rf"\g<1>{at}\g<2>", first) for at in range(1, rows + 1))
    head, *_, tail = _ROW.split(text)
    return (head + every + tail).encode()


def draw(xml: bytes, folder: Path, language: str = "pl", number: KsefNumber | None = NUMBER, **more) -> Drawn:
    """Draw it by the door that the app uses."""
    pdf = folder / "paper.pdf"
    pdf.write_bytes(DocumentRenderer(QR).draw(xml, number, language, **more))
    return Drawn(pdf, xml, more.get("paper", Paper.VISUALISATION) is Paper.VISUALISATION)


def said(*command: object) -> str:
    """What a program says; it must not complain."""
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), f"{command}: {done.stdout} {done.stderr}"
    return done.stdout


def pages(pdf: Path, dpi: int, *, colour: bool = False) -> list[Image.Image]:
    """The pages as poppler draws them."""
    said("pdftoppm", *([] if colour else ["-gray"]), "-r", dpi, "-png", pdf, pdf.with_name(f"page-{dpi}"))
    return [_loaded(each) for each in sorted(pdf.parent.glob(f"page-{dpi}-*.png"))]


def _loaded(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.copy()


def by_zxing(page: Image.Image) -> list[str]:
    """Links in the codes of a page."""
    return [each.text for each in zxingcpp.read_barcodes(page) if each.text.startswith("https")]


def by_opencv(page: Image.Image) -> list[str]:
    """The same, by another reader."""
    _, texts, *_ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(np.asarray(page))
    return [each for each in texts if each.startswith("https")]
