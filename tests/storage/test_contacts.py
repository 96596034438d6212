"""What an older database knew of buyers is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from invoicing.services.contacts.records import identity
from storage.codec import encode
from storage.database import migrate
from tests.storage.older_books import take_down


@pytest.mark.sqlite("books of a version that knew no PostgreSQL")
async def test_buyers_of_an_older_database_become_contacts_and_back(path, url, opens, house):
    company, nip = house.company.id, house.buyer.nip
    async with opens().units() as work:
        await work.buyers.remember(company, house.buyer)

    await take_down(url, "0008")
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT nip, buyer FROM buyers").fetchall()
    await migrate(url)

    assert rows == [(nip.digits, encode(house.buyer))]
    async with opens().units.reading() as work:
        known = await work.buyers.like(company, house.buyer)
        names = await work.buyers.names(company)
    assert (known.buyer, identity(known.buyer)) == (house.buyer, f"nip:{nip}")
    assert names == [(known.id, house.buyer.name)]
