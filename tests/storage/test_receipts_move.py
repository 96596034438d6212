"""A database of the version before keeps its official receipts: on the way up, and on the way back."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from storage.database import migrate
from tests.storage.older_books import take_down

UPO = [b"<Potwierdzenie>1</Potwierdzenie>", b"<Potwierdzenie>1</Potwierdzenie>", b"<Potwierdzenie>2</Potwierdzenie>", None, b""]  # fmt: skip
SHA256 = bytes(32)


def books(path):
    return closing(sqlite3.connect(path, isolation_level=None))


def fill(path) -> None:
    """A company with five invoices: two share a receipt, one has its own, one has none, one an empty one."""
    with books(path) as raw:
        company, person = bytes(16).hex(), (b"\x01" * 16).hex()
        raw.execute(
            "INSERT INTO companies (seq, id, nip, profile) VALUES (1, ?, '5260250274', '{}')", [company]
        )
        raw.execute("INSERT INTO people (seq, id, name, language) VALUES (1, ?, 'Anna', 'pl')", [person])
        for number, upo in enumerate(UPO, start=1):
            draft, invoice = f"{number:032x}", f"{number + 100:032x}"
            raw.execute(
                "INSERT INTO drafts (id, company_id, author, version, status, touched, draft)"
                " VALUES (?, ?, ?, 1, 'issued', 1, '{}')",
                [draft, company, person],
            )
            raw.execute(
                "INSERT INTO invoices (seq, id, company_id, draft_id, number, content, xml, sha256, issued_at,"
                " issued_by, status, deemed_offline, attempt, rejection, upo)"
                " VALUES (?, ?, ?, ?, ?, '{}', ?, ?, '2026-11-02 11:00:00', ?, 'accepted', 0, 1, '[]', ?)",
                [number, invoice, company, draft, f"FV/{number}", b"<Faktura/>", SHA256, person, upo],
            )


def upo_by_receipt(path):
    with books(path) as raw:
        return raw.execute(
            "SELECT receipts.upo FROM invoices LEFT JOIN receipts ON receipts.sha256 = invoices.receipt ORDER BY seq"
        ).fetchall()


@pytest.fixture
async def before(tmp_path):
    """A database at 0002 with receipts in it."""
    path = tmp_path / "books.sqlite3"
    await migrate(f"sqlite:///{path}")
    await take_down(f"sqlite:///{path}", "0002")
    fill(path)
    return path


async def test_each_invoice_finds_its_receipt_and_equal_ones_are_kept_once(before):
    await migrate(f"sqlite:///{before}")

    assert upo_by_receipt(before) == [(UPO[0],), (UPO[1],), (UPO[2],), (None,), (None,)]
    with books(before) as raw:
        digests = {row[0] for row in raw.execute("SELECT sha256 FROM receipts")}
        columns = {row[1] for row in raw.execute("PRAGMA table_info(invoices)")}
    assert digests == {hashlib.sha256(UPO[0]).digest(), hashlib.sha256(UPO[2]).digest()}
    assert "upo" not in columns


async def test_on_the_way_back_each_invoice_has_its_receipt_in_its_own_row_again(before):
    await migrate(f"sqlite:///{before}")
    await take_down(f"sqlite:///{before}", "0002")

    with books(before) as raw:
        back = raw.execute("SELECT upo FROM invoices ORDER BY seq").fetchall()
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
    assert back == [(UPO[0],), (UPO[1],), (UPO[2],), (None,), (None,)]
    assert "receipts" not in tables


async def test_up_down_and_up_again_loses_no_receipt(before):
    await migrate(f"sqlite:///{before}")
    first = upo_by_receipt(before)
    await take_down(f"sqlite:///{before}", "0002")
    await migrate(f"sqlite:///{before}")

    assert upo_by_receipt(before) == first
