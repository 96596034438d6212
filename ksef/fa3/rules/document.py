"""A document as the rules look at it: walked once, then only looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ksef.fa3.codes import GROUP_OF, GROUPS, Group
from ksef.fa3.tree import Element, child, local_name, own_text, place, text

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A FaWiersz: its fields by name, and the totals its rate belongs to (None for rows without a rate)."""

    element: Element
    fields: Mapping[str, str]
    group: Group | None

    @classmethod
    def of(cls, element: Element) -> Row:
        """Walk the row once."""
        fields = {local_name(each): own_text(each) for each in element}
        rate = "oss" if "P_12_XII" in fields else fields.get("P_12", "")
        return cls(element, fields, GROUP_OF.get(rate))

    def number(self, name: str) -> Decimal | None:
        """A field as a number, None when it is absent."""
        return _number(self.fields, name)

    @property
    def percent(self) -> Decimal:
        """Its rate as a number, 0 where no Polish tax is shown."""
        rate = self.fields.get("P_12", "")
        return Decimal(rate) if rate.isdigit() else _ZERO

    @property
    def is_gross(self) -> bool:
        """Whether its value is stated gross (art. 106e ust. 7-8 VATA)."""
        return "P_11A" in self.fields and "P_11" not in self.fields

    @property
    def value(self) -> Decimal | None:
        """Its value, net or gross."""
        return self.number("P_11A" if self.is_gross else "P_11")

    def place(self, name: str) -> str:
        """The path of a field of it."""
        return f"{place(self.element)}/{name}"


@dataclass(frozen=True, slots=True)
class Document:
    """Root, element Fa, its simple fields and its rows."""

    root: Element
    content: Element
    kind: str
    fields: Mapping[str, str]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, root: Element) -> Document:
        """Walk the document once."""
        content = child(root, "Fa")
        fields: dict[str, str] = {}
        rows: list[Row] = []
        for element in [] if content is None else content:
            name = local_name(element)
            if name == "FaWiersz":
                rows.append(Row.of(element))
            elif name and not len(element):
                fields.setdefault(name, own_text(element))
        return cls(root, content, fields.get("RodzajFaktury", ""), fields, tuple(rows))

    def number(self, name: str) -> Decimal:
        """A total; 0 when it is absent."""
        return _number(self.fields, name) or _ZERO

    def groups(self) -> list[tuple[Group, list[Row]]]:
        """Every pair of totals that is stated or has rows, with its rows."""
        rows: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.group is not None:
                rows.setdefault(row.group.net, []).append(row)
        return [
            (group, rows.get(group.net, []))
            for group in GROUPS
            if group.net in rows or group.net in self.fields or group.vat in self.fields
        ]

    def annotation(self, path: str) -> str:
        """A value under Adnotacje."""
        return text(self.content, f"Adnotacje/{path}")

    def rates(self) -> frozenset[str]:
        """All values of P_12."""
        return frozenset(row.fields["P_12"] for row in self.rows if "P_12" in row.fields)


def _number(fields: Mapping[str, str], name: str) -> Decimal | None:
    said = fields.get(name)
    if said is None:
        return None
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
