"""What no other reader took, cut into fragments."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from invoicing.services.parsing.cases import COUNTED, case_at
from invoicing.services.parsing.counting import counted_at, prices_two
from invoicing.services.parsing.fragments import NAMING, Fragment, is_filler
from invoicing.services.parsing.items import Item, Role, item_at
from invoicing.services.parsing.measures import DASHES, per_unit_at, stands_for_one, unit_at
from invoicing.services.parsing.neighbours import (
    closes_sum,
    counts_later,
    end_of_price,
    is_base_of_share,
    passed_over,
    priced_next,
    words_follow,
    words_go_on,
)
from invoicing.services.parsing.rates import tax_at
from invoicing.services.parsing.separating import is_label, separates
from invoicing.services.parsing.sheet import Sheet
from invoicing.services.parsing.sums import agrees
from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import CURRENCIES, words
from invoicing.services.parsing.words_of_time import MONTHS

_SIZES = frozenset(
    {"g", "dag", "kg", "l", "m", "str.", "min."}
)  # of one thing, when things are counted as well
_PREPOSITIONS = ("na", "do", "od", "przy", "ze")
_COUNTED_IN_WORDS = 100  # who says a hundred without a thing or a unit behind it, says a price
_GROSZE = re.compile(r"\d,\d\d$")
_VERSION = re.compile(r"\d{1,2}\.\d")
_TOTALS = frozenset(words("razem lacznie suma sumie total ogolem zaplaty calosc"))


def fragments(sheet: Sheet) -> list[Fragment]:
    """Cut what is left of the sentence."""
    return _Cutter(sheet).cut()


class _Cutter:
    """Walks over the tokens once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._done, self._now = sheet, list[Fragment](), Fragment()
        self._alternative = False

    def cut(self) -> list[Fragment]:
        at = 0
        while at < len(self._sheet.tokens):
            at = self._step(at)
        self._flush()
        return self._done

    def _flush(self, by: Token | None = None) -> None:
        self._now.closed_by = by
        self._done.append(self._now)
        self._now = Fragment()

    def _step(self, at: int) -> int:
        sheet, token = self._sheet, self._sheet.tokens[at]
        if token.is_sign(":=") and is_label(self._now):
            self._now = Fragment()
            return at + 1
        if separates(sheet, at, self._now, self._done):
            self._flush(token)
            self._now.aside = token.is_sign("(")
            return at + 1
        tax = tax_at(sheet, at)
        if tax:
            self._now.rate = tax.rate or self._now.rate
            settled = self._now.kind and (tax.rate or (self._now.total and self._now.price))
            self._now.kind = self._now.kind if settled else tax.kind or self._now.kind
            if tax.unknown:
                sheet.facts.doubt("vat_unknown", tax.unknown)
            self._now.closed = self._now.closed or bool(tax.rate and self._now.named and self._now.bare)
            return self._per_unit_behind(tax.end)
        passed = passed_over(sheet, at, priced=self._now.price is not None or bool(self._now.bare))
        if passed:
            if self._now.closed:
                self._flush()
            return passed
        item = item_at(sheet, at)
        if item:
            doubtful = self._is_range(at) or is_base_of_share(sheet, at)
            end = self._unclear(item, at) if doubtful else self._number(item, at)
            self._now.closed = self._now.closed or (self._now.named and self._now.price is not None)
            return end
        self._word(token, at)
        return at + 1

    def _is_range(self, at: int) -> bool:
        """Reads "500-600 zł", "500 albo 600 zł": nobody knows which."""
        dash, before = self._sheet.at(at - 1), self._sheet.at(at - 2)
        joined = dash.is_sign("-–") and dash.glued and self._sheet.at(at).glued and before.kind is Kind.NUMBER
        return joined or self._alternative

    def _unclear(self, item: Item, at: int) -> int:
        if self._now.price and is_base_of_share(self._sheet, at):
            return item.end
        self._sheet.facts.doubt("amount_unclear", "")
        self._now.price, self._alternative = None, False
        self._now.bare = []
        return item.end

    def _per_unit_behind(self, at: int) -> int:
        """Reads "180 zł netto/h": the unit of the price, behind what is said of VAT."""
        price = self._now.price
        if price and price.currency is None and self._sheet.at(at).folded in CURRENCIES:
            self._now.price = price = replace(price, currency=CURRENCIES[self._sheet.at(at).folded])
            at += 1  # "10k netto EUR"
        unit, end = per_unit_at(self._sheet, at) if price else (None, at)
        if price and unit is None and stands_for_one(self._sheet, at):
            unit, end = unit_at(self._sheet, at)  # 0,08 zł netto szt
        if price and unit:
            self._now.price = replace(price, unit=unit, role=Role.UNIT_PRICE)
        return end

    def _number(self, item: Item, at: int) -> int:
        if self._is_measure(at):
            self._now.words.extend(self._sheet.tokens[at : item.end])
        elif item.role is Role.QUANTITY or self._counts_in_words(item):
            self._of_one(at)
            self._quantity(item)
        elif item.is_price:
            if self._now.price is not None:
                self._second_price(item)
            else:
                self._now.price = item
        elif self._sheet.at(at - 1).kind is Kind.TIMES:
            self._after_times(item)
        elif self._now.named and self._is_sum_of_money(item, at):
            self._now.price = replace(item, unsure=_GROSZE.search(self._sheet.tokens[at].text) is None)
        elif self._now.named and (words_follow(self._sheet, item) or self._is_size(item, at)):
            return self._counted_noun(item) or self._amid_words(item, at)
        else:
            self._now.bare.append(replace(item, late=self._now.named))
        return item.end

    def _is_measure(self, at: int) -> bool:
        """Reads "baner 3x1m": the second number of a size, behind a sign that touches both."""
        before, words = self._sheet.at(at - 1), self._now.words
        of_name = len(words) > 1 and words[-1] is before and words[-2].kind is Kind.NUMBER
        return of_name and before.kind is Kind.TIMES and before.glued and self._sheet.at(at).glued

    def _counted_noun(self, item: Item) -> int | None:
        """Reads "3 zabiegi po 220" behind what they are of."""
        free = self._now.quantity is None and self._now.price is None and not self._now.bare
        said = [word.folded for word in self._now.words if not is_filler(word)]
        counted = counted_at(self._sheet, item, said) if free else None
        if counted is None:
            return None
        self._now.quantity = counted
        return counted.end

    def _is_sum_of_money(self, item: Item, at: int) -> bool:
        """Reads "materiały 230,45 robocizna 400", "henna 40 brwi 30": amid words, and a price."""
        written = self._sheet.tokens[at].text
        if self._now.price is not None or not words_follow(self._sheet, item):
            return False
        alone = self._now.quantity is None and not self._now.bare
        return _GROSZE.search(written) is not None or (alone and prices_two(self._sheet, item))

    def _is_size(self, item: Item, at: int) -> bool:
        """Reads "HDMI 2.1 3 szt.", "Level 3.0 2999 zł": a number that another follows is of the name."""
        if self._now.quantity or self._now.closed:
            return False
        version = _VERSION.fullmatch(self._sheet.tokens[at].text) and priced_next(self._sheet, item)
        return bool(version) or counts_later(self._sheet, item)

    def _of_one(self, at: int) -> None:
        """Reads "100 zł x 2": the price before the sign is the price of one."""
        if self._sheet.at(at - 1).kind is Kind.TIMES and self._now.price and self._now.quantity is None:
            self._now.price = replace(self._now.price, role=Role.UNIT_PRICE)

    def _counts_in_words(self, item: Item) -> bool:
        """Reads "dwa krzesła"; "konsultacje dwieście" is a price."""
        if not item.numeral or item.role is not Role.BARE:
            return False
        large = item.value is not None and item.value >= _COUNTED_IN_WORDS
        return not (
            large and self._now.named and self._now.price is None and not words_go_on(self._sheet, item)
        )

    def _quantity(self, item: Item) -> None:
        now, size = self._now, self._now.quantity
        if size and now.named and now.price is None and item.unit in COUNTED and size.unit in _SIZES:
            self._keep_in_name(size)
            now.quantity = item
            return
        if now.named and (now.price or size) and self._sheet.at(item.end).kind is Kind.WORD:
            self._flush()
        if self._now.quantity is None:
            self._now.quantity = item
        else:
            self._now.bare.append(item)

    def _keep_in_name(self, size: Item) -> None:
        """Reads "woda 0,5 l 24 szt.": what was measured first is the size of one."""
        while self._now.words and self._now.words[-1].kind is Kind.SIGN:
            self._now.words.pop()
        start = size.end - 1
        while start > 0 and self._sheet.at(start).kind is not Kind.NUMBER:
            start -= 1
        self._now.words.extend(self._sheet.tokens[start : size.end])

    def _amid_words(self, item: Item, at: int) -> int:
        """A bare number amid words belongs to the name (Windows 11 Pro), or begins another line after a price."""
        if self._now.closed:
            self._flush()
            self._now.bare.append(item)
        else:
            self._now.words.extend(self._sheet.tokens[at : item.end])
        return item.end

    def _after_times(self, item: Item) -> None:
        size = self._now.quantity
        behind = self._sheet.at(item.end)
        counts = behind.is_word("po", "a") or behind.is_sign(",;") or behind.kind is Kind.BREAK
        if size and size.unit in _SIZES and self._now.named and counts:
            self._keep_in_name(size)  # kawa 250g x 10 po 25
            self._now.quantity = None
        if self._now.quantity is None:
            self._of_one(item.end - 1)
            self._now.quantity = item
        else:
            self._now.price = self._now.price or replace(item, role=Role.UNIT_PRICE)

    def _second_price(self, item: Item) -> None:
        first = self._now.price
        count = self._now.quantity.value if self._now.quantity else Decimal(1)
        if first and first.value is not None and count is not None and first.value * count == item.value:
            return  # "2 h po 200 zl = 400 zl"
        if item.role is Role.TOTAL and first and first.value is not None and item.value is not None:
            if not agrees(item.value, first.value * (count or 1)):
                self._sheet.facts.doubt("total_mismatch", str(item.value))
            return
        if self._now.total or item.role is Role.TOTAL:
            return
        self._flush()
        self._now.price = item

    def _word(self, token: Token, at: int) -> None:
        of_size = token.kind is Kind.TIMES and self._now.words and self._now.words[-1].kind is Kind.NUMBER
        of_count = token.kind is Kind.TIMES and self._sheet.at(at - 1).is_sign(".")  # 3szt.x18,99
        if _is_picture(token) or of_count or (token.kind is Kind.TIMES and not token.glued and not of_size):
            return
        if self._is_alternative(token):
            return
        if token.kind is Kind.WORD and token.folded in _TOTALS:
            if self._closes_total(at):
                return
            if self._now.has_numbers:
                self._flush()
            self._now.total = True
            return
        if self._begins_another(token, at):
            self._flush()
        if not self._now.named and token.kind in NAMING and not is_filler(token):
            self._now.named = True
            self._now.case = case_at(self._sheet, at, self._now)
        self._now.words.append(token)

    def _is_alternative(self, token: Token) -> bool:
        """Reads "500 zł albo 600 zł"; and "kilka", of which nobody knows how many it is."""
        if token.folded.startswith("kilk"):
            self._sheet.facts.doubt("amount_unclear", token.text)
        other = token.is_word("albo", "lub", "ewentualnie") and self._now.price is not None
        self._alternative = self._alternative or other
        return other

    def _closes_total(self, at: int) -> bool:
        """Reads "za 170 łącznie": the price that stands before it is of all, when no other follows."""
        bare = self._now.bare if len(self._now.bare) > 1 or self._now.quantity else []
        price = self._now.price or (bare[-1] if bare else None)
        follows = self._sheet.at(at + 1).kind is Kind.NUMBER or self._sheet.at(at + 2).kind is Kind.NUMBER
        if price is None or price.end < end_of_price(self._sheet, at) or follows:
            return False
        if self._now.price:
            self._now.price = replace(price, role=Role.TOTAL)
        self._now.total = True
        return True

    def _is_purpose(self, at: int) -> bool:
        """Reads "zaliczka 3000 zł na aplikację mobilną": what it is for, unless an amount of its own follows."""
        led = [self._sheet.at(before).is_word(*_PREPOSITIONS) for before in (at - 1, at - 2)]
        return led[0] or (led[1] and self._sheet.at(at + 1).kind is not Kind.NUMBER)

    def _begins_another(self, token: Token, at: int) -> bool:
        """Words after a priced name are another line, unless a sign joins them."""
        if token.kind is not Kind.WORD or (is_filler(token) and not token.is_word("za")):
            return False
        before = self._sheet.at(at - 1)
        month = token.folded in MONTHS or self._sheet.at(at + 1).folded in MONTHS
        goes_on = self._is_purpose(at) or (month and (before.is_word("za") or token.is_word("za")))
        loose = before.is_sign(DASHES) and not token.glued
        if token.is_word("za") and closes_sum(self._sheet, at + 1):
            return False
        joined = before.kind is Kind.SIGN and not before.is_sign("%") and not loose
        return self._now.closed and not joined and not goes_on


def _is_picture(token: Token) -> bool:
    """Emoji and control characters are no part of a name."""
    return token.kind is Kind.SIGN and unicodedata.category(token.text) in {"So", "Sk", "Cc", "Cn"}
