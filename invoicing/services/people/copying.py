"""The copy of everything held of a person (art. 15 and 20 RODO): one zip, for people and for machines."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from invoicing.model.errors import Refused
from invoicing.services.file_refs import PersonRef
from invoicing.services.messages import Json
from invoicing.services.people.held import Rows, Whose
from invoicing.services.ports import Clock, FileToShow, UnitOfWork, UnitsOfWork

FORMAT = "latarnik-person-1"
"""Of `data.json`; a change of its shape is a new number."""
LETTERS = 15_000_000
"""Bytes of letters in a copy that goes through a chat or the mail; the newest come first, the rest is named."""
PAGES = {"pl": "czytaj.txt", "en": "read.txt", "uk": "chytai.txt"}
"""Names of the page for people, by language."""

Page = Callable[[Mapping[str, Json], str], str]
"""Writes the page for people of what `data.json` says, in a language."""


class CopyOfPerson:
    """Packs the copy (a fetcher of `PersonRef`).

    Args:
        units: opens transactions.
        clock: when it was made.
        page: the page for people.
        limit: bytes of letters at most; None for all.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, page: Page, limit: int | None = LETTERS) -> None:
        self._units, self._clock, self._page, self._limit = units, clock, page, limit

    async def __call__(self, ref: PersonRef, language: str) -> FileToShow:
        """The copy of a person's data.

        Raises:
            Refused: person-unknown.
        """
        async with self._units.reading() as work:
            whose = await work.personal.whose(ref.person_id)
        if whose is None:
            raise Refused("person-unknown")
        return await self.of(whose, language)

    async def of(self, whose: Whose, language: str) -> FileToShow:
        """The copy of whatever is held of somebody, an address alone too."""
        now, packed = self._clock.now(), io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            async with self._units.reading() as work:
                letters = await self._letters(work, whose, file)
                data = await _data(work, whose, now)
            data["letters"] = letters
            text = json.dumps(data, ensure_ascii=False, indent=2)
            _put(file, "data.json", text.encode(), now)
            _put(file, PAGES.get(language, PAGES["pl"]), self._page(data, language).encode(), now)
        return FileToShow(f"latarnik-{now:%Y-%m-%d}.zip", packed.getvalue())

    async def _letters(self, work: UnitOfWork, whose: Whose, file: zipfile.ZipFile) -> list[Json]:
        """Put the letters in as they came; what is said of each."""
        told: list[Json] = []
        room = self._limit
        async for letter in work.personal.letters(whose):
            name = f"letters/{len(told) + 1:04d}.eml"
            fits = room is None or len(letter.raw) <= room
            if fits:
                await asyncio.to_thread(_put, file, name, letter.raw, letter.received_at)
                room = None if room is None else room - len(letter.raw)
            at = letter.received_at.isoformat()
            told.append({"received_at": at, "size": len(letter.raw), "file": name if fits else None})
        return told


async def _data(work: UnitOfWork, whose: Whose, now: datetime) -> dict[str, Json]:
    sections = await work.personal.held(whose)
    companies: list[Json] = []
    for each in sorted(_companies_in(sections)):
        company = await work.companies.get(UUID(each))
        seller = company.profile.seller
        companies.append({"id": each, "name": seller.name, "nip": seller.nip.digits})
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "controllers": companies,
        "sections": {name: [dict(row) for row in rows] for name, rows in sections.items()},
    }


def _companies_in(sections: Rows) -> set[str]:
    found = {row.get("company_id") for rows in sections.values() for row in rows}
    return {each for each in found if isinstance(each, str)}


def _put(file: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100600 << 16
    file.writestr(entry, content)
