"""A known buyer named in the middle of a sentence: "wystaw Zielonemu Ogrodowi 3 h projektowania"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from invoicing.services.parsing.name_forms import same_word, telling_words
from invoicing.services.parsing.tokens import fold

_FEWEST = 2  # words: one alone may well be what is sold


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of a name as they stand in a text, and the text without them."""

    name: str
    rest: str


def mentioned(text: str, names: Sequence[tuple[UUID, str]]) -> Mention | None:
    """The longest run of words that begins the name of a known buyer; None when there is none of two words.

    >>> mentioned("wystaw Zielonemu Ogrodowi 3 h konsultacji", [(UUID(int=1), "Zielony Ogród sp. z o.o.")])
    Mention(name='Zielonemu Ogrodowi', rest='wystaw  3 h konsultacji')
    """
    words = [(fold(found[0]), found.start(), found.end()) for found in re.finditer(r"\w+", text)]
    known = defaultdict(list)
    for name in {telling_words(each) for _, each in names}:
        known[name[0][:1] if name else ""].append(name)
    best = (0, 0)
    for at in range(len(words)):
        for name in known.get(words[at][0][:1], ()):
            length = _agreeing([word for word, _, _ in words[at : at + len(name)]], name)
            best = max(best, (length, -at))
    length, at = best[0], -best[1]
    if length < _FEWEST:
        return None
    start, end = words[at][1], words[at + length - 1][2]
    return Mention(text[start:end], text[:start] + text[end:])


def _agreeing(said: Sequence[str], name: Sequence[str]) -> int:
    """How many words from the first on are forms of those of the name."""
    count = 0
    for one, other in zip(said, name, strict=False):
        if not same_word(one, other):
            break
        count += 1
    return count
