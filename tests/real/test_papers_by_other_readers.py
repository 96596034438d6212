"""Papers as qpdf and poppler read them: sound files, tagged, in reading order, the XML inside, codes that decode."""

import re
from itertools import cycle
from urllib.parse import urlsplit

import pytest

from invoicing.model.papers import Paper
from tests.real.paper_readers import (
    FA3,
    ISSUER,
    NUMBER,
    by_opencv,
    by_zxing,
    draw,
    long_document,
    pages,
    said,
)

KINDS = sorted(each.stem for each in FA3.glob("*.xml"))
SPREAD = list(zip(KINDS, cycle(["pl", "en", "pl-en", "uk"]), strict=False))
ROWS = [1, 8, 40, 300]
EARLY = [Paper.VISUALISATION, Paper.TRANSACTION_CONFIRMATION]


@pytest.fixture(params=[*SPREAD, *((f"{rows} rows", "pl") for rows in ROWS)], ids=lambda each: each[0])
def paper(request, tmp_path):
    """A document of every kind, and of every length, with its number."""
    what, language = request.param
    xml = (
        long_document(int(what.split()[0])) if what.endswith(" rows") else (FA3 / f"{what}.xml").read_bytes()
    )
    return draw(xml, tmp_path, language)


def test_qpdf_finds_nothing_wrong_and_poppler_sees_a_tagged_archival_file(paper):
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", paper.pdf)

    told = dict(line.split(":", 1) for line in said("pdfinfo", paper.pdf).splitlines() if ":" in line)
    assert (told["Tagged"].strip(), told["Encrypted"].strip(), told["JavaScript"].strip()) == (
        "yes",
        "no",
        "no",
    )
    assert told["Page size"].split()[-1] == "(A4)"
    claims = said("pdfinfo", "-meta", paper.pdf)
    for claim in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in claims


def test_the_xml_comes_out_byte_for_byte(paper):
    (line, *others) = said("pdfdetach", "-list", paper.pdf).splitlines()
    assert (line, len(others)) == ("1 embedded files", 1)

    out = paper.pdf.with_name("out.xml")
    said("pdfdetach", "-save", 1, "-o", out, paper.pdf)
    assert out.read_bytes() == paper.xml


@pytest.mark.parametrize("dpi", [100, 150])
def test_the_code_reads_with_both_readers(paper, dpi):
    every = pages(paper.pdf, dpi)

    for reader in (by_zxing, by_opencv):
        (link,) = [link for page in every for link in reader(page)]
        assert urlsplit(link).path.startswith("/invoice/")


@pytest.mark.parametrize("dpi", [100, 150])
@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize("kind", EARLY, ids=str)
def test_both_codes_before_the_number_read_with_both_readers(kind, rows, dpi, tmp_path):
    paper = draw(long_document(rows), tmp_path, number=None, paper=kind, issuer_link=ISSUER)
    every = pages(paper.pdf, dpi)

    for reader in (by_zxing, by_opencv):
        found = sorted(link for page in every for link in reader(page))
        assert [urlsplit(link).path.split("/")[1] for link in found] == ["certificate", "invoice"]
        assert found[0] == ISSUER


def test_a_confirmation_carries_no_file(tmp_path):
    paper = draw(long_document(1), tmp_path, number=None, paper=EARLY[1], issuer_link=ISSUER)

    assert said("pdfdetach", "-list", paper.pdf).strip() == "0 embedded files"


def test_copied_text_has_the_order_in_which_people_read(tmp_path):
    paper = draw((FA3 / "basic.xml").read_bytes(), tmp_path)
    text = re.sub(r"\s+", " ", said("pdftotext", "-raw", paper.pdf, "-"))

    order = [
        "Faktura",
        str(NUMBER),
        "Sprzedawca",
        "Nabywca",
        "Nazwa towaru",
        "Stawka",
        "Do zapłaty",
        "Sprawdź fakturę",
    ]
    places = [text.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("kind", ["basic", "settlement", "foreign-currency"])
@pytest.mark.parametrize("language", ["pl", "pl-en", "uk"])
def test_the_account_stays_in_one_line_beside_the_code_for_the_bank(kind, language, tmp_path):
    paper = draw((FA3 / f"{kind}.xml").read_bytes(), tmp_path, language)

    assert "96 9990 0012 0000 0000 0000 0001" in said("pdftotext", "-layout", paper.pdf, "-")


def test_every_page_of_a_long_one_repeats_its_head_and_carries_the_sum(tmp_path):
    paper = draw(long_document(300), tmp_path)
    every = said("pdftotext", "-layout", paper.pdf, "-").split("\f")[:-1]

    with_rows = [page for page in every if "konsultacj" in page or re.search(r"^ *\d+ ", page, re.MULTILINE)]
    assert len(with_rows) > 5
    assert all("Nazwa towaru" in page for page in with_rows[:-1])
    assert all("Do przeniesienia" in page for page in with_rows[:-2])
    assert all(f"strona {at} z {len(every)}" in page for at, page in enumerate(every, 1))
