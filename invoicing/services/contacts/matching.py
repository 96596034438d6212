"""Which known buyer somebody means by a name in any case form."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from invoicing.services.parsing.name_forms import names_it, telling_words

MOST = 6
"""Buyers offered to choose from; more is no choice."""


def meant(said: str, names: Sequence[tuple[UUID, str]]) -> list[UUID]:
    """The known buyers whose name it may be, those of exactly so many words first and alone; at most `MOST`.

    Args:
        said: as typed, in any case form.
        names: ids with names as they are written.
    """
    asked = telling_words(said)
    found = [(known, telling_words(name)) for known, name in names]
    fitting = [(known, words) for known, words in found if names_it(asked, words)]
    exact = [known for known, words in fitting if len(words) == len(asked)]
    return (exact or [known for known, _ in fitting])[:MOST]
