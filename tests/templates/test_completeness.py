"""Nothing that the XML says is dropped on the page, and the check that says so can tell."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from invoicing.model.document import Mark, Marks
from ksef.fa3.reader import read_document
from ksef.fa3.stated import stated_values
from templates.completeness.check import dropped
from templates.completeness.page_text import PageText
from templates.completeness.reasons import reason_to_omit
from templates.pdf import draw_pdf
from tests.ksef.fa3_generator.documents import Maker

LINK = (
    "https://qr-test.ksef.mf.gov.pl/invoice/9990001137/20-11-2026/UtQp9Gpc51y-u3xApZjIjgkpZ01js-J8KflSPW8WzIE"
)
MARKS = Marks(Mark(LINK, "OFFLINE"))
OURS = sorted((Path(__file__).parents[1] / "ksef" / "fa3_documents").glob("*.xml"))
PARTS = 8


@pytest.fixture(scope="module")
def documents():
    return [etree.tostring(root, xml_declaration=True, encoding="UTF-8") for root in Maker().all()]


def places(xml: bytes, pdf: bytes, language: str = "pl") -> list[str]:
    return [each.place for each in dropped(stated_values(xml), pdf, language)]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_value_of_documents_made_from_the_schema_stands_on_their_pages(documents, part):
    for xml in documents[part::PARTS]:
        assert places(xml, draw_pdf(read_document(xml), MARKS, xml)) == []


@pytest.mark.parametrize("language", ["en", "uk", "pl-en"])
def test_every_value_stands_on_the_pages_of_other_languages(documents, language):
    for xml in documents[:3]:
        assert places(xml, draw_pdf(read_document(xml), MARKS, xml, language), language) == []


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_every_value_of_an_invoice_stands_on_its_pages(file):
    xml = file.read_bytes()

    assert places(xml, draw_pdf(read_document(xml), MARKS, xml)) == []


@pytest.mark.parametrize("name", ["שירותי ייעוץ 3 שעות", "خدمات (استشارات)", "usługa שירות usługa"])
def test_a_row_read_from_the_right_says_its_values_too(name):
    xml = (OURS[0].parent / "sale.xml").read_bytes()
    root = etree.fromstring(xml)
    next(each for each in root.iter() if etree.QName(each).localname == "P_7").text = name
    turned = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    assert places(turned, draw_pdf(read_document(turned), MARKS, turned)) == []


@pytest.mark.parametrize(
    "element", ["P_7", "P_11", "P_12", "NIP", "NrRB", "Termin", "AdresL1", "FormaPlatnosci"]
)
def test_a_value_that_the_page_does_not_say_is_named(element):
    xml = (OURS[0].parent / "sale.xml").read_bytes()
    root = etree.fromstring(xml)
    found = next(each for each in root.iter() if etree.QName(each).localname == element)
    found.text = {"FormaPlatnosci": "4", "P_12": "7", "Termin": "2031-01-31"}.get(element, "7777777.77")
    other = etree.tostring(root)

    assert [
        place.rpartition("/")[2] for place in places(other, draw_pdf(read_document(xml), MARKS, xml))
    ] == [element]


@pytest.mark.parametrize("part", ["notes", "footer", "payment", "lines", "third_parties", "terms", "buyer"])
def test_a_part_left_out_of_the_page_is_noticed(part):
    xml = (OURS[0].parent / "sale.xml").read_bytes()
    view = read_document(xml)
    without = replace(view, **{part: type(view)().__getattribute__(part)})

    assert places(xml, draw_pdf(without, MARKS, xml))


def test_what_is_said_twice_must_stand_there_twice():
    page = PageText("2 szt. 10,00 1 000,00")

    assert [page.take(value) for value in ("2", "2", "10,00", "10", "1 000,00", "szt.")] == [
        True, False, True, False, True, True,
    ]  # fmt: skip


def test_a_value_is_not_found_inside_of_another():
    page = PageText("FV/12 nr 526-025-02-74 z 20.11.2026, Nowakowska")

    assert not any(page.take(value) for value in ("1", "025", "20", "2026", "Nowak", "kowska"))


def test_only_what_says_nothing_may_be_left_out():
    assert reason_to_omit("Fa/Adnotacje/P_16", "2")
    assert not reason_to_omit("Fa/Adnotacje/P_16", "1")
    assert not reason_to_omit("Podmiot2/Adres/KodKraju", "DE")


def test_a_foot_of_3500_characters_a_word_without_end_and_hebrew_stand_there_whole():
    xml = (OURS[0].parent / "sale.xml").read_bytes()
    root = etree.fromstring(xml)
    ours = "{http://crd.gov.pl/wzor/2025/06/25/13775/}"
    foot = etree.SubElement(
        etree.SubElement(root.find(f"{ours}Stopka"), f"{ours}Informacje"), f"{ours}StopkaFaktury"
    )
    foot.text = " ".join(f"zdanie{at}" for at in range(320))[:3500]
    names = list(root.iter(f"{ours}P_7"))
    names[0].text, names[1].text = "x" * 512, "ירוק שלום"
    changed = etree.tostring(root)

    assert places(changed, draw_pdf(read_document(changed), MARKS, changed)) == []
