"""An order in somebody else's words: shown with a question, never taken for the writer's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoicing.model.party import Nip
from invoicing.services.messages import Incoming, Json, Reply
from invoicing.services.parsing.tokens import fold
from invoicing.services.parsing.understood import Intent, SaidLine, Understood

_REFERS = re.compile(
    r"\b(?:jak|co) (?:nizej|ponizej|w zalacz\w+|w tym (?:mailu|liscie))|\bponizsz\w+|\bna to\b|\bdo tego\b|\bz tego\b|\bwg tego\b|\bwedlug (?:tego|zalacz\w+)"
    r"|\bz (?:maila|listu|zalacz\w+|wiadomosci)\b|\bna podstawie\b|\bw zalacz\w+|\bte(?:n|go|mu)? (?:list|mail|klient\w*|zamowieni\w*|zleceni\w*)"
    r"|\b(?:as |see )?(?:below|attached)\b|\bthis (?:order|one|letter|mail)\b|\bнижче\b|\bна це\b|\bцей лист\b"
)
_THIN = 12  # words; an order of one's own names somebody and something, and refers to nothing
_LOOKED_AT = 4000
_SHOWN = 600
_MOST_LINES = 10

Understanding = Callable[[str, date], Understood]


def question_about_quoted(
    incoming: Incoming, understand: Understanding, today: date, ours: Nip
) -> Reply | None:
    """What is asked when the words of others seem to be meant; None when the writer's own words stand alone."""
    quoted = incoming.quoted
    if quoted is None or not _means_others(incoming, understand, today):
        return None
    found = _order(quoted.text[:_LOOKED_AT], understand, today, ours)
    if found is None:
        return None
    data: dict[str, Json] = {"words": " ".join(quoted.text.split())[:_SHOWN], "sentence": _sentence(found)}
    return Reply("quoted-order", data)


def _means_others(incoming: Incoming, understand: Understanding, today: date) -> bool:
    """Whether the writer's own words order nothing, and lead to the words below."""
    own = incoming.text.strip()
    refers = _REFERS.search(fold(own)) is not None
    forwarded = incoming.quoted is not None and incoming.quoted.forwarded
    if not (refers or forwarded) or len(own.split()) > _THIN * (3 if refers else 1):
        return False
    heard = understand(own, today) if own else Understood(Intent.OTHER)
    whole = heard.buyer.nip is not None and any(line.price is not None for line in heard.lines)
    return not whole and heard.intent in {
        Intent.OTHER,
        Intent.ISSUE,
        Intent.GREETING,
        Intent.EDIT,
        Intent.FAQ,
    }


def _order(text: str, understand: Understanding, today: date, ours: Nip) -> Understood | None:
    """What the quoted words order, as far as it can be told; our own NIP stands in every letter we quote."""
    heard = understand(" ".join(text.split()), today)
    if heard.buyer.nip == ours:
        heard = replace(heard, buyer=replace(heard.buyer, nip=None))
    said = heard.buyer.nip is not None or any(line.price is not None for line in heard.lines)
    return heard if said else None


def _sentence(heard: Understood) -> str | None:
    """What the writer could say in own words; None while it would be half an order."""
    nip = heard.buyer.nip
    lines = [line for line in heard.lines if line.name and line.price is not None]
    if nip is None or not lines or len(lines) != len(heard.lines) or len(lines) > _MOST_LINES:
        return None
    return f"faktura dla NIP {nip.digits}, " + ", ".join(map(_line, lines))


def _line(line: SaidLine) -> str:
    price = format(line.price or Decimal(0), "f").replace(".", ",")
    said = f"{line.name} {price} zł"
    if line.unit is not None or line.quantity != 1:
        count = format(line.quantity, "f").replace(".", ",")
        said = f"{count} {line.unit or 'szt.'} {line.name} po {price} zł"
    return (
        said
        if "price_kind" in line.guessed
        else f"{said} {'brutto' if line.price_kind.value == 'gross' else 'netto'}"
    )
