"""The XSD of FA(3) as a tree of declarations, every type unfolded where it is used."""

import importlib.util
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
FOLDER = Path(importlib.util.find_spec("ksef_client").submodule_search_locations[0]) / "documents/fa3/schemas"
TOP = "schemat_FA(3)_v1-0E.xsd"


@dataclass(frozen=True)
class Simple:
    """A simple type: the primitive it comes from and the facets of all its ancestors, the innermost first."""

    name: str
    primitive: str
    facets: tuple[tuple[str, str], ...] = ()
    members: tuple["Simple", ...] = ()

    def all(self, facet: str) -> list[str]:
        return [value for name, value in self.facets if name == facet]

    def first(self, facet: str) -> str | None:
        return next(iter(self.all(facet)), None)


@dataclass(frozen=True)
class Group:
    """A sequence or a choice; the key tells it from others."""

    kind: str
    key: str
    least: int
    most: int
    members: tuple["Group | Declared", ...]


@dataclass(frozen=True)
class Declared:
    """An element where it may stand: its path from the root, its text or its content, its attributes."""

    path: str
    least: int
    most: int
    simple: Simple | None
    content: Group | None
    attributes: dict[str, Simple] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


class _LocalOnly(etree.Resolver):
    def resolve(self, url, public_id, context):
        return self.resolve_filename(str(FOLDER / url.rsplit("/", 1)[-1]), context)


@cache
def validator() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_LocalOnly())
    return etree.XMLSchema(etree.fromstring((FOLDER / TOP).read_bytes(), parser, base_url=str(FOLDER / TOP)))


@cache
def root() -> Declared:
    return _Walk().root()


@cache
def declared() -> dict[str, Declared]:
    """Every element by its path."""
    return {each.path: each for each in _elements(root())}


@cache
def branches() -> frozenset[tuple[str, int]]:
    """Every branch of every choice."""
    choices = (group for group in _groups(root()) if group.kind == "choice")
    return frozenset((group.key, at) for group in choices for at in range(len(group.members)))


def _elements(node):
    if isinstance(node, Declared):
        yield node
        if node.content:
            yield from _elements(node.content)
        return
    for member in node.members:
        yield from _elements(member)


def _groups(node):
    if isinstance(node, Group):
        yield node
    for member in node.members if isinstance(node, Group) else (node.content,) if node.content else ():
        yield from _groups(member)


class _Walk:
    def __init__(self):
        self.types, self.target = {}, ""
        for file in sorted(FOLDER.glob("*.xsd")):
            top = etree.parse(file).getroot()
            for each in top:
                if each.get("name") and each.tag in {XSD + "simpleType", XSD + "complexType"}:
                    self.types[top.get("targetNamespace"), each.get("name")] = each
            if file.name == TOP:
                self.target = top.get("targetNamespace")
                self.top = top

    def root(self):
        [element] = self.top.findall(XSD + "element")
        return self.element(element, "")

    def element(self, node, parent):
        known = {"name", "type", "fixed", "minOccurs", "maxOccurs"}
        assert set(node.attrib) <= known, node.attrib
        path = f"{parent}/{node.get('name')}".lstrip("/")
        kind = self.definition(node)
        simple = self.simple_of(node, kind)
        content, attributes = (None, {}) if kind is None else self.complex(kind, path)
        if simple is None and kind is not None and kind.find(XSD + "simpleContent") is not None:
            simple = self.simple(kind.find(f"{XSD}simpleContent/{XSD}extension"), "base")
        assert (simple is None) != (content is None), path
        return Declared(path, *_times(node), simple, content, attributes)

    def definition(self, node):
        """The complex type of an element, None when its type is simple."""
        inline = node.find(XSD + "complexType")
        found = self.types.get(self.qualified(node, "type")) if node.get("type") else inline
        return found if found is not None and found.tag == XSD + "complexType" else None

    def simple_of(self, node, kind):
        if kind is not None:
            return None
        return _fixed(node.get("fixed")) if node.get("fixed") else self.simple(node, "type")

    def complex(self, node, path):
        derived = node.find(f"{XSD}complexContent/{XSD}extension")
        if derived is not None:
            content, attributes = self.complex(self.types[self.qualified(derived, "base")], path)
            own = [each for each in derived if each.tag in {XSD + "sequence", XSD + "choice"}]
            assert not own, f"{path}: an extension that adds content"
            return content, attributes | self.attributes(derived)
        of_text = node.find(f"{XSD}simpleContent/{XSD}extension")
        if of_text is not None:
            return None, self.attributes(of_text)
        [group] = [each for each in node if each.tag in {XSD + "sequence", XSD + "choice"}]
        return self.group(group, path, "0"), self.attributes(node)

    def attributes(self, node):
        return {
            each.get("name"): _fixed(each.get("fixed")) if each.get("fixed") else self.simple(each, "type")
            for each in node.findall(XSD + "attribute")
        }

    def group(self, node, path, at):
        members = []
        for place, each in enumerate(node):
            if each.tag == XSD + "element":
                members.append(self.element(each, path))
            elif each.tag in {XSD + "sequence", XSD + "choice"}:
                members.append(self.group(each, path, f"{at}.{place}"))
            else:
                assert each.tag in {XSD + "annotation", etree.Comment}, each.tag
        kind = node.tag.removeprefix(XSD)
        return Group(kind, f"{path}#{at}", *_times(node), tuple(members))

    def simple(self, node, attribute):
        if node.get(attribute):
            key = self.qualified(node, attribute)
            if key[0] == XSD.strip("{}"):
                return Simple(key[1], key[1])
            return self.restricted(self.types[key], key[1])
        return self.restricted(node.find(XSD + "simpleType"), node.get("name"))

    def restricted(self, node, name):
        united = node.find(XSD + "union")
        if united is not None:
            members = tuple(self.restricted(each, name) for each in united.findall(XSD + "simpleType"))
            return Simple(name, "union", members=members)
        restriction = node.find(XSD + "restriction")
        base = self.simple(restriction, "base")
        facets = [
            (each.tag.removeprefix(XSD), each.get("value")) for each in restriction if each.get("value")
        ]
        return Simple(name, base.primitive, (*facets, *base.facets), base.members)

    def qualified(self, node, attribute):
        prefix, _, name = node.get(attribute).rpartition(":")
        return node.nsmap[prefix or None], name


def _fixed(value):
    return Simple("fixed", "string", (("enumeration", value),))


def _times(node):
    most = node.get("maxOccurs", "1")
    return int(node.get("minOccurs", "1")), 1_000_000 if most == "unbounded" else int(most)
