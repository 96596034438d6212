"""Opening XML from strangers: no entities, no network, a limit of size; and what KSeF refuses of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from invoicing.model.errors import InvalidDocument
from ksef.fa3.problems import MOST, Problem, error
from ksef.fa3.tree import Element, child, place, qualified

MAX_BYTES = 1_000_000  # an invoice without attachment (KSeF documentation, "Limity")
MAX_BYTES_WITH_ATTACHMENT = 3_000_000
_BOM = b"\xef\xbb\xbf"
_DECLARED = re.compile(rb"""\A<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_VERSION = re.compile(rb"""\A<\?xml\s+version\s*=\s*["']([^"']*)["']""")
_SKIPPED = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_PARSER_S_OWN_PLACE = re.compile(r",? line \d+, column \d+.*\Z", re.DOTALL)
_FORMS = {  # what people take for FA(3)
    "http://crd.gov.pl/wzor/2021/11/29/11089/": "FA(1)",
    "http://crd.gov.pl/wzor/2023/06/29/12648/": "FA(2)",
    "http://crd.gov.pl/wzor/2026/03/06/14189/": "FA_RR(1)",
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2": "PEF",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2": "PEF",
}
_FIRST_BYTES = b"\x7f\xc2\xef\xf0\xf1\xf2\xf3\xf4"  # in UTF-8, of the characters below and of few others
_DISCOURAGED = re.compile(
    "[\x7f-\x84\x86-\x9f\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def open_document(xml: bytes) -> Element:
    """Parse the bytes of an FA(3) document; tolerates what a reader can survive (BOM, instructions).

    Raises:
        InvalidDocument: reason `document-invalid`, details `problem` and `place`: too large, a DOCTYPE, not
            UTF-8, not XML, not FA(3).
    """
    root, problems = examine(xml)
    if root is None or root.tag != qualified("Faktura"):
        fatal = problems[0] if problems else another_form(root)
        raise InvalidDocument(
            "document-invalid", problem=fatal.code, place=fatal.place, **dict(fatal.details)
        )
    return root


def another_form(root: Element) -> Problem:
    """Says that the root is no FA(3), and what it is where we know."""
    namespace = etree.QName(root).namespace or ""
    return error("not-fa3", "1:1", form=_FORMS.get(namespace, ""))


def examine(xml: bytes) -> tuple[Element | None, list[Problem]]:
    """The root, or None when the file cannot be opened, and what KSeF refuses of the file as such."""
    fatal = _fatal(xml)
    if fatal is not None:
        return None, [fatal]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        message = _PARSER_S_OWN_PLACE.sub("", str(fault.msg))[:200]
        return None, [error("not-xml", f"{line}:{column}", message=message)]
    return root, list(_refused(xml, root))


def _fatal(xml: bytes) -> Problem | None:
    """What makes us not even parse it."""
    if len(xml) > MAX_BYTES_WITH_ATTACHMENT:
        return error("too-large", "1:1", size=str(len(xml)), limit=str(MAX_BYTES_WITH_ATTACHMENT))
    body = xml.removeprefix(_BOM)
    if not body.strip():
        return error("empty", "1:1")
    fault = _misread(body)
    if fault is None and _after_prolog(body).startswith(b"<!DOCTYPE"):
        return error("doctype", "1:1")
    return fault


def _misread(body: bytes) -> Problem | None:
    """What makes the bytes no UTF-8 text of XML 1.0."""
    declared, version = _DECLARED.match(body), _VERSION.match(body)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        return error("encoding", "1:1", encoding=declared[1].decode("latin-1")[:40])
    if b"\0" in body[:4]:  # UTF-16 and UTF-32 of plain letters would pass for UTF-8
        return error("encoding", "1:1", encoding="UTF-16")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = body.count(b"\n", 0, fault.start) + 1
        return error("encoding", f"{line}:1", encoding="")
    if version and version[1] != b"1.0":
        return error("xml-version", "1:1", version=version[1].decode("utf-8")[:10])
    return None


def _after_prolog(body: bytes) -> bytes:
    position = 0
    while skipped := _SKIPPED.match(body, position):
        position = skipped.end()
    return body[position : position + 9]


def _refused(xml: bytes, root: Element) -> Iterator[Problem]:
    if xml.startswith(_BOM):
        yield error("bom", "1:1")
    if len(xml) > MAX_BYTES and child(root, "Zalacznik") is None:
        yield error("too-large", "1:1", size=str(len(xml)), limit=str(MAX_BYTES))
    for instruction in islice(_instructions(root), MOST):  # a line number costs a walk over all before it
        yield error("processing-instruction", f"{instruction.sourceline}:1", name=instruction.target)
    if b"&#" in xml or len(xml.translate(None, _FIRST_BYTES)) < len(xml):
        characters = list(islice(character_problems(root), MOST))
        yield from characters or _elsewhere(xml.decode("utf-8"))


def _instructions(root: Element) -> Iterator[Element]:
    """Before, inside and behind the root."""
    yield from root.itersiblings(etree.PI, preceding=True)
    yield from root.iter(etree.PI)
    yield from root.itersiblings(etree.PI)


def _elsewhere(text: str) -> Iterator[Problem]:
    """Characters in comments, and behind the last element."""
    if (bad := _DISCOURAGED.search(text)) is not None:
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        yield error("character", f"{line}:{column}", character=f"U+{ord(bad[0]):04X}")


def character_problems(root: Element) -> Iterator[Problem]:
    """Characters that KSeF refuses (documentation, "Weryfikacja faktury").

    Attributes hold only values that the schema lists, so texts are all there is to look at.
    """
    if not _DISCOURAGED.search("".join(root.itertext())):
        return
    for element in root.iter():
        bad = _DISCOURAGED.search((element.text or "") + (element.tail or ""))
        if bad is not None:
            yield error("character", place(element), character=f"U+{ord(bad[0]):04X}")
