"""Facts of a draft, as the answer to a command by e-mail shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.environment import module
from templates.letter_page import Fact
from templates.values import amount, grouped_nip, long_date, number


def draft_facts(data: Mapping[str, Any], language: str) -> tuple[Fact, ...]:
    """Who is to get it, for what, for how much and until when."""
    words = vars(module(f"words/{language}.j2", language))
    facts = [_buyer(data, words)]
    if data.get("correction"):
        facts += _correction(data, words["correction"], language)
    else:
        facts += _lines(data, words, language)
    if data["due_date"] and not data["paid"]:
        method = words["payment"].get(data["payment_method"], data["payment_method"])
        due = f"{words['card']['due']} {long_date(data['due_date'], language)}"
        facts.append(Fact(words["card"]["payment"], (method, due)))
    return tuple(facts)


def _buyer(data: Mapping[str, Any], words: Mapping[str, Any]) -> Fact:
    buyer = data["buyer"] or {}
    nip = f"NIP {grouped_nip(buyer['nip'])}" if buyer.get("nip") else ""
    return Fact(words["card"]["buyer"], tuple(filter(None, (buyer.get("name") or "?", nip))))


def _correction(data: Mapping[str, Any], words: Mapping[str, str], language: str) -> Iterator[Fact]:
    correction, currency = data["correction"], data["currency"]
    yield Fact(words["of"], (correction["number"], long_date(correction["issue_date"], language)))
    yield Fact(words["was"], (amount(correction["was"]["gross"], currency, language),))
    yield Fact(words["will_be"], (amount(correction["will_be"]["gross"], currency, language),))
    yield Fact(words["difference"], (amount(data["gross"], currency, language),))
    yield Fact(words["reason"], (correction["reason"] or "–",))


def _lines(data: Mapping[str, Any], words: Mapping[str, Any], language: str) -> Iterator[Fact]:
    currency, card = data["currency"], words["card"]
    for line in data["lines"]:
        yield Fact(line["name"], (_line(line, currency, words, language),))
    if data["lines"] and data["gross"] and "price" not in data["missing"]:
        for name in ("net", "vat", "gross"):
            yield Fact(card[name], (amount(data[name], currency, language),))


def _line(line: Mapping[str, Any], currency: str, words: Mapping[str, Any], language: str) -> str:
    if not line["unit_price"]:
        return "?"
    each = amount(line["unit_price"], currency, language)
    rate = words["rate"].get(line["vat_rate"], line["vat_rate"])
    unit = f"{line['unit']} " if line["unit"] else ""
    value = amount(line["value"], currency, language)
    return f"{number(line['quantity'], language)} {unit}× {each} = {value}, {words['card']['vat']} {rate}"
