"""Where letters of a draft go: "wyślij na a@firma.pl", "wyślij też na b@firma.pl", "usuń b@firma.pl"."""

from __future__ import annotations

import re

from invoicing.services.parsing.edits.clause import NOTHING, Clause, Read
from invoicing.services.parsing.edits.said import Edit, Field
from invoicing.services.parsing.edits.words import Verb
from invoicing.services.parsing.tokens import Kind, clean, tokenize
from invoicing.services.parsing.words import words

_ALSO = frozenset(
    words(
        "też także również jeszcze dodatkowo oraz także dw cc kopia kopię kopią also too copy теж також ще копію"
    )
)
_NOT = frozenset(words("nie bez usuń not without не без"))
_SENDING = frozenset(words("wyślij wysłać wysyłaj prześlij ślij send надішли відправ"))
_AROUND = frozenset(
    words(
        "wyślij wysłać wysyłaj wysyłać prześlij ślij na do w i a it by the in and to ją go go mi mail e-mail email maila maile adres adresu adresy drugi"
        " send don't do надішли відправ надсилай на до та і її send second adresem pod proszę"
    )
)


def read_mails(clause: Clause) -> Read:
    """An address to send to, besides the others or in their place, or one to send to no more; nothing else beside."""
    if "@" not in clause.raw:
        return NOTHING
    tokens = [token for token in tokenize(clean(clause.raw)) if token.kind is not Kind.GAP]
    addresses = [token.text.lower() for token in tokens if token.kind is Kind.EMAIL]
    said = {token.folded for token in tokens if token.kind is Kind.WORD}
    strange = [
        token
        for token in tokens
        if token.kind not in {Kind.EMAIL, Kind.WORD} and not token.is_sign(":;.,-=–")
    ]
    if not addresses or strange or said - _ALSO - _NOT - _AROUND:
        return NOTHING
    taken_away = (
        clause.verb is Verb.REMOVE and not said & _SENDING
    )  # "usuń dojazd i wyślij na ..." takes none
    if said & _NOT or taken_away:
        return [Edit(Field.SEND_TO, address, yes=False) for address in addresses], []
    besides = clause.verb is Verb.ADD or bool((said | set(re.findall(r"\w+", clause.lead))) & _ALSO)
    first, *others = addresses
    edits = [Edit(Field.SEND_ALSO if besides else Field.SEND_TO, first)]
    return [*edits, *(Edit(Field.SEND_ALSO, other) for other in others)], []
