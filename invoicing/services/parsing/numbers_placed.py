"""Where a number goes in the fragment that is being cut: a count, a price, a part of the name."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from invoicing.services.parsing.cases import COUNTED, SIZES
from invoicing.services.parsing.counting import counted_at, prices_two
from invoicing.services.parsing.cut import Cut
from invoicing.services.parsing.fragments import is_filler
from invoicing.services.parsing.items import Item, Role
from invoicing.services.parsing.neighbours import (
    counts_later,
    is_base_of_share,
    priced_next,
    words_follow,
    words_go_on,
)
from invoicing.services.parsing.reading_items import item_at
from invoicing.services.parsing.sums import agrees
from invoicing.services.parsing.things import STAGES
from invoicing.services.parsing.tokens import Kind

_COUNTED_IN_WORDS = 100  # who says a hundred without a thing or a unit behind it, says a price
_GROSZE = re.compile(r"\d,\d\d$")
_STAGE_AND_PRICE = re.compile(r"[1-9]\d?[ \u00a0\u202f]\d{3}(?!\d)")
_MODEL_DIGITS = 4
BENT_NUMERALS = frozenset({"dwoch", "trzech", "czterech"})
"""In the genitive: of so many."""
_EACH = ("po", "a", "za", "od", "x")
_OF_ONE = ("szt", "kazd", "jedn")  # beginnings of what says the price is of one
_NEAR = 12  # words
_VERSION = re.compile(r"\d{1,2}\.\d")


def leave_unclear(cut: Cut, item: Item, at: int) -> int:
    """A number of which nobody knows what it is: neither it nor the price before it counts."""
    if cut.now.price and is_base_of_share(cut.sheet, at):
        return item.end
    cut.sheet.facts.doubt("amount_unclear", "")
    cut.now.price, cut.alternative = None, False
    cut.now.bare = []
    return item.end


def take_number(cut: Cut, item: Item, at: int) -> int:
    """Give the number its place in the fragment; returns where to go on."""
    _doubt_stage(cut, at)
    if _is_measure(cut, at) or _is_of_a_heading(cut, item) or _is_done_to_all(cut, item, at):
        cut.now.words.extend(cut.sheet.tokens[at : item.end])
    elif item.role is Role.QUANTITY or _counts_in_words(cut, item):
        _of_one(cut, at)
        _quantity(cut, item)
    elif item.is_price:
        if cut.now.price is not None:
            _second_price(cut, item)
        else:
            cut.now.price = item
    elif cut.sheet.at(at - 1).kind is Kind.TIMES:
        _after_times(cut, item)
    elif cut.now.named and _is_sum_of_money(cut, item, at):
        cut.now.price = replace(item, unsure=_GROSZE.search(cut.sheet.tokens[at].text) is None)
    elif cut.now.named and (
        words_follow(cut.sheet, item) or _is_size(cut, item, at) or _is_known_otherwise(cut, item)
    ):
        return _counted_noun(cut, item) or _amid_words(cut, item, at)
    else:
        cut.now.bare.append(replace(item, late=cut.now.named))
    return item.end


def _doubt_stage(cut: Cut, at: int) -> None:
    """Reads "rata 3 300 zł": three thousand, or the third one."""
    if cut.sheet.at(at - 1).folded in STAGES and _STAGE_AND_PRICE.match(cut.sheet.tokens[at].text):
        cut.sheet.facts.doubt("amount_unclear", cut.sheet.tokens[at].text)


def _is_measure(cut: Cut, at: int) -> bool:
    """Reads "baner 3x1m": the second number of a size, behind a sign that touches both."""
    before, words = cut.sheet.at(at - 1), cut.now.words
    of_name = len(words) > 1 and words[-1] is before and words[-2].kind is Kind.NUMBER
    return of_name and before.kind is Kind.TIMES and before.glued and cut.sheet.at(at).glued


def _is_done_to_all(cut: Cut, item: Item, at: int) -> bool:
    """Reads "wulkanizacja czterech kół 160": what is done to all of them has one price, unless one of them has it."""
    bent = cut.now.named and item.role is Role.BARE and cut.sheet.tokens[at].is_word(*BENT_NUMERALS)
    if not bent or cut.now.has_numbers or not words_go_on(cut.sheet, item):
        return False
    behind = cut.sheet.tokens[item.end : item.end + _NEAR]
    of_one = any(token.is_word(*_EACH) or token.folded.startswith(_OF_ONE) for token in behind)
    return not of_one and not any(token.kind is Kind.TIMES or token.is_sign("@") for token in behind)


def _is_of_a_heading(cut: Cut, item: Item) -> bool:
    """Reads "rata 3: 45 tys. netto": a bare number before a colon with an amount behind it."""
    bare = item.role is Role.BARE and cut.now.named and not cut.now.has_numbers
    amount = cut.sheet.at(item.end).is_sign(":") and cut.sheet.at(item.end + 1).kind is Kind.NUMBER
    return bare and amount


def _counted_noun(cut: Cut, item: Item) -> int | None:
    """Reads "3 zabiegi po 220" behind what they are of."""
    free = cut.now.quantity is None and cut.now.price is None and not cut.now.bare
    said = [word.folded for word in cut.now.words if not is_filler(word)]
    counted = counted_at(cut.sheet, item, said) if free else None
    if counted is None:
        return None
    cut.now.quantity = counted
    return counted.end


def _is_sum_of_money(cut: Cut, item: Item, at: int) -> bool:
    """Reads "materiały 230,45 robocizna 400", "henna 40 brwi 30": amid words, and a price."""
    written = cut.sheet.tokens[at].text
    if cut.now.price is not None or not words_follow(cut.sheet, item):
        return False
    alone = cut.now.quantity is None and not cut.now.bare
    last = cut.done[-1] if cut.done else None
    if alone and last and last.closed_by is None and last.price and last.price.unsure:
        return True  # kran 120 syfon 35 robota 200
    return _GROSZE.search(written) is not None or (alone and prices_two(cut.sheet, item))


def _is_size(cut: Cut, item: Item, at: int) -> bool:
    """Reads "HDMI 2.1 3 szt.", "Level 3.0 2999 zł": a number that another follows is of the name."""
    if cut.now.quantity or cut.now.closed:
        return False
    if _is_model(cut, item, at):
        return True
    version = _VERSION.fullmatch(cut.sheet.tokens[at].text) is not None
    listed = version and cut.sheet.at(item.end).is_sign(",") and _counts(cut, item.end + 1)
    return listed or (version and priced_next(cut.sheet, item)) or counts_later(cut.sheet, item)


def _counts(cut: Cut, at: int) -> bool:
    """Reads "kabel HDMI 2.1, 4 szt., ...": how many there are follows."""
    count = item_at(cut.sheet, at) if cut.sheet.at(at).kind is Kind.NUMBER else None
    return count is not None and count.role is Role.QUANTITY


def _is_known_otherwise(cut: Cut, item: Item) -> bool:
    """Reads "3x laptop Dell 5540 po 1200", "250 zł za laptop Dell 5540": both count and price need no number more."""
    if item.role is not Role.BARE or item.value is None or cut.now.closed:
        return False
    priced = cut.now.price is not None and cut.now.price.currency is not None
    counted = cut.now.quantity is not None and cut.sheet.at(item.end).is_word("po", "a")
    return counted or (priced and item.value >= _COUNTED_IN_WORDS)


def _is_model(cut: Cut, item: Item, at: int) -> bool:
    """Reads "klocki LEGO 42151 – 199,99 zł": so many are not counted without a word, and the price stands behind."""
    written = cut.sheet.tokens[at].text
    dash = cut.sheet.at(item.end)
    end = item.end + 1 if dash.is_sign("-–—") and not dash.glued else item.end
    price = item_at(cut.sheet, end) if cut.sheet.at(end).kind is Kind.NUMBER else None
    return written.isdecimal() and len(written) >= _MODEL_DIGITS and price is not None and price.is_price


def _of_one(cut: Cut, at: int) -> None:
    """Reads "100 zł x 2": the price before the sign is the price of one."""
    if cut.sheet.at(at - 1).kind is Kind.TIMES and cut.now.price and cut.now.quantity is None:
        cut.now.price = replace(cut.now.price, role=Role.UNIT_PRICE)


def _counts_in_words(cut: Cut, item: Item) -> bool:
    """Reads "dwa krzesła"; "konsultacje dwieście" is a price."""
    if not item.numeral or item.role is not Role.BARE:
        return False
    large = item.value is not None and item.value >= _COUNTED_IN_WORDS
    return not (large and cut.now.named and cut.now.price is None and not words_go_on(cut.sheet, item))


def _quantity(cut: Cut, item: Item) -> None:
    now, size = cut.now, cut.now.quantity
    if size and now.named and now.price is None and item.unit in COUNTED and size.unit in SIZES:
        _keep_in_name(cut, size)
        now.quantity = item
        return
    if size and now.named and now.price is None and size.unit not in SIZES and item.unit in SIZES:
        now.words.extend(cut.sheet.tokens[item.end - 2 : item.end])  # 10x deska 4m po 250
        return
    if now.named and (now.price or size) and cut.sheet.at(item.end).kind is Kind.WORD:
        cut.flush()
    if cut.now.quantity is None:
        cut.now.quantity = item
    else:
        cut.now.bare.append(item)


def _keep_in_name(cut: Cut, size: Item) -> None:
    """Reads "woda 0,5 l 24 szt.": what was measured first is the size of one."""
    while cut.now.words and cut.now.words[-1].kind is Kind.SIGN:
        cut.now.words.pop()
    start = size.end - 1
    while start > 0 and cut.sheet.at(start).kind is not Kind.NUMBER:
        start -= 1
    cut.now.words.extend(cut.sheet.tokens[start : size.end])


def _amid_words(cut: Cut, item: Item, at: int) -> int:
    """A bare number amid words belongs to the name (Windows 11 Pro), or begins another line after a price."""
    if cut.now.closed:
        cut.flush()
        cut.now.bare.append(item)
    else:
        cut.now.words.extend(cut.sheet.tokens[at : item.end])
    return item.end


def _after_times(cut: Cut, item: Item) -> None:
    size = cut.now.quantity
    behind = cut.sheet.at(item.end)
    counts = behind.is_word("po", "a") or behind.is_sign(",;") or behind.kind is Kind.BREAK
    if size and size.unit in SIZES and cut.now.named and counts:
        _keep_in_name(cut, size)  # kawa 250g x 10 po 25
        cut.now.quantity = None
    if cut.now.quantity is None:
        _of_one(cut, item.end - 1)
        cut.now.quantity = item
    else:
        cut.now.price = cut.now.price or replace(item, role=Role.UNIT_PRICE)


def _second_price(cut: Cut, item: Item) -> None:
    first = cut.now.price
    count = cut.now.quantity.value if cut.now.quantity else Decimal(1)
    if first and first.value is not None and count is not None and first.value * count == item.value:
        return  # "2 h po 200 zl = 400 zl"
    if item.role is Role.TOTAL and first and first.value is not None and item.value is not None:
        if not agrees(item.value, first.value * (count or 1)):
            cut.sheet.facts.doubt("total_mismatch", str(item.value))
        return
    if cut.now.total or item.role is Role.TOTAL:
        return
    cut.flush()
    cut.now.price = item
