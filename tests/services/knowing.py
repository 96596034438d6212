"""A knowledge base of four entries that a test puts words to."""

from __future__ import annotations

from datetime import date

from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import Lookup, Source, Told, WayOut


def entry(name: str, question: str) -> Told:
    source = Source("Ustawa o VAT", "art. 106nda ust. 2", date(2026, 10, 1))
    return Told(
        name, question, f"o {name}", f"**Odpowiedź** {name}.\nDruga linia.", (source,), date(2026, 11, 21)
    )


ENTRIES = {
    each.id: each
    for each in (
        entry("offline24-termin", "Do kiedy przesłać offline24?"),
        entry("awaria-termin", "Ile dni po awarii?"),
        entry("awaria-zasady", "Jak wystawiać w awarii?"),
        entry("gdzie-sprawdzic-komunikaty", "Gdzie są komunikaty?"),
        entry("latarnia-nie-odpowiada", "Co gdy Latarnia milczy?"),
        entry("kara", "Jaka kara mi grozi?"),
    )
}


class Base:
    """Knows what it was told to know; everything else it does not."""

    def __init__(self) -> None:
        self.says: dict[str, Lookup] = {}
        self.asked: list[tuple[str, str, Channel]] = []

    def knows(self, question, way, *told, why="sure", candidates=None) -> None:
        entries = tuple(ENTRIES[name] for name in told)
        self.says[question] = Lookup(way, why, entries, tuple(candidates or told))

    async def look_up(self, question, language, channel):
        self.asked.append((question, language, channel))
        return self.says.get(question, Lookup(WayOut.ABSTAIN, "unsure"))

    async def told(self, entry_id, language):
        return ENTRIES.get(entry_id)
