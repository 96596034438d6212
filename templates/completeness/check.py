"""Holds a drawing against the values of its XML."""

from __future__ import annotations

from collections.abc import Sequence

from invoicing.model.document import Stated
from templates.completeness.page_text import PageText, body_text, compact
from templates.completeness.reasons import reason_to_omit
from templates.completeness.renderings import renderings
from templates.sheet import Sheet


def dropped(stated: Sequence[Stated], pdf: bytes, language: str = "pl") -> list[Stated]:
    """The values that the drawing does not say, in the order of the document; none is what it should be.

    A value counts as said where it stands alone, in one of its `renderings`, and each place of the page counts for
    one value: what the XML says twice must be there twice. What need not be said has a reason (`reasons`).
    Long values look for their place first, because they could not stand elsewhere.
    """
    sheet = Sheet.of(language)
    page = PageText(body_text(pdf))
    wanted = [each for each in stated if not reason_to_omit(each.path, each.value)]
    ways = {each.place: _ways(each, sheet, page) for each in wanted}
    for rank in range(max(map(len, ways.values()), default=0)):
        for way, place in sorted(_of_rank(ways, rank), key=_longest_first):
            if page.take(way):
                del ways[place]
    return [each for each in stated if each.place in ways]


def _of_rank(ways: dict[str, list[str]], rank: int) -> list[tuple[str, str]]:
    return [(each[rank], place) for place, each in ways.items() if rank < len(each)]


def _longest_first(found: tuple[str, str]) -> int:
    return -len(compact(found[0]))


def _ways(each: Stated, sheet: Sheet, page: PageText) -> list[str]:
    """Each way to say a value once, with the stand-in for characters that no font has."""
    ways = [page.substituted(way) for way in renderings(each.path, each.value, sheet)]
    return list(dict.fromkeys([*ways, *page.turned(ways)]))
