"""Documents that together hold everything the XSD allows: every element, every branch, every listed value."""

from collections import defaultdict
from collections.abc import Iterator
from random import Random

from lxml import etree

from tests.ksef.fa3_generator import schema
from tests.ksef.fa3_generator.schema import Declared, Group, Simple
from tests.ksef.fa3_generator.values import Values

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
_FEW = 20  # listed values of a type that are wanted at every place where it is used; more only somewhere
_ENOUGH = 400  # documents; more means that a goal cannot be reached


class Maker:
    """Makes one document after another and remembers what has been seen."""

    def __init__(self, seed: int = 3):
        self.random = Random(seed)
        self.turns = defaultdict(int)
        self.elements, self.branches, self.listed = set(), set(), set()
        self.wanted_listed = set(_listed_everywhere())

    def all(self) -> Iterator[etree._Element]:
        """Full documents until every element, branch and short list is through; some by chance; then small ones."""
        made = 0
        few = {each for each in self.wanted_listed if each[0].count("/")}
        while not (self.is_complete() and few <= self.listed):
            yield self.document(likely=1)
            made += 1
            assert made < _ENOUGH, self.missing()
        for _ in range(20):
            yield self.document(likely=0.5)
        while not self.wanted_listed <= self.listed:
            yield self.document(likely=0)
            made += 1
            assert made < _ENOUGH, self.missing()

    def is_complete(self) -> bool:
        return self.elements == set(schema.declared()) and self.branches == schema.branches()

    def missing(self) -> list[str]:
        return sorted(
            map(
                str,
                (set(schema.declared()) - self.elements)
                | (schema.branches() - self.branches)
                | (self.wanted_listed - self.listed),
            )
        )

    def document(self, likely: float) -> etree._Element:
        """One document; `likely` is the chance of what is optional."""
        self.likely, self.values = likely, Values(self.random)
        holder = etree.Element("holder")
        self._element(schema.root(), holder)
        return holder[0]

    def _group(self, group: Group, parent) -> None:
        for _ in range(self._times(group)):
            if group.kind == "sequence":
                for member in group.members:
                    self._member(member, parent)
            else:
                at = self._turn(group.key, len(group.members))
                self.branches.add((group.key, at))
                self._member(group.members[at], parent)

    def _member(self, member: Group | Declared, parent) -> None:
        if isinstance(member, Group):
            self._group(member, parent)
            return
        for _ in range(self._times(member)):
            self._element(member, parent)

    def _element(self, declared: Declared, parent) -> None:
        self.elements.add(declared.path)
        nsmap = {None: NAMESPACE} if parent.tag == "holder" else None
        element = etree.SubElement(parent, f"{{{NAMESPACE}}}{declared.name}", nsmap=nsmap)
        for name, simple in declared.attributes.items():
            element.set(name, self._value(simple, f"{declared.path}/@{name}"))
        if declared.simple:
            element.text = self._value(declared.simple, declared.path)
        else:
            self._group(declared.content, element)

    def _value(self, simple: Simple, path: str) -> str:
        listed = simple.all("enumeration")
        if not listed:
            return self.values.of(simple)
        key = _list_key(simple, path)
        value = listed[self._turn(key, len(listed))]
        self.listed.add((key, value))
        return value

    def _times(self, node: Group | Declared) -> int:
        wanted = min(node.most, 2) if self.random.random() < self.likely else 0
        return max(node.least, wanted)

    def _turn(self, key: str, of: int) -> int:
        self.turns[key] += 1
        return (self.turns[key] - 1) % of


def _listed_everywhere():
    for declared in schema.declared().values():
        places = {f"@{name}": simple for name, simple in declared.attributes.items()}
        places |= {"": declared.simple} if declared.simple else {}
        for place, simple in places.items():
            key = _list_key(simple, f"{declared.path}/{place}".rstrip("/"))
            yield from ((key, value) for value in simple.all("enumeration"))


def _list_key(simple: Simple, path: str) -> str:
    return path if len(simple.all("enumeration")) <= _FEW else simple.name
