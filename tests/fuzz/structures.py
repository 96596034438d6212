"""Sound FA(3) documents bent as XML: entities, namespaces, depth, order, codings, and more of everything than anybody needs."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import strategies as st
from lxml import etree

from tests.fuzz.files import DOCUMENTS

_OURS = "http://crd.gov.pl/wzor/2025/06/25/13775/"
_LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
_DOCTYPES = (
    f"<!DOCTYPE Faktura [<!ENTITY a0 'ha'>{_LAUGHS}]>",
    "<!DOCTYPE Faktura [<!ENTITY a0 SYSTEM 'file:///etc/hostname'>]>",
    "<!DOCTYPE Faktura SYSTEM 'http://127.0.0.1:1/x.dtd'>",
    "<!DOCTYPE Faktura [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'> %p;]>",
    "<!DOCTYPE Faktura [<!ATTLIST Faktura x CDATA 'y'>]>",
)
_NUMBERS = (
    "9" * 5000,
    "1e99999999999999999999",
    "-0",
    "0x1F",
    "1" + "0" * 400 + ".00",
    "." * 3,
    "۱۲۳",
    "1\u00a0000",
)
_CODINGS = ("utf-16", "utf-16-le", "iso-8859-2", "cp1250", "utf-8-sig", "utf-32")


@st.composite
def bent(draw) -> bytes:
    """A document with one to three things done to its structure."""
    root = etree.fromstring(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 3))):
        draw(st.sampled_from([_reorder, _deepen, _multiply, _alien, _mix, _nil, _huge, _hollow]))(draw, root)
    text = etree.tostring(root, encoding="unicode")
    return draw(st.sampled_from([_plain, _plain, _laughing, _prefixed, _coded, _sectioned]))(draw, text)


def _anywhere(draw, root):
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    return elements[draw(st.integers(0, len(elements) - 1))]


def _reorder(draw, root) -> None:
    holder = _anywhere(draw, root)
    holder[:] = draw(st.permutations(list(holder)))


def _deepen(draw, root) -> None:
    at = _anywhere(draw, root)
    for _ in range(draw(st.sampled_from([5, 60, 260]))):
        at = etree.SubElement(at, at.tag)
    at.text = "x"


def _multiply(draw, root) -> None:
    element = _anywhere(draw, root)
    if element is not root:
        for _ in range(draw(st.sampled_from([2, 40, 400]))):
            element.addnext(deepcopy(element))


def _alien(draw, root) -> None:
    """Another namespace below, or none, or one that differs by a sign."""
    name = draw(
        st.sampled_from(["", "urn:x", _OURS.rstrip("/"), _OURS.upper(), "http://www.w3.org/2001/XInclude"])
    )
    for each in _anywhere(draw, root).iter("*"):
        local = etree.QName(each).localname
        each.tag = f"{{{name}}}{local}" if name else local


def _mix(draw, root) -> None:
    """Comments, instructions and words where a value is expected."""
    element = _anywhere(draw, root)
    extra = draw(
        st.sampled_from([etree.Comment("x"), etree.ProcessingInstruction("x", "y"), etree.Element("b")])
    )
    element.insert(0, extra)
    extra.tail = draw(st.sampled_from(["", " ", "5", "słowa"]))


def _nil(draw, root) -> None:
    name = draw(st.sampled_from(["nil", "type", "schemaLocation", "noNamespaceSchemaLocation"]))
    value = draw(st.sampled_from(["true", "xs:int", "http://127.0.0.1:1/a http://127.0.0.1:1/b"]))
    _anywhere(draw, root).set(f"{{http://www.w3.org/2001/XMLSchema-instance}}{name}", value)


def _huge(draw, root) -> None:
    _anywhere(draw, root).text = draw(st.sampled_from(_NUMBERS))


def _hollow(draw, root) -> None:
    """Nothing is left of a part but its name."""
    _anywhere(draw, root).clear()


def _plain(draw, text: str) -> bytes:
    return text.encode()


def _laughing(draw, text: str) -> bytes:
    at = text.find(">", draw(st.integers(0, len(text)))) + 1
    entity = draw(st.sampled_from(["&a0;", "&a11;", "&#x41;", "&unknown;", ""]))
    return (draw(st.sampled_from(_DOCTYPES)) + text[:at] + entity + text[at:]).encode()


def _prefixed(draw, text: str) -> bytes:
    """The same document as another program writes it: every name with a prefix, or with one nobody declared."""
    prefix = draw(st.sampled_from(["tns", "ns0", "xml", "xmlns", "ą"]))
    named = text.replace("<", f"<{prefix}:").replace(f"<{prefix}:/", f"</{prefix}:")
    return named.replace("xmlns=", f"xmlns:{prefix}=" if draw(st.booleans()) else "xmlns=", 1).encode()


def _coded(draw, text: str) -> bytes:
    told, kept = draw(st.sampled_from(_CODINGS)), draw(st.sampled_from(_CODINGS))
    return f'<?xml version="1.0" encoding="{told}"?>{text}'.encode(kept, "replace")


def _sectioned(draw, text: str) -> bytes:
    """A value in a CDATA section, or in one that never ends."""
    at = text.find(">", draw(st.integers(0, len(text)))) + 1
    end = draw(st.sampled_from(["]]>", ""]))
    return f"{text[:at]}<![CDATA[<b>&x;{end}{text[at:]}".encode()
