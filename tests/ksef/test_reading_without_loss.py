"""Whatever a valid FA(3) says, the view says it too, at a field of its own.

The documents are made from the XSD, not from a list; the checks look at values and places only.
"""

import os
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from lxml import etree

from invoicing.model.document import DocumentView
from ksef.fa3.reader import read_document
from tests.ksef.fa3_generator import leaves, schema
from tests.ksef.fa3_generator.documents import Maker

FIELDS = Path(__file__).parents[1] / "golden" / "views" / "fields.txt"  # made anew by: make golden


@pytest.fixture(scope="module")
def made():
    maker = Maker()
    return maker, list(maker.all())


@pytest.fixture(scope="module")
def documents(made):
    return made[1]


@pytest.fixture(scope="module")
def full(documents):
    return documents[0]


def xml_of(root) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def copied(root):
    return etree.fromstring(etree.tostring(root))


def numbered(root):
    """The document with another text in every leaf, even where the schema lists what may stand there."""
    root = copied(root)
    for at, (place, element) in enumerate(leaves.elements(root)):
        for name in element.attrib:
            element.set(name, f"attribute {at} {name}")
        if schema.declared()[leaves.nameless(place).replace("[]", "")].simple:
            element.text = f"text {at}"
    return root


def pairs_of(root) -> list[tuple[str, str]]:
    """Place in the document and place in the view of each leaf of a numbered document."""
    seen = {}
    for place, value in leaves.of_view(read_document(xml_of(root))):
        assert value == "" or seen.setdefault(value, place) == place, f"{value} stands in two fields"
    return [(place, seen.pop(value, "nowhere")) for place, value in leaves.of_document(root)]


def test_documents_made_from_the_schema_hold_all_of_it(made, record_property):
    maker, documents = made

    refused = [each for each in documents if not schema.validator().validate(each)]

    record_property(
        "shown",
        f"FA(3) reader: {len(maker.elements)}/{len(schema.declared())} elements, "
        f"{len(maker.branches)}/{len(schema.branches())} branches of {len({key for key, _ in schema.branches()})} choices, "
        f"{len(maker.listed)}/{len(maker.wanted_listed)} listed values of the XSD read without loss "
        f"({len(documents)} documents)",
    )
    assert refused == []
    assert maker.missing() == []


def test_the_walk_over_the_schema_meets_every_element_that_it_names():
    top = etree.parse(schema.FOLDER / schema.TOP)

    named = {element.get("name") for element in top.iter(schema.XSD + "element")}

    assert named == {element.name for element in schema.declared().values()}


def test_every_value_of_a_document_is_in_its_view_as_often_and_nothing_else(documents):
    for root in documents:
        said, seen = leaves.of_document(root), leaves.of_view(read_document(xml_of(root)))

        assert leaves.values(seen) == leaves.values(said)


def test_every_leaf_has_a_field_of_its_own(documents):
    field_of = {}
    for root in documents:
        for place, field in pairs_of(numbered(root)):
            assert leaves.positions(place) == leaves.positions(field), (place, field)
            kept = field_of.setdefault(leaves.nameless(place), leaves.nameless(field))
            assert kept == leaves.nameless(field), place

    assert "nowhere" not in field_of.values()
    assert len(set(field_of.values())) == len(field_of)
    table = "".join(f"{place} = {field}\n" for place, field in sorted(field_of.items()))
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        FIELDS.parent.mkdir(parents=True, exist_ok=True)
        FIELDS.write_text(table, encoding="utf-8")
    assert table == FIELDS.read_text(encoding="utf-8")


def test_no_field_is_there_for_nothing(documents):
    declared, told = set(), set()
    for root in documents:
        for owner, field, value in texts_of(read_document(xml_of(root))):
            declared.add((owner, field))
            told |= {(owner, field)} if value else set()

    assert declared == told


def texts_of(value):
    """Every text field in a view, with the class that declares it."""
    for each in value if isinstance(value, tuple) else [getattr(value, each.name) for each in fields(value)]:
        if isinstance(each, tuple) or is_dataclass(each):
            yield from texts_of(each)
    for field in () if isinstance(value, tuple) else fields(value):
        if field.type == "str":
            owner = [
                each for each in type(value).__mro__ if field.name in vars(each).get("__annotations__", {})
            ]
            yield owner[-1].__name__, field.name, getattr(value, field.name)


def test_two_siblings_that_change_places_change_places_in_the_view(full):
    swapped = copied(full)
    rows = [child for child in swapped.iter() if child.tag.endswith("}FaWiersz")]
    name, unit = (rows[0].find(f"{{*}}{name}") for name in ("P_7", "P_8A"))
    name.text, unit.text = unit.text, name.text
    rows[0].getparent().insert(rows[0].getparent().index(rows[0]), rows[1])

    before, after = read_document(xml_of(full)).lines, read_document(xml_of(swapped)).lines

    assert after[0] == before[1]
    assert after[1] == replace(before[0], name=before[0].unit, unit=before[0].name)


def test_white_space_comments_and_instructions_change_nothing(documents):
    for root in documents:
        untidy = copied(root)
        for element in list(untidy.iter()):
            if not len(element) and element.text:
                half = len(element.text) // 2
                first, rest = element.text[:half], element.text[half:]
                element.text = f"\n\t {first}"
                element.append(etree.Comment(" remark "))
                element.append(etree.ProcessingInstruction("program", "x"))
                element[0].tail, element[1].tail = rest, " \r\n"
            element.addprevious(etree.Comment(" <P_2>no</P_2> "))

        assert read_document(xml_of(untidy)) == read_document(xml_of(root))


def test_what_another_namespace_says_is_not_the_invoice(full):
    mixed = copied(full)
    for element in list(mixed.iter()):
        element.insert(0, etree.Element("{urn:other}P_7"))
        element[0].text = "foreign"
        element[0].tail, element.text = element.text, None

    assert read_document(xml_of(mixed)) == read_document(xml_of(full))


@pytest.mark.parametrize("name", [field.name for field in fields(DocumentView)])
def test_the_check_would_notice_a_value_that_is_dropped(documents, name):
    nothing = {name: getattr(DocumentView(), name)}

    assert any(
        leaves.values(leaves.of_view(replace(read_document(xml_of(root)), **nothing)))
        != leaves.values(leaves.of_document(root))
        for root in documents
    )


def test_a_view_is_made_of_frozen_values(full):
    def parts(value):
        yield value
        inner = value if isinstance(value, tuple) else [getattr(value, each.name) for each in fields(value)]
        for each in inner:
            if isinstance(each, tuple) or is_dataclass(each):
                yield from parts(each)

    view = read_document(xml_of(full))

    assert len({hash(part) for part in parts(view)}) > 100
