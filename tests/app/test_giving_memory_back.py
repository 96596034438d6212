"""What draws papers is in memory while it draws, and not for ever after."""

import re
from pathlib import Path

import pytest

from app.heap import give_back
from invoicing.model.document import Mark, Marks
from ksef.fa3.reader import read_document
from templates.pdf import draw_pdf

DOCUMENT = Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml"
MARKS = Marks(Mark("https://qr-test.ksef.mf.gov.pl/invoice/1", "OFFLINE"))


def resident(library: str) -> int:
    """Kilobytes of a library's file that are in memory."""
    smaps = Path("/proc/self/smaps").read_text()
    mappings = re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", smaps)
    return sum(int(re.search(r"Rss: +(\d+)", each)[1]) for each in mappings if library in each)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what is in memory")
async def test_the_code_that_drew_goes_back_and_draws_the_same_again():
    xml = DOCUMENT.read_bytes()
    before = draw_pdf(read_document(xml), MARKS, xml)
    await give_back()  # what others drew in this process is not to count
    draw_pdf(read_document(xml), MARKS, xml)
    drawing = resident("_typst.")

    await give_back()

    assert resident("_typst.") < drawing / 2
    assert draw_pdf(read_document(xml), MARKS, xml) == before
    assert resident("_typst.") > drawing / 2
