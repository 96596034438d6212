"""A database of the version before: pro formas that were made then stand in the list by their day."""

import json
import sqlite3
from contextlib import closing
from uuid import UUID

from storage.database import migrate
from tests.storage.older_books import take_down

MADE = {"PF/2026/10/1": "2026-10-31T23:30:00+01:00", "PF/2026/11/1": "2026-11-01T00:10:00+01:00"}


async def test_earlier_pro_formas_know_when_they_were_made(tmp_path):
    path = tmp_path / "books.sqlite3"
    url = f"sqlite:///{path}"
    await migrate(url)
    await take_down(url, "0011")
    company = UUID(int=0).hex
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(
            "INSERT INTO companies (seq, id, nip, profile) VALUES (1, ?, '5265877635', '{}')", [company]
        )
        for at, (number, moment) in enumerate(MADE.items(), 1):
            raw.execute(
                "INSERT INTO pro_formas (id, company_id, number, version, pro_forma) VALUES (?, ?, ?, 1, ?)",
                [UUID(int=at).hex, company, number, json.dumps({"issued_at": moment})],
            )
    await migrate(url)

    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT number, made_at FROM pro_formas ORDER BY made_at DESC").fetchall()
    assert [number for number, _ in rows] == ["PF/2026/11/1", "PF/2026/10/1"]
    assert rows[0][1].startswith("2026-10-31 23:10:00")
