"""Documents that break the schema are shown as far as they go; nothing in them stops the reader or the drawer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from invoicing.model.document import AnnotationsView, DocumentView
from ksef.fa3.reader import read_document
from templates.drawing.page import content
from templates.sheet import Sheet
from tests.ksef.fa3_generator.documents import NAMESPACE, Maker

EMPTY = f'<Faktura xmlns="{NAMESPACE}"/>'.encode()
TEXTS = st.sampled_from(["", " ", "1", "2", "-", "NaN", "1e999999999", "Infinity", "0." + "9" * 40, "١٢", "2026-02-30", "a/b", "\u2028"])  # fmt: skip


@pytest.fixture(scope="module")
def documents():
    maker = Maker()
    return [etree.tostring(maker.document(likely)) for likely in (1, 1, 0.5, 0)]


def drop(root, element, other, text):
    if element is not root:
        element.getparent().remove(element)


def double(root, element, other, text):
    if element is not root:
        element.addnext(etree.fromstring(etree.tostring(element)))


def move(root, element, other, text):
    if element is not root and element not in other.iterancestors() and element is not other:
        other.append(element)


def say(root, element, other, text):
    element.text = text


def remark(root, element, other, text):
    element.insert(0, etree.Comment("<x>"))
    element[0].tail = text


def rename(root, element, other, text):
    if element is not root:
        element.tag = other.tag


BREAKING = st.sampled_from([drop, double, move, say, remark, rename])


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_broken_document_stops_the_reader_or_the_sheet(data, documents):
    root = etree.fromstring(data.draw(st.sampled_from(documents)))
    for _ in range(data.draw(st.integers(1, 25))):
        elements = [each for each in root.iter() if isinstance(each.tag, str)]
        places = st.integers(0, len(elements) - 1)
        element, other = elements[data.draw(places)], elements[data.draw(places)]
        data.draw(BREAKING)(root, element, other, data.draw(TEXTS))

    view = read_document(etree.tostring(root))

    assert content(view, Sheet.of("pl"), None)["language"] == "pl"


def test_a_document_without_anything_is_an_empty_view():
    assert read_document(EMPTY) == DocumentView()
    assert read_document(EMPTY).annotations == AnnotationsView()


def test_of_two_where_one_is_allowed_the_first_counts(xml):
    twice = xml.replace(b"<P_2>", b"<P_2>FV/1</P_2><P_2>", 1)

    assert read_document(twice).number == "FV/1"


def test_a_no_break_space_is_a_letter_and_stays(xml):
    spaced = xml.replace(b"konsultacje", " dwa\u00a0\u00a0słowa,\r\n\t razem ".encode(), 1)

    assert read_document(spaced).lines[0].name == "dwa\u00a0\u00a0słowa, razem"


def test_a_footer_keeps_its_lines_because_the_schema_does(xml):
    footer = (
        "<Stopka><Informacje><StopkaFaktury>KRS 1\n  kapitał  5 zł\n</StopkaFaktury></Informacje></Stopka>"
    )
    whole = xml.replace(b"</Faktura>", f"{footer}</Faktura>".encode())

    assert read_document(whole).footer.texts == ("KRS 1\n  kapitał  5 zł",)


def test_an_empty_cell_keeps_its_place(xml):
    table = (
        "<Zalacznik><BlokDanych><Tabela><TNaglowek><Kol Typ='txt'><NKom>a</NKom></Kol><Kol Typ='dec'><NKom/></Kol></TNaglowek>"
        "<Wiersz><WKom/><WKom>2</WKom></Wiersz></Tabela></BlokDanych></Zalacznik></Faktura>"
    )

    [block] = read_document(xml.replace(b"</Faktura>", table.encode())).attachment.blocks

    assert [(each.name, each.type) for each in block.tables[0].columns] == [("a", "txt"), ("", "dec")]
    assert block.tables[0].rows == (("", "2"),)


def test_amounts_that_are_no_numbers_have_no_sum(xml):
    absurd = xml.replace(b"<P_14_1>92.00<", b"<P_14_1>1e999999999<")

    assert read_document(absurd).totals[0].gross == ""


def test_cdata_is_text(xml):
    assert read_document(
        xml.replace(b"konsultacje", b"<![CDATA[a < b]]> i <![CDATA[c]]>", 1)
    ).lines[0].name == "a < b i c"  # fmt: skip
