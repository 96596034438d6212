"""Fragments put together to lines."""

from __future__ import annotations

from decimal import Decimal

from invoicing.model.kinds import InvoiceKind
from invoicing.model.vat import PriceKind
from invoicing.services.parsing.cutting import fragments
from invoicing.services.parsing.fragments import Fragment, settle
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.numbers_placed import BENT_NUMERALS
from invoicing.services.parsing.rate_words import PERCENTS
from invoicing.services.parsing.rows import Row
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.sums import agrees
from invoicing.services.parsing.tables import of_table
from invoicing.services.parsing.tokens import Kind, fold
from invoicing.services.parsing.understood import DEFAULT_VAT, SaidLine
from invoicing.services.parsing.unpriced import sold

_ONE = Decimal(1)
_GROSZ = Decimal("0.01")
_LARGEST = Decimal(10**13)  # FA(3): unit prices have at most 14 digits before the point


def read_lines(sheet: Sheet) -> tuple[SaidLine, ...]:
    """The lines that the rest of the sentence says."""
    rows: list[Row] = []
    common = Row()  # rate and price kind said before any line
    for fragment in of_table(fragments(sheet)):
        for code in settle(fragment):
            sheet.facts.doubt(code, "")
        _place(sheet, rows, common, fragment)
    rows = sold(sheet, [row for row in rows if row.name or row.price or row.quantity])
    for row in rows:
        row.name_after_container()
    for row in rows:
        row.rate, row.kind = row.rate or common.rate, row.kind or common.kind
    _settle_currency(sheet, rows)
    sheet.facts.tax_said = not rows and bool(common.rate or common.kind)
    said = {row.kind for row in rows if row.kind}
    return tuple(_line(sheet, row, _one_of(said)) for row in rows)


def _settle_currency(sheet: Sheet, rows: list[Row]) -> None:
    """An invoice has one currency; prices in two are a doubt, whichever was said for all of it."""
    said = dict.fromkeys(row.price.currency for row in rows if row.price and row.price.currency)
    of_all = [sheet.facts.currency] if sheet.facts.currency != "PLN" else []
    every = list(dict.fromkeys([*of_all, *filter(None, said)]))
    if len(every) > 1:
        sheet.facts.doubt("currency_several", ", ".join(every))
    sheet.facts.currency = every[0] if every else "PLN"


def _place(sheet: Sheet, rows: list[Row], common: Row, fragment: Fragment) -> None:
    """Add the fragment to the last line, or begin another with it."""
    name = fragment.name
    if name is None and fragment.quantity is None and fragment.price is None:
        _of_all(sheet, rows or [common], fragment)
    elif name is None and rows and _is_rate_of(rows[-1], fragment):
        rows[-1].rate = str(fragment.price.value) if fragment.price else None
    elif name is None and rows and rows[-1].price and fragment.price and _is_sum(sheet, rows, fragment):
        if fragment.price.value == sum((_value(row) for row in rows), Decimal(0)):
            _of_all(sheet, rows, fragment)  # "razem 300 zł brutto"
    elif rows and _completes(sheet, rows[-1], fragment, name):
        return
    elif rows and rows[-1].lacks_what(fragment, name):
        rows[-1].add(fragment, name)
    else:
        rows.append(Row())
        rows[-1].add(fragment, name)


def _completes(sheet: Sheet, row: Row, fragment: Fragment, name: str | None) -> bool:
    """Add what only goes on with the line: more of its name, how often it was done, the size of one."""
    longer = None if fragment.has_numbers else row.name_going_on(fragment, name)
    if longer:
        row.add(fragment, longer)
        row.name = longer
    elif name is None and row.is_sized_before(fragment):
        row.name = f"{row.name} {_as_typed(sheet, row)}"
        row.quantity, row.price = fragment.quantity, fragment.price
        row.add(fragment, None)
    elif name and row.is_counted_by(fragment, name):
        row.add(fragment, None)
        row.unit = name
    else:
        return False
    return True


def _as_typed(sheet: Sheet, row: Row) -> str:
    """The size of one: "4m" of "deska 4m, 2 szt."."""
    end = row.quantity.end if row.quantity else 0
    start = end - 1
    while start > 0 and sheet.at(start).kind is not Kind.NUMBER:
        start -= 1
    return sheet.words(start, end)


def _is_rate_of(row: Row, fragment: Fragment) -> bool:
    """Reads "2500 netto; 23; gotówka": a bare rate in the cell behind a price of a said kind."""
    price = fragment.price
    bare = price is not None and price.role is Role.BARE and fragment.quantity is None and not fragment.total
    rate = price is not None and str(price.value) in PERCENTS - {"0"}
    return bare and rate and row.price is not None and row.kind is not None and row.rate is None


