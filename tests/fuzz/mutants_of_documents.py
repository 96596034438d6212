"""Sound FA(3) documents, and what can be wrong with one: its tree, its words, its numbers, its bytes."""

from __future__ import annotations

from hypothesis import strategies as st
from lxml import etree

from tests.fuzz.files import DOCUMENTS

VALUES = (
    "", " ", "1", "-1", "NaN", "Infinity", "1e999999999", "0." + "9" * 60, "9" * 40, "١٢", "2026-02-30", "0000-00-00", "9999-12-31",
    "2026-11-20Z", "tak", "\u2028", "\u202e5260250274", "\u200b1", "a" * 600, "%", "<b>", "& < >", "5265877635", "5260250274",
    "PL", "PLN", "EUR", "XXX", "23", "zw", "oo", "VAT", "KOR", "1,00", "+1", "1_000", "0x10", "\U0001f9fe", "ﾃ", "\u0301" * 40,
)  # fmt: skip
PROLOGUES = (
    b"", b"\xef\xbb\xbf", b"\xff\xfe", b"<!DOCTYPE Faktura [<!ENTITY a 'x'>]>", b"<?xml version='1.1'?>", b"<?xml version='1.0' encoding='utf-7'?>",
    b"<?xml version='1.0' encoding='x-wat'?>", b"<?xml-stylesheet href='http://127.0.0.1:1/x'?>", b"\n\n", b"<!-- -- -->",
)  # fmt: skip


@st.composite
def mutants(draw) -> bytes:
    """A document with up to a dozen changes to its tree, and perhaps one to its bytes."""
    root = etree.fromstring(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(0, 12))):
        elements = [each for each in root.iter() if isinstance(each.tag, str)]
        places = st.integers(0, len(elements) - 1)
        _change(draw, root, elements[draw(places)], elements[draw(places)])
    raw = draw(st.sampled_from([*[b""] * 5, b"", draw(st.sampled_from(PROLOGUES))])) + etree.tostring(root)
    return _bytes_changed(draw, raw) if draw(st.integers(0, 3)) == 0 else raw


def _change(draw, root, element, other) -> None:
    match draw(
        st.sampled_from(["say", "say", "say", "drop", "double", "move", "rename", "attribute", "bare"])
    ):
        case "say":
            element.text = draw(st.sampled_from(VALUES))
        case "drop" if element is not root:
            element.getparent().remove(element)
        case "double" if element is not root:
            element.addnext(etree.fromstring(etree.tostring(element)))
        case "move" if element not in {root, other, *other.iterancestors()}:
            other.append(element)
        case "rename" if element is not root:
            element.tag = other.tag
        case "attribute":
            element.set(draw(st.sampled_from(["kodSystemowy", "typ", "x"])), draw(st.sampled_from(VALUES)))
        case "bare":
            element.tag = etree.QName(element).localname
        case _:
            element.tail = draw(st.sampled_from(VALUES))


def _bytes_changed(draw, raw: bytes) -> bytes:
    at = draw(st.integers(0, len(raw)))
    more = draw(
        st.sampled_from(
            [
                b"&#0;",
                b"&#x1F;",
                b"&#xD800;",
                b"&a;",
                b"<",
                b"\x00",
                b"\xff",
                b"]]>",
                b"<![CDATA[",
                b"",
                b"<a>" * 300,
            ]
        )
    )
    return raw[:at] + more + raw[at + draw(st.integers(0, 30)) :]
