"""Lines added to a draft: "dodaj 1 h dojazdu 150"."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.services.issuing.changing import with_terms
from invoicing.services.issuing.limits import refuse_problems
from invoicing.services.issuing.lines import said_kind, said_lines
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Understood
from invoicing.services.parsing.words import CURRENCIES, CURRENCY_SIGNS

LAST_RATE = "vat-last"
"""Guessed: the rate of the line that was added last."""


def with_added(draft: Draft, heard: Understood, words: str, profile: CompanyProfile) -> Draft:
    """The draft with the lines that the words say, and the terms beside them.

    A rate nobody said is that of all other lines, where they have one, else the company's; it is marked.

    Raises:
        Refused: edit-line-unnamed, edit-currency, price-kinds-mixed; a rate that the company has not; what is wrong with
            a number.
    """
    refuse_problems(heard.problems)
    if not heard.lines or any(line.name is None for line in heard.lines) or heard.buyer.nip is not None:
        raise Refused("edit-line-unnamed", text=words)
    _check_currency(draft, words)
    kind = said_kind(heard.lines)
    if kind is not None and kind is not draft.price_kind and draft.lines:
        raise Refused("price-kinds-mixed")
    added = said_lines(heard, profile).lines
    rates = {line.vat_rate for line in draft.lines}
    unsaid = ["vat" in line.guessed for line in heard.lines if line.name]
    if len(rates) == 1:
        (rate,) = rates
        added = tuple(
            replace(line, vat_rate=rate) if guess else line for line, guess in zip(added, unsaid, strict=True)
        )
    guessed = (draft.guessed - {LAST_RATE}) | ({LAST_RATE} if any(unsaid) else set())
    currency = draft.currency if draft.lines else heard.currency
    newer = replace(
        draft,
        lines=(*draft.lines, *added),
        price_kind=kind or draft.price_kind,
        guessed=guessed,
        currency=currency,
    )
    return with_terms(newer, heard)


def _check_currency(draft: Draft, words: str) -> None:
    """An invoice has one currency; a new line says it again, or none."""
    named = {CURRENCIES[word] for word in re.findall(r"\w+", fold(words)) if word in CURRENCIES}
    signs = {CURRENCY_SIGNS[sign] for sign in words if sign in CURRENCY_SIGNS}
    other = (named | signs) - {draft.currency}
    if other and draft.lines:
        raise Refused("edit-currency", currency=draft.currency, said=min(other))
