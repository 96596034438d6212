"""What KSeF demands of the file itself, before its content matters (facts: section 13.11, points 1-3)."""

import re

from lxml import etree

from .statuses import FILE, SEMANTICS, Refusal

BOM = b"\xef\xbb\xbf"
PROLOG = re.compile(r"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
PLANE_ENDS = "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
DISCOURAGED = re.compile(f"[\x7f-\x84\x86-\x9f\ufdd0-\ufdef{PLANE_ENDS}]")


def read_file(data: bytes) -> etree._Element | Refusal:
    """Parse the bytes of an invoice; the refusal tells why KSeF would not."""
    if data.startswith(BOM):
        return Refusal(FILE, "Plik zawiera znacznik BOM.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        # TEST answers bytes that are no UTF-8 with 450, unlike the other faults of the file.
        return Refusal(SEMANTICS, "Plik nie jest zakodowany w UTF-8.")
    prolog = PROLOG.match(text)
    if prolog is not None and prolog[1].lower() not in {"utf-8", "utf8"}:
        return Refusal(FILE, f"Niedozwolone kodowanie w prologu: {prolog[1]}.")
    found = DISCOURAGED.search(text)
    if found is not None:
        return Refusal(FILE, f"Plik zawiera niedozwolony znak U+{ord(found[0]):04X}.")
    return _parsed(data)


def _parsed(data: bytes) -> etree._Element | Refusal:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        return Refusal(FILE, f"Plik nie jest poprawnym dokumentem XML: {wrong}")
    tree = root.getroottree()
    if tree.docinfo.doctype:
        return Refusal(FILE, "Plik zawiera deklarację DOCTYPE.")
    if tree.xpath("//processing-instruction()"):
        return Refusal(FILE, "Plik zawiera instrukcje przetwarzania.")
    return root
