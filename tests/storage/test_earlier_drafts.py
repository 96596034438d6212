"""Earlier versions of a draft are kept while somebody may want them back; open drafts are listed for their author."""

from dataclasses import replace
from uuid import uuid4

import pytest

from invoicing.model.errors import StaleChoice
from invoicing.model.invoice import DraftStatus


async def test_what_a_change_took_the_place_of_is_kept(database, house):
    first = house.draft()
    second = first.changed(note="pilne")
    async with database.units() as work:
        await work.drafts.add(first, house.owner.id)
        await work.drafts.save(second)
    async with database.units.reading() as work:
        assert await work.drafts.earlier(first.id, 1) == first
        assert await work.drafts.earlier(first.id, 2) is None


async def test_a_new_version_without_a_change_keeps_nothing(database, house):
    first = house.draft()
    async with database.units() as work:
        await work.drafts.add(first, house.owner.id)
        await work.drafts.save(replace(first, version=2))
    async with database.units.reading() as work:
        assert await work.drafts.earlier(first.id, 1) is None


async def test_a_change_that_came_too_late_keeps_nothing(database, house):
    first = house.draft()
    async with database.units() as work:
        await work.drafts.add(first, house.owner.id)
        await work.drafts.save(first.changed(note="pierwsza"))
    with pytest.raises(StaleChoice):
        async with database.units() as work:
            await work.drafts.save(first.changed(note="druga"))
    async with database.units.reading() as work:
        assert (await work.drafts.get(first.id)).note == "pierwsza"


async def test_open_drafts_are_listed_the_one_talked_about_first(database, house):
    drafts = [house.draft() for _ in range(3)]
    async with database.units() as work:
        for draft in drafts:
            await work.drafts.add(draft, house.owner.id)
        await work.drafts.save(drafts[0].changed(note="teraz ta"))
        await work.drafts.save(replace(drafts[1], version=2, status=DraftStatus.CANCELLED))
    async with database.units.reading() as work:
        listed = await work.drafts.open_of(house.owner.id, house.company.id, 10)
        assert [draft.id for draft in listed] == [drafts[0].id, drafts[2].id]
        assert len(await work.drafts.open_of(house.owner.id, house.company.id, 1)) == 1
        assert await work.drafts.open_of(house.owner.id, uuid4(), 10) == []
