"""Fragments put together to lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicing.model.vat import PriceKind
from invoicing.services.parsing.fragments import Fragment, fragments, settle
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.understood import DEFAULT_VAT, SaidLine

_ONE = Decimal(1)
_GROSZ = Decimal("0.01")
_LARGEST = Decimal(10**13)  # FA(3): unit prices have at most 14 digits before the point


@dataclass(slots=True)
class _Row:
    """A line while it is put together."""

    name: str | None = None
    quantity: Item | None = None
    price: Item | None = None
    rate: str | None = None
    kind: PriceKind | None = None

    def lacks_what(self, fragment: Fragment, name: str | None) -> bool:
        """Whether the fragment only adds what this line does not have yet."""
        if name is not None and self.name is not None and not fragment.aside:
            return False
        if fragment.price is not None and self.price is not None:
            return False
        return fragment.quantity is None or self.quantity is None

    def add(self, fragment: Fragment, name: str | None) -> None:
        """Take what the fragment says."""
        self.name = self.name or name
        self.quantity = self.quantity or fragment.quantity
        self.price = self.price or fragment.price
        self.rate = fragment.rate or self.rate
        self.kind = fragment.kind or self.kind


def read_lines(sheet: Sheet) -> tuple[SaidLine, ...]:
    """The lines that the rest of the sentence says."""
    rows: list[_Row] = []
    rate, kind = None, None
    for fragment in fragments(sheet):
        for code in settle(fragment):
            sheet.facts.doubt(code, "")
        name = fragment.name
        if name is None and fragment.quantity is None and fragment.price is None:
            rate, kind = _of_all(rows, fragment, rate, kind)
        elif fragment.total and name is None and any(row.price for row in rows):
            _kind_of_total(rows, fragment)
            _check_total(sheet, rows, fragment)
        elif rows and rows[-1].lacks_what(fragment, name):
            rows[-1].add(fragment, name)
        else:
            rows.append(_Row())
            rows[-1].add(fragment, name)
    rows = [row for row in rows if row.name or row.price]
    return tuple(_line(sheet, row, rate, _one_kind(rows, kind)) for row in rows)


def _of_all(
    rows: list[_Row], fragment: Fragment, rate: str | None, kind: PriceKind | None
) -> tuple[str | None, PriceKind | None]:
    """A rate or a price kind said by itself goes for all lines before it, or for all when it comes first."""
    for row in rows:
        row.rate = row.rate or fragment.rate
        row.kind = row.kind or fragment.kind
    if rows:
        return rate, kind
    return fragment.rate or rate, fragment.kind or kind


def _one_kind(rows: list[_Row], kind: PriceKind | None) -> PriceKind | None:
    """An invoice has one price kind: where only one is said, it goes for every line."""
    said = {row.kind for row in rows if row.kind}
    return said.pop() if len(said) == 1 else kind


def _kind_of_total(rows: list[_Row], fragment: Fragment) -> None:
    for row in rows:
        row.kind = row.kind or fragment.kind


def _check_total(sheet: Sheet, rows: list[_Row], fragment: Fragment) -> None:
    said = fragment.price.value if fragment.price else None
    if said is None:
        return
    value = sum((_value(row) for row in rows), Decimal(0))
    if said not in {
        value,
        (value * Decimal("1.23")).quantize(_GROSZ),
        (value * Decimal("1.08")).quantize(_GROSZ),
    }:
        sheet.facts.doubt("total_mismatch", str(said))


def _value(row: _Row) -> Decimal:
    price = row.price.value if row.price and row.price.value is not None else Decimal(0)
    count = row.quantity.value if row.quantity and row.quantity.value is not None else _ONE
    return price * count


def _line(sheet: Sheet, row: _Row, rate: str | None, kind: PriceKind | None) -> SaidLine:
    quantity = _checked(sheet, row.quantity) if row.quantity else _ONE
    price = _checked(sheet, row.price) if row.price else None
    unit = (row.quantity.unit if row.quantity else None) or (row.price.unit if row.price else None)
    guessed = set[str]()
    if (
        price is not None
        and row.price
        and row.price.role in {Role.TOTAL, Role.PRICE, Role.BARE}
        and quantity not in {None, _ONE}
    ):
        guessed.add("price")
        price = _shared(sheet, price, quantity or _ONE) if row.price.role is Role.TOTAL else price
    if row.price and row.price.currency:
        sheet.facts.currency = row.price.currency
    said_rate, said_kind = row.rate or rate, row.kind or kind
    guessed |= {code for code, said in (("vat", said_rate), ("price_kind", said_kind)) if said is None}
    return SaidLine(
        row.name,
        _plain(quantity) if quantity is not None else _ONE,
        unit,
        _money(price) if price is not None else None,
        said_kind or PriceKind.NET,
        said_rate or DEFAULT_VAT,
        frozenset(guessed),
    )


def _shared(sheet: Sheet, total: Decimal, quantity: Decimal) -> Decimal | None:
    """The price of one, where a price of all was said and comes out in grosze."""
    one = (total / quantity).quantize(_GROSZ)
    if one * quantity == total:
        return one
    sheet.facts.doubt("price_not_divisible", str(total))
    return None


def _checked(sheet: Sheet, item: Item) -> Decimal | None:
    """The number, or None with the reason written down."""
    said = "" if item.value is None else str(item.value)
    if item.value is None or item.value >= _LARGEST:
        sheet.facts.doubt("amount_format" if item.value is None else "amount_too_large", said)
        return None
    if item.negative:
        sheet.facts.doubt("amount_negative", said)
        return None
    if item.value == 0:
        sheet.facts.doubt("amount_zero", said)
        return None
    if item.doubtful:
        sheet.facts.doubt("amount_ambiguous", said)
    return item.value


def _plain(number: Decimal) -> Decimal:
    return Decimal(format(number.normalize(), "f"))


def _money(price: Decimal) -> Decimal:
    plain = _plain(price)
    return plain.quantize(_GROSZ) if plain == plain.quantize(_GROSZ) else plain
