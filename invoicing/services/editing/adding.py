"""Lines added to a draft: "dodaj 1 h dojazdu 150"."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.line import Mark
from invoicing.services.issuing.changing import with_terms
from invoicing.services.issuing.limits import refuse_problems
from invoicing.services.issuing.lines import said_lines
from invoicing.services.issuing.price_kinds import at_rate
from invoicing.services.parsing.declension import Case, nominative
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import SaidLine, Understood
from invoicing.services.parsing.words import CURRENCIES, CURRENCY_SIGNS


def with_added(draft: Draft, heard: Understood, words: str, profile: CompanyProfile) -> Draft:
    """The draft with the lines that the words say, and the terms beside them.

    A rate nobody said is that of all other lines, where they have one, else the company's; it is marked. A price said
    in the other kind (net, gross) is converted, or asked about.

    Raises:
        Refused: edit-line-unnamed, edit-currency; a rate that the company has not; what is wrong with
            a number.
    """
    refuse_problems(heard.problems)
    if not heard.lines or any(line.name is None for line in heard.lines) or heard.buyer.nip is not None:
        raise Refused("edit-line-unnamed", text=words)
    _check_currency(draft, words)
    heard = replace(heard, lines=tuple(map(_in_nominative, heard.lines)))
    said = said_lines(heard, profile, draft.buyer, among=draft.price_kind if draft.lines else None)
    rates = {line.vat_rate for line in draft.lines}
    added = said.lines
    if len(rates) == 1:
        (rate,) = rates
        added = tuple(
            at_rate(line, rate, said.price_kind) if Mark.VAT in line.marks else line for line in added
        )
    currency = draft.currency if draft.lines else heard.currency
    lines = (*draft.lines, *added)
    return with_terms(replace(draft, lines=lines, price_kind=said.price_kind, currency=currency), heard)


def _in_nominative(line: SaidLine) -> SaidLine:
    """What is added stands in the accusative, where it is not counted: "dodaj dostawę 20"."""
    if line.name is None or line.unit is not None or line.quantity != 1:
        return line
    return replace(line, name=nominative(line.name, Case.ACCUSATIVE))


def _check_currency(draft: Draft, words: str) -> None:
    """An invoice has one currency; a new line says it again, or none."""
    named = {CURRENCIES[word] for word in re.findall(r"\w+", fold(words)) if word in CURRENCIES}
    signs = {CURRENCY_SIGNS[sign] for sign in words if sign in CURRENCY_SIGNS}
    other = (named | signs) - {draft.currency}
    if other and draft.lines:
        raise Refused("edit-currency", currency=draft.currency, said=min(other))
