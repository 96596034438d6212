"""What a buyer wants, read from the words of a letter; pure, and the same words always mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from invoicing.services.buyers_write import phrases
from invoicing.services.parsing.tokens import fold

LONGEST = 4000
"""Characters of a letter that are read; what somebody wants stands at its beginning."""
_SENTENCES = re.compile(r"[.!?;\n]+(?=\s|$)|\n+|,(?= (?:ale|a|i|but|and|але|і|та|prosze|please|прошу)\b)")
_MARKS = re.compile(r"[,:()\"„”»«–—*>]|(?<=\s)-(?=\s)")
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PREFIX = re.compile(r"^\s*(?:(?:re|odp|fwd?|pd|vs|відп|kopia|copy|копія)\s*:\s*)+", re.IGNORECASE)


class BuyerWish(StrEnum):
    """What a buyer writes about."""

    PAID = "paid"
    WRONG_NIP = "wrong-nip"
    WHY_AMOUNT = "why-amount"
    NOT_SEEN = "not-seen"
    DUPLICATE = "duplicate"
    WHEN_DUE = "when-due"
    OTHER = "other"


ANSWERED_BY_COPY = frozenset({BuyerWish.NOT_SEEN, BuyerWish.DUPLICATE, BuyerWish.WHEN_DUE})
"""A copy of the letter answers them: sum, term and account stand in it. Everything else is the seller's to say."""
_PATTERNS = {
    BuyerWish.PAID: phrases.PAID,
    BuyerWish.WRONG_NIP: phrases.WRONG_NIP,
    BuyerWish.WHY_AMOUNT: phrases.WHY_AMOUNT,
    BuyerWish.NOT_SEEN: phrases.NOT_SEEN,
    BuyerWish.DUPLICATE: phrases.DUPLICATE,
    BuyerWish.WHEN_DUE: phrases.WHEN_DUE,
}
_BARE = str.maketrans("йї", "иі")  # what folding leaves of them


@cache
def _patterns() -> dict[BuyerWish, tuple[re.Pattern[str], ...]]:
    """Made with the first letter: every process knows of wishes, and few ever read one."""
    return {
        wish: tuple(re.compile(each.translate(_BARE)) for each in every) for wish, every in _PATTERNS.items()
    }


def wishes_of(text: str, subject: str | None = None) -> tuple[BuyerWish, ...]:
    """Everything that is wanted, the weightiest first; OTHER alone when nothing was recognised.

    The subject is read when the letter has no words of its own: an answer bears the subject of our letter.

    >>> wishes_of("Dzień dobry, nie widzę załącznika.")
    (<BuyerWish.NOT_SEEN: 'not-seen'>,)
    >>> wishes_of("Dziękujemy za współpracę")
    (<BuyerWish.OTHER: 'other'>,)
    """
    own = text.strip() or _PREFIX.sub("", subject or "")
    said = [" ".join(_MARKS.sub(" ", each).split()) for each in _SENTENCES.split(fold(own[:LONGEST]))]
    found = tuple(wish for wish in _patterns() if any(_means(wish, each) for each in said if each))
    return found or (BuyerWish.OTHER,)


def addresses_in(text: str) -> frozenset[str]:
    """E-mail addresses that somebody wrote down, in lower case."""
    return frozenset(each.lower() for each in _ADDRESS.findall(text[:LONGEST]))


def _means(wish: BuyerWish, sentence: str) -> bool:
    if wish is BuyerWish.WHEN_DUE and phrases.NOT_WHEN_DUE.search(sentence):
        return False
    if wish is BuyerWish.DUPLICATE and phrases.NOT_DUPLICATE.search(sentence):
        return False
    found = _first(_patterns()[wish], sentence)
    if found is None:
        return False
    return wish is not BuyerWish.PAID or not phrases.NOT_PAID.search(sentence[: found.end()])


def _first(patterns: Iterable[re.Pattern[str]], sentence: str) -> re.Match[str] | None:
    return next((found for each in patterns if (found := each.search(sentence))), None)
