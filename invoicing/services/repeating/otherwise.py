"""What a repeated invoice is to have otherwise: "to samo co ostatnio, tylko 300 zł"; a number is never overheard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from invoicing.model.errors import Refused
from invoicing.services.parsing.edits.reader import read_edits
from invoicing.services.parsing.understood import Understood

_BUT = re.compile(r"[\s,;]*\b(?:tylko|ale|lecz|z tym [żz]e|but|only|тільки|лише|але)\b[\s,:]*", re.IGNORECASE)
_COSTS = re.compile(
    r"[\s,]*\b(?:z\s+cen[aąy]|w\s+cenie|za|po|na\s+kwot[eę]|for|at|за|по)\s+(?=\d)", re.IGNORECASE
)
_BUYER = re.compile(r"(?:dla|na|for|для)\s+(?=\D)", re.IGNORECASE)
_LEADING = re.compile(r"(?:za|po|na|for|at|за|по)\s+(?=\d)", re.IGNORECASE)
_KNOWN = re.compile(r"\S+@\S+|(?:PL[ -]?)?\d(?:[ -]?\d){9}(?!\d)")
"""What says which invoice is meant, or where to: an address, a NIP."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What was said of the difference.

    Attributes:
        edit: the difference as a change of a draft; empty where everything stays as it was.
        names_buyer: whether the buyer who was named is the new one, and says nothing of whose invoice is repeated.
    """

    edit: str = ""
    names_buyer: bool = False


def otherwise(text: str, heard: Understood, today: date) -> Otherwise:
    """What is to be otherwise than on the invoice that is repeated.

    Raises:
        Refused: repeat-otherwise, a number that says neither which invoice is meant nor what becomes of it.
    """
    same, edit = _parted(text, today)
    plain = _KNOWN.sub(" ", same.replace(heard.invoice_number or " ", " "))
    number = re.search(r"\S*\d\S*", plain)
    if number is not None:
        raise Refused("repeat-otherwise", text=number[0].strip(" ,.;:"))
    buyer = _BUYER.match(edit)
    if buyer is not None:
        return Otherwise(f"nabywca ma być {edit[buyer.end() :]}", names_buyer=True)
    return Otherwise(_LEADING.sub("cena ", edit, count=1) if _LEADING.match(edit) else edit)


def _parted(text: str, today: date) -> tuple[str, str]:
    """The words before the difference, and the difference."""
    but = _BUT.search(text)
    if but is not None:
        return text[: but.start()], text[but.end() :].strip()
    for comma in re.finditer(r"[,;:\n]\s*", text):
        rest = text[comma.end() :].strip()
        said = read_edits(_LEADING.sub("cena ", rest, count=1), today)
        if said is not None and said.edits and not said.unclear:
            return text[: comma.start()], rest
    costs = _COSTS.search(text)
    if costs is not None:
        return text[: costs.start()], f"cena {text[costs.end() :].strip()}"
    return text, ""
