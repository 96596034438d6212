"""What stands around a token, when a sentence is cut into fragments."""

from __future__ import annotations

from invoicing.services.parsing.amounts import number_at
from invoicing.services.parsing.fragments import is_filler
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.measures import unit_at
from invoicing.services.parsing.rate_words import INVOICE, PRICE_KINDS
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.reading_items import item_at
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.tokens import Kind
from invoicing.services.parsing.words import CURRENCIES

_VAT = ("vat", "vatu", "podatek", "podatku")


def _is_list_marker(sheet: Sheet, at: int) -> bool:
    token, after = sheet.tokens[at], sheet.at(at + 1)
    first = at == 0 or sheet.at(at - 1).kind is Kind.BREAK
    return first and token.kind is Kind.NUMBER and after.is_sign(".)") and after.glued


def passed_over(sheet: Sheet, at: int, *, priced: bool) -> int | None:
    """Where to go on after what says nothing by itself: a list marker, the unit of "cena za sztukę", a sum of tax."""
    tax = _tax_sum_end(sheet, at, priced=priced)
    if tax:
        return tax
    if _is_list_marker(sheet, at):
        return at + 2
    position = _position_end(sheet, at)
    if position:
        return position
    return unit_at(sheet, at + 1)[1] if _is_unit_of_price(sheet, at) else None


def _tax_sum_end(sheet: Sheet, at: int, *, priced: bool) -> int | None:
    """Reads "230 vat", "VAT 230 zł" beside a price: the tax itself, which follows from the rate."""
    token = sheet.at(at)
    leads = token.is_word(*_VAT)
    if not leads and token.kind is not Kind.NUMBER:
        return None
    start = at + 1 if leads else at
    while leads and sheet.at(start).is_sign(":=-"):
        start += 1
    number = number_at(sheet.tokens, start) if sheet.at(start).kind is Kind.NUMBER else None
    if number is None or number.value is None or sheet.at(number.end).is_sign("%"):
        return None
    end = number.end + 1 if sheet.at(number.end).folded in CURRENCIES else number.end
    if leads:
        beyond = sheet.at(end)
        alone = beyond.kind in {Kind.GAP, Kind.BREAK} or beyond.is_sign(",;.)")
        return end if alone and sheet.at(at - 1).folded not in INVOICE else None
    behind = sheet.at(end).is_word(*_VAT) and tax_at(sheet, end) is None
    return end + 1 if behind and (priced or sheet.at(at - 1).is_sign("+")) else None


def _position_end(sheet: Sheet, at: int) -> int | None:
    """Reads "poz. 1", "pozycja 2:", "b)" before a line: only its place in the list."""
    token, before, end = sheet.tokens[at], sheet.at(at - 1), at + 1
    if (
        len(token.text) == 1
        and token.kind is Kind.WORD
        and sheet.at(end).is_sign(")")
        and sheet.at(end).glued
    ):
        return end + 1
    opens = at == 0 or before.kind in {Kind.GAP, Kind.BREAK} or before.is_sign(",;:.|•-–")
    if not opens or not token.is_word("poz", "pozycja"):
        return None
    end += sheet.at(end).is_sign(".")
    if sheet.at(end).kind is not Kind.NUMBER or not sheet.at(end).text.rstrip(".").isdecimal():
        return None
    return end + 2 if sheet.at(end + 1).is_sign(":.-)") else end + 1


def _is_unit_of_price(sheet: Sheet, at: int) -> bool:
    """Reads "cena za sztukę 20 zł"."""
    led = sheet.at(at - 1).is_word("cena", "cenie", "cene", "stawka", "koszt")
    return led and sheet.at(at).is_word("za", "od") and unit_at(sheet, at + 1)[0] is not None


def words_follow(sheet: Sheet, item: Item) -> bool:
    """Whether a word that names something stands right behind the number."""
    after = sheet.at(item.end)
    marker = len(after.text) == 1 and sheet.at(item.end + 1).is_sign(")")  # a) montaż 500 b) demontaż 300
    return after.kind is Kind.WORD and not is_filler(after) and not item.numeral and not marker


def words_go_on(sheet: Sheet, item: Item) -> bool:
    """Whether a word stands behind the number that is neither a filler nor says anything of VAT."""
    after = sheet.at(item.end)
    return after.kind is Kind.WORD and not is_filler(after) and tax_at(sheet, item.end) is None


def priced_next(sheet: Sheet, item: Item) -> bool:
    """Whether another number stands right behind this one, and is money."""
    after = item_at(sheet, item.end) if sheet.at(item.end).kind is Kind.NUMBER else None
    return after is not None and after.is_price


def counts_later(sheet: Sheet, item: Item) -> bool:
    """Reads "kabel HDMI 2.1 3 szt po 49": a number before a counted one, with a price behind it, is of the name."""
    start = item.end + 1 if _parts_loosely(sheet, item.end) else item.end
    later = item_at(sheet, start) if sheet.at(start).kind is Kind.NUMBER else None
    if later is None or later.role is not Role.QUANTITY:
        return False
    end = later.end + 1 if _parts_loosely(sheet, later.end) else later.end
    return item_at(sheet, end) is not None or sheet.at(end).is_word("po", "a", "cena")


def _parts_loosely(sheet: Sheet, at: int) -> bool:
    """Whether a dash stands there with a blank before it."""
    return sheet.at(at).is_sign("-–—") and not sheet.at(at).glued


def is_base_of_share(sheet: Sheet, at: int) -> bool:
    """Reads "prowizja 3% od 20000": what a share is taken of is not what is paid."""
    return sheet.at(at - 1).is_word("od", "of") and sheet.at(at - 2).is_sign("%")


def closes_sum(sheet: Sheet, at: int) -> bool:
    """Reads "120 zł brutto za całość": a word for all of it that ends what is said of the price."""
    return sheet.at(at).is_word("calosc", "wszystko", "razem") and sheet.at(at + 1).kind is not Kind.NUMBER


def end_of_price(sheet: Sheet, at: int) -> int:
    """Where the price ends at the earliest that "łącznie" or "za całość" there is said of."""
    end = at - 1
    while sheet.at(end - 1).folded in PRICE_KINDS or sheet.at(end).is_word("za"):
        end -= 1
    return end
