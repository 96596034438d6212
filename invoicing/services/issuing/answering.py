"""Words as an answer to what the card of an open draft asks of its buyer."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.model.invoice import Draft
from invoicing.services.issuing.buyers import WHO
from invoicing.services.issuing.exchange import about_rate
from invoicing.services.issuing.placing import SUPPLY, said_supply
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, SaidBuyer, Understood

_LONGEST_NAME = 8  # words
_NOBODY = SaidBuyer()
_OF_BUYER = frozenset({"buyer-address", "buyer-name"})
_STREET_AND_TOWN = re.compile(
    r"[^\d,\n]+\s\d{1,4}\s?[a-z]?(?:/\d{1,4})?\s*[,\n]\s*(?:[a-z]{1,2}-)?\d[\d -]{2,6}\s+[^\d,]+(?:,[^\d]*)?"
)
_MONEY = re.compile(r"%|€|\$|\b(?:zl|pln|eur|euro|usd|gbp|netto|brutto|vat)\b")


def as_answer(heard: Understood, draft: Draft | None, text: str) -> Understood:
    """The words with what the draft knows already: a number or "osoba prywatna" alone is about the buyer it names.

    While nobody is named, words that begin like a name are taken for one.
    """
    if draft is None:
        return heard
    if _is_an_address(heard, draft, text):
        return replace(heard, intent=Intent.OTHER, buyer=_NOBODY, lines=(), problems=())
    if heard.lines:
        return heard
    buyer = draft.buyer
    if buyer is None and heard.buyer == _NOBODY and heard.intent is Intent.OTHER and _like_a_name(text):
        return replace(heard, buyer=SaidBuyer(name=" ".join(text.split())))
    if buyer is None or WHO not in draft.gaps or not tells_who(heard.buyer):
        return heard
    address = buyer.address
    lines = ", ".join(filter(None, (address.line1, address.line2))) if address else None
    said = heard.buyer
    abroad = text if said.country and "," in text and said.eu_vat_number is None else None
    return replace(
        heard,
        buyer=replace(said, name=said.name or buyer.name or None, address=said.address or abroad or lines),
    )


def _is_an_address(heard: Understood, draft: Draft, text: str) -> bool:
    """Whether the words can only be the address that is asked for, whatever their numbers look like."""
    asked = {*draft.gaps}
    shaped = "buyer-address" in asked and _STREET_AND_TOWN.fullmatch(fold(text).strip())
    if not asked or not (asked <= _OF_BUYER or shaped):
        return False
    said = heard.buyer
    somebody = said.nip or said.eu_vat_number or (said.name and "buyer-name" not in asked)
    return not somebody and not _MONEY.search(fold(text)) and heard.intent in {Intent.ISSUE, Intent.OTHER}


def answers_another_gap(draft: Draft, text: str) -> bool:
    """Whether the words are "towar", "usługa" or an exchange rate that is asked for, and so no name and no address."""
    return about_rate(text, draft) or (SUPPLY in draft.gaps and said_supply(text) is not None)


def tells_who(said: SaidBuyer) -> bool:
    """Whether it answers what kind of buyer it is."""
    return any((said.nip, said.eu_vat_number, said.kind, said.country))


def names_somebody(said: SaidBuyer) -> bool:
    """Whether it answers who the buyer is."""
    return any((said.nip, said.eu_vat_number, said.name))


def _like_a_name(text: str) -> bool:
    words = text.split()
    plain = not any(sign in text for sign in "?!:@/\n") and not text.lstrip().startswith("/")
    return plain and 0 < len(words) <= _LONGEST_NAME and words[0][:1].isupper()
