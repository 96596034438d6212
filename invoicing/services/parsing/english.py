"""What "for", "to" and "net" mean in an English sentence: it depends on what stands behind them."""

from __future__ import annotations

import re
from dataclasses import replace

from invoicing.services.parsing.tokens import Kind, Token
from invoicing.services.parsing.words import UNITS, words

_STARTS_QUESTION = frozenset(words("is are do does did has have can could should may must was were will"))
_CHANGES = frozenset(words("zmien popraw zamien ustaw dodaj usun"))
_THING = re.compile(r"[A-Z0-9]")
_LEADING = frozenset({"for", "to"})
_ASKED = {"delivered": "doszla", "zaplacono": "zaplacona"}
_FILLER = "nowa"  # a word that names nothing at the edge of a name
_VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z]{8,12}")
_USUAL = frozenset(["7", "10", "14", "15", "21", "30", "45", "60", "90"])
_BUYERS = frozenset(words("nip firmy nabywca osoba dla"))


def with_prepositions(tokens: list[Token]) -> list[Token]:
    """What "for" and "to" lead to, "net 30" as a term, and the verb a question begins with."""
    named = any(token.folded.startswith("nip") for token in tokens)
    answer = [*tokens]
    changes = bool(answer) and answer[0].folded in _CHANGES
    for at, token in enumerate(answer):
        following = answer[at + 1] if at + 1 < len(answer) else None
        if token.kind is not Kind.WORD:
            named = named or _is_long_number(token)
            continue
        named = named or _is_long_number(token)
        if token.folded == "of":
            answer[at] = _mere_link(answer, at)
        elif token.text.lower() in _LEADING and token.folded in _LEADING:
            leads = following is not None and _is_party(following) and not changes
            first = not named or (following is not None and _is_long_number(following))
            answer[at] = replace(token, folded=_lead(token.folded, leads=leads and first))
            named = named or leads
        elif token.folded == "netto" and _is_net_term(answer, at):
            answer[at] = replace(token, folded="termin")
    return _question(answer) if answer else answer


def _question(tokens: list[Token]) -> list[Token]:
    """The verb a question begins with, and what it asks of an invoice; "no, ..." puts something right."""
    first = tokens[0]
    if first.text.lower() == "no" and len(tokens) > 1 and tokens[1].is_sign(","):
        return [replace(first, folded="jednak"), *tokens[1:]]
    if first.folded not in _STARTS_QUESTION:
        return tokens
    asked = _ASKED | ({"pay": "zaplacil"} if first.folded == "did" else {})
    rest = [replace(token, folded=asked.get(token.folded, token.folded)) for token in tokens[1:]]
    return [replace(first, folded="czy"), *rest]


def _mere_link(tokens: list[Token], at: int) -> Token:
    """Reads "10 hours of consulting", "translation of 12 pages": it is no part of the name."""
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    unit = before is not None and before.kind is Kind.WORD and before.folded in UNITS
    number = after is not None and after.kind is Kind.NUMBER
    return replace(tokens[at], folded=_FILLER) if unit or number else tokens[at]


def _lead(word: str, *, leads: bool) -> str:
    if leads:
        return "dla"
    return "za" if word == "for" else "na"


def _is_party(token: Token) -> bool:
    """A name with a capital, a number, or a word for a buyer."""
    return bool(_THING.match(token.text)) or token.folded in _BUYERS or token.text == "PL"


def _is_long_number(token: Token) -> bool:
    if token.kind is Kind.WORD:
        return _VAT_NUMBER.fullmatch(token.text) is not None
    return token.kind in {Kind.NUMBER, Kind.DASHED} and sum(map(str.isdigit, token.text)) >= 10


def _is_net_term(tokens: list[Token], at: int) -> bool:
    """Reads ", net 30": days, and no money, when nothing else follows."""
    before = tokens[at - 1] if at else None
    number = tokens[at + 1] if at + 1 < len(tokens) else None
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    alone = after is None or after.is_sign(",;.") or after.folded == "dni" or after.kind is Kind.BREAK
    opened = before is not None and (before.is_sign(",;") or before.folded in {"platnosci", "termin"})
    return opened and number is not None and number.text in _USUAL and alone
