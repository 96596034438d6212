"""Facts of a draft, as letters to its author show them: what a card shows, in rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from templates.environment import module
from templates.letter_page import Fact, Sum
from templates.values import amount, grouped_account, grouped_nip, long_date, number

_NEEDS_A_CARD = ("correction", "replacement", "advance", "settles")


def is_plain(data: Mapping[str, Any]) -> bool:
    """Whether rows of facts say all there is; of corrections and advances the card says more."""
    return not any(data.get(name) for name in _NEEDS_A_CARD)


def draft_sum(data: Mapping[str, Any], language: str) -> Sum | None:
    """The amount at the top; None while it is not known."""
    if not data["lines"] or not data["gross"] or "price" in data["missing"]:
        return None
    words = vars(module(f"words/{language}.j2", language))["card"]
    due = data["due_date"] if not data["paid"] else None
    term = f"{words['due']} {long_date(due, language)}" if due else ""
    return Sum(words["gross"], amount(data["gross"], data["currency"], language), term)


def draft_facts(data: Mapping[str, Any], language: str) -> tuple[Fact, ...]:
    """Who is to get it, for what, for how much and until when; what nobody said is marked."""
    words = vars(module(f"words/{language}.j2", language))
    facts = [_buyer(data, words)]
    if data.get("correction"):
        facts += _correction(data, words["correction"], language)
    else:
        facts += _lines(data, words, language)
    facts += _terms(data, words, language)
    return tuple(facts)


def _buyer(data: Mapping[str, Any], words: Mapping[str, Any]) -> Fact:
    buyer = data["buyer"] or {}
    nip = f"NIP {grouped_nip(buyer['nip'])}" if buyer.get("nip") else ""
    vat_eu = f"{words['card']['vat_eu']} {buyer['eu_vat_number']}" if buyer.get("eu_vat_number") else ""
    name, address = buyer.get("name") or "?", ", ".join(buyer.get("address") or ())
    known = words["known_from"].get(buyer.get("known_from"), "")
    return Fact(words["card"]["buyer"], tuple(filter(None, (name, nip, vat_eu, address, known))))


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
    kind = words["price"].get(line.get("price_kind"), "")
    value = " ".join(filter(None, (amount(line["value"], currency, language), kind)))
    said = f"{number(line['quantity'], language)} {unit}× {each} = {value}, {words['card']['vat']} {rate}"
    unsaid = {"price_kind", "vat", "price"} & set(line.get("guessed") or ())
    return f"{said} ({_mark(unsaid, words)})" if unsaid else said


def _mark(unsaid: set[str], words: Mapping[str, Any]) -> str:
    """What of a line nobody said, in one word."""
    if "price" in unsaid:
        return str(words["check"])
    return str(words["guess_both"] if {"price_kind", "vat"} <= unsaid else words["guess"])


def _terms(data: Mapping[str, Any], words: Mapping[str, Any], language: str) -> Iterator[Fact]:
    card = words["card"]
    for name in ("issue_date", "supply_date"):
        if data.get(name):
            yield Fact(card[name], (long_date(data[name], language),))
    method = words["payment"].get(data["payment_method"], data["payment_method"])
    if data["paid"]:
        yield Fact(card["payment"], (method, card["paid"]))
    elif data["due_date"]:
        due = f"{card['due']} {long_date(data['due_date'], language)}"
        guessed = f" ({words['guess']})" if "due_date" in (data.get("guessed") or ()) else ""
        yield Fact(card["payment"], (method, due + guessed))
    if data.get("bank_account") and data["payment_method"] == "transfer" and not data["paid"]:
        yield Fact(card["account"], (grouped_account(data["bank_account"]),))
    if data.get("note"):
        yield Fact(card["note"], (data["note"],))
