"""A database of the version before: what was guessed of a draft becomes marks of its lines, and comes back."""

import json
import sqlite3
from contextlib import closing

from invoicing.model.company import CompanyProfile
from invoicing.model.invoice import Draft
from storage.codec import decode
from storage.database import migrate
from tests.storage.older_books import take_down

LINE = {"name": "konsultacje", "quantity": "2", "unit": "h", "unit_price": "200.00", "vat_rate": "23"}
DRAFT = {
    "id": "00000000-0000-0000-0000-000000000001", "company_id": "00000000-0000-0000-0000-000000000002", "version": 3,
    "kind": "VAT", "buyer": None, "lines": [LINE, {**LINE, "name": "dojazd"}], "price_kind": "net", "due_date": None,
    "guessed": ["due_date", "price_kind", "vat-last"],
}  # fmt: skip
PROFILE = {
    "seller": {"nip": {"digits": "5265877635"}, "name": "Latarnia", "address": {"line1": "ul. Morska 2"}},
    "default_price_kind": "net",
}


async def test_marks_go_to_the_lines_and_back(tmp_path):
    path = tmp_path / "books.sqlite3"
    url = f"sqlite:///{path}"
    await migrate(url)
    await take_down(url, "0011")
    fill(path)
    await migrate(url)

    newer = decode(Draft, texts(path)[0])
    assert [sorted(line.marks) for line in newer.lines] == [["price_kind"], ["price_kind", "vat"]]
    assert newer.guessed == {"due_date"}
    assert texts(path)[1] == texts(path)[0]
    assert json.loads(texts(path)[3])["draft"] == json.loads(texts(path)[0])
    assert decode(CompanyProfile, texts(path)[2]).default_price_kind is None

    await take_down(url, "0011")
    older = json.loads(texts(path)[0])
    assert older["guessed"] == ["due_date", "price_kind", "vat"]
    assert all("marks" not in line for line in older["lines"])
    assert json.loads(texts(path)[2])["default_price_kind"] == "net"
    assert json.loads(texts(path)[3])["draft"] == older


def fill(path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(
            "INSERT INTO companies (seq, id, nip, profile) VALUES (1, ?, '5265877635', ?)",
            [bytes(16).hex(), json.dumps(PROFILE)],
        )
        raw.execute("INSERT INTO people (seq, id, name, language) VALUES (1, ?, 'Anna', 'pl')", ["01" * 16])
        raw.execute(
            "INSERT INTO drafts (id, company_id, author, version, status, touched, draft)"
            " VALUES (?, ?, ?, 3, 'open', 1, ?)",
            ["02" * 16, bytes(16).hex(), "01" * 16, json.dumps(DRAFT)],
        )
        raw.execute(
            "INSERT INTO draft_versions (draft_id, version, draft) VALUES (?, 2, ?)",
            ["02" * 16, json.dumps(DRAFT)],
        )
        raw.execute(
            "INSERT INTO recurrences (id, company_id, state, next_on, version, recurrence)"
            " VALUES (?, ?, 'active', '2026-12-01', 1, ?)",
            ["03" * 16, bytes(16).hex(), json.dumps({"draft": DRAFT})],
        )


def texts(path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [
            raw.execute(f"SELECT {column} FROM {table}").fetchone()[0]
            for table, column in (
                ("drafts", "draft"),
                ("draft_versions", "draft"),
                ("companies", "profile"),
                ("recurrences", "recurrence"),
            )
        ]