def _of_all(sheet: Sheet, rows: list[Row], fragment: Fragment) -> None:
    """A rate or a price kind said by itself goes for all lines before it that have none."""
    others = {row.rate for row in rows if row.rate}
    if fragment.rate and others and all(row.rate for row in rows) and fragment.rate not in others:
        sheet.facts.doubt("vat_several", ", ".join([*sorted(others), fragment.rate]))
    for row in rows:
        row.rate = row.rate or fragment.rate
        row.kind = row.kind or fragment.kind


def _is_sum(sheet: Sheet, rows: list[Row], fragment: Fragment) -> bool:
    """Whether the amount is what the lines come to, net or with tax; a said total that is not, is doubted."""
    said = fragment.price.value if fragment.price else None
    for counted in (rows, rows[-1:]):
        value = sum((_value(row) for row in counted), Decimal(0))
        if said is not None and agrees(said, value):
            return True
    if not fragment.total or _is_whole_order(sheet, rows, said):
        return False
    sheet.facts.doubt("total_mismatch", str(said))
    return True


def _is_whole_order(sheet: Sheet, rows: list[Row], said: Decimal | None) -> bool:
    """Reads "zaliczka 4920 zł za meble, całość 12 300 zł": what is ordered is worth more than was paid."""
    alone = sheet.facts.kind is InvoiceKind.ADVANCE and len(rows) == 1 and rows[0].quantity is None
    return alone and said is not None and said > _value(rows[0])


def _one_of(kinds: set[PriceKind]) -> PriceKind | None:
    """An invoice has one price kind: the only one that was said is guessed for the lines beside it."""
    return next(iter(kinds)) if len(kinds) == 1 else None


def _value(row: Row) -> Decimal:
    price = row.price.value if row.price and row.price.value is not None else Decimal(0)
    count = row.quantity.value if row.quantity and row.quantity.value is not None else _ONE
    return price * count


def _line(sheet: Sheet, row: Row, beside: PriceKind | None) -> SaidLine:
    quantity = _checked(sheet, row.quantity) or _ONE if row.quantity else _ONE
    price, sure = _price_of_one(sheet, row.price, quantity) if row.price else (None, True)
    if (
        price is not None
        and row.price
        and row.price.day_like
        and row.price.role is Role.BARE
        and not row.kind
    ):
        sheet.facts.doubt("amount_unclear", str(price))  # 12.11 may be the day of it
    thousands = price is not None and price >= _ONE  # 0,001 has no thousands to part
    if thousands and row.quantity is None and row.price and _has_thousandths(row.price):
        sheet.facts.doubt("amount_ambiguous", str(price))
    sure = sure and not (row.price and row.price.unsure) and not _counts_within(row)
    said = {"vat": row.rate is not None, "price_kind": row.kind is not None, "price": sure}
    return SaidLine(
        name=row.name,
        quantity=_plain(quantity),
        unit=row.unit
        or (row.quantity.unit if row.quantity else None)
        or (row.price.unit if row.price else None),
        price=_money(price) if price is not None else None,
        price_kind=row.kind or beside or PriceKind.NET,
        vat=row.rate or DEFAULT_VAT,
        guessed=frozenset(code for code, is_said in said.items() if not is_said),
    )


def _counts_within(row: Row) -> bool:
    """Reads "wulkanizacja czterech kół 160": most likely for all of them, and 300 zł/h of whom?"""
    return not BENT_NUMERALS.isdisjoint(fold(row.name or "").split())


def _has_thousandths(item: Item) -> bool:
    """Reads "1,234 zł": an English thousand, or a price nobody pays; of litres and grams it may be one."""
    exponent = item.value.as_tuple().exponent if item.value is not None else 0
    return item.role is not Role.UNIT_PRICE and isinstance(exponent, int) and exponent == -3


def _price_of_one(sheet: Sheet, item: Item, quantity: Decimal) -> tuple[Decimal | None, bool]:
    """The price of one, and whether it was said to be that: "po 200" was, "3 szt. 200 zl" was not."""
    price = _checked(sheet, item)
    if price is None or quantity == _ONE or item.role is Role.UNIT_PRICE:
        return price, True
    return (_shared(sheet, price, quantity) if item.role is Role.TOTAL else price), False


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
        sheet.facts.doubt("amount_negative", f"-{said}")
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
