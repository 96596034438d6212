"""A document as the rules look at it: each part walked once, when first asked for, then only looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ksef.fa3.codes import GROUP_OF, GROUPS, Group
from ksef.fa3.rules.branches import NOTHING, Branch, is_leaf, local, parsed
from ksef.fa3.tree import Element, own_text, place

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """An element that repeats (an original, an order, an advance): its direct fields by name."""

    element: Element
    fields: Mapping[str, str]

    def number(self, name: str) -> Decimal | None:
        """A field as a number, None when it is absent."""
        return parsed(self.fields.get(name))

    def place(self, name: str = "") -> str:
        """The path of a field of it, or of itself."""
        return f"{place(self.element)}/{name}" if name else place(self.element)

    @classmethod
    def read(cls, element: Element) -> Entry:
        """Walk the element once."""
        return cls(element, _fields(element))


@dataclass(frozen=True, slots=True)
class Row(Entry):
    """A FaWiersz, and the totals its rate belongs to (None for rows without a rate)."""

    group: Group | None

    @classmethod
    def of(cls, element: Element, without_rate: str = "") -> Row:
        """Walk the row once.

        Args:
            element: FaWiersz.
            without_rate: the rate of a row that names none (margin scheme).
        """
        fields = _fields(element)
        rate = "oss" if "P_12_XII" in fields else fields.get("P_12", without_rate)
        return cls(element, fields, GROUP_OF.get(rate))

    @property
    def percent(self) -> Decimal:
        """Its rate as a number, 0 where no tax is shown."""
        rate = self.fields.get("P_12_XII") or self.fields.get("P_12", "")
        return parsed(rate) or _ZERO

    @property
    def is_gross(self) -> bool:
        """Whether its value is stated gross only (art. 106e ust. 7-8 VATA)."""
        return "P_11A" in self.fields and "P_11" not in self.fields

    @property
    def value(self) -> Decimal | None:
        """Its value, net or gross."""
        return self.number("P_11A" if self.is_gross else "P_11")

    @property
    def sign(self) -> int:
        """-1 for the state before a correction, else 1."""
        return -1 if "StanPrzed" in self.fields else 1


class Document:
    """A document that fits the schema.

    Args:
        root: element Faktura.
        today: the Warsaw date; None leaves out the rules that need it.
    """

    def __init__(self, root: Element, today: date | None = None) -> None:
        self.today = today
        self._parts: dict[str, list[Element]] = {}
        self._inside: dict[str, list[Element]] = {}
        self.fields: dict[str, str] = {}
        for element in root:
            self._parts.setdefault(local(element), []).append(element)
        for element in self._parts["Fa"][0]:
            if name := local(element):
                self._inside.setdefault(name, []).append(element)
                if is_leaf(element):
                    self.fields.setdefault(name, own_text(element))
        self.kind = self.fields.get("RodzajFaktury", "")

    def number(self, name: str) -> Decimal:
        """A total; 0 when it is absent."""
        return parsed(self.fields.get(name)) or _ZERO

    def part(self, name: str) -> Branch:
        """The first child of the root of that name."""
        found = self._parts.get(name)
        return Branch(found[0]) if found else NOTHING

    def all_parts(self, name: str) -> list[Element]:
        """All children of the root of that name."""
        return self._parts.get(name, [])

    @property
    def is_correction(self) -> bool:
        """Whether it corrects another invoice."""
        return self.kind.startswith("KOR")

    def inside(self, name: str) -> Branch:
        """The first child of Fa of that name."""
        found = self._inside.get(name)
        return Branch(found[0]) if found else NOTHING

    def all_inside(self, name: str) -> list[Element]:
        """All children of Fa of that name."""
        return self._inside.get(name, [])

    @cached_property
    def header(self) -> Branch:
        """Naglowek."""
        return self.part("Naglowek")

    @cached_property
    def seller(self) -> Branch:
        """Podmiot1."""
        return self.part("Podmiot1")

    @cached_property
    def buyer(self) -> Branch:
        """Podmiot2."""
        return self.part("Podmiot2")

    @cached_property
    def thirds(self) -> tuple[Branch, ...]:
        """Every Podmiot3."""
        return tuple(Branch(each) for each in self.all_parts("Podmiot3"))

    @cached_property
    def notes(self) -> Branch:
        """Adnotacje."""
        return self.inside("Adnotacje")

    @cached_property
    def payment(self) -> Branch:
        """Platnosc."""
        return self.inside("Platnosc")

    @cached_property
    def settlement(self) -> Branch:
        """Rozliczenie."""
        return self.inside("Rozliczenie")

    @cached_property
    def originals(self) -> tuple[Entry, ...]:
        """Every DaneFaKorygowanej."""
        return tuple(Entry.read(each) for each in self.all_inside("DaneFaKorygowanej"))

    @cached_property
    def advances(self) -> tuple[Entry, ...]:
        """Every FakturaZaliczkowa."""
        return tuple(Entry.read(each) for each in self.all_inside("FakturaZaliczkowa"))

    @cached_property
    def order(self) -> tuple[Entry, ...]:
        """Every ZamowienieWiersz."""
        return tuple(
            Entry.read(each)
            for order in self.all_inside("Zamowienie")
            for each in order
            if local(each) == "ZamowienieWiersz"
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every FaWiersz."""
        without_rate = "margin" if self.notes.text("PMarzy/P_PMarzy") else ""
        return tuple(Row.of(each, without_rate) for each in self.all_inside("FaWiersz"))

    @cached_property
    def rates(self) -> frozenset[str]:
        """All values of P_12."""
        return frozenset(row.fields["P_12"] for row in self.rows if "P_12" in row.fields)

    @cached_property
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

    @cached_property
    def shows_before(self) -> bool:
        """Whether a correction shows rows as they were."""
        return any("StanPrzed" in row.fields for row in self.rows)


def total(numbers: Iterable[Decimal]) -> Decimal:
    """Their sum as a Decimal, also of none."""
    return sum(numbers, _ZERO)


def _fields(element: Element) -> dict[str, str]:
    return {local(each): own_text(each) for each in element}
