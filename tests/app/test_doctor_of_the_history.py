"""`latarnik doctor` walks the whole history and says where somebody had a hand in it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from app.commands.doctor_history import finding_about_history
from invoicing.services.records import Event

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
LINES = 1500  # more than a start looks at
COPY = "what, at, who, company_id, invoice_id, evidence, hash FROM events"


@pytest.fixture
async def history(database):
    """Lines that somebody who tells the history wrote."""
    async with database.units() as work:
        for number in range(LINES):
            await work.events.add(Event("issued", NOON, "telegram:1", evidence={"number": number}))


@pytest.fixture
def tampered(history, home):
    """Statements of somebody who has the file and takes the guards off first."""

    def run(*statements: str) -> None:
        with closing(sqlite3.connect(home / "latarnik.sqlite3", isolation_level=None)) as raw:
            for (guard,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {guard}")
            for statement in statements:
                raw.execute(statement)

    return run


@pytest.fixture
def said(database):
    """What the doctor says of the history."""

    async def ask() -> tuple[bool, str]:
        finding = await finding_about_history(database)
        return finding.well, finding.words

    return ask


FIRST_LINES = [
    ("changed", ["UPDATE events SET evidence = '{}' WHERE seq = 3"], "line 3 changed"),
    ("removed", ["DELETE FROM events WHERE seq = 7"], "line 7 missing"),
    ("many removed", ["DELETE FROM events WHERE seq BETWEEN 7 AND 20"], "lines 7-20 missing"),
    (
        "inserted at the end",
        [f"INSERT INTO events SELECT {LINES + 1}, {COPY} LIMIT 1"],
        f"line {LINES + 1} changed, line {LINES + 1} inserted",
    ),
    (
        "reordered",
        ["UPDATE events SET seq = -1 WHERE seq = 4", "UPDATE events SET seq = 4 WHERE seq = 5", "UPDATE events SET seq = 5 WHERE seq = -1"],
        "lines 4-6 changed",
    ),
    ("cut off at the end", [f"DELETE FROM events WHERE seq > {LINES - 10}"], f"lines {LINES - 9}-{LINES} missing"),
    ("wiped", ["DELETE FROM events"], f"lines 1-{LINES} missing"),
    (
        "changed here and there",
        ["UPDATE events SET who = NULL WHERE seq % 200 = 0"],
        "line 200 changed, line 400 changed, line 600 changed, line 800 changed, line 1000 changed and 2 places more",
    ),
]  # fmt: skip


@pytest.mark.usefixtures("history")
async def test_a_history_that_holds_is_said_to_hold_with_its_mark(said):
    well, words = await said()

    assert well
    assert words.startswith(f"{LINES} lines hold under the key's seal; the last has the mark ")


async def test_the_command_says_the_line_and_ends_with_a_status_that_tells(tampered, aside):
    tampered("UPDATE events SET who = NULL WHERE seq = 3")
    answer = await aside("doctor", "--json")

    said = {line["check"]: (line["ok"], line["message"]) for line in answer.lines}
    assert said["database"] == (True, "schema and key are in order")
    assert said["history"] == (False, "line 3 changed; compare with a backup, somebody had the file")
    assert answer.status == 1


@pytest.mark.parametrize(
    ("statements", "words"), [case[1:] for case in FIRST_LINES], ids=[c[0] for c in FIRST_LINES]
)
async def test_wherever_a_hand_was_in_it_the_doctor_says_the_line(tampered, said, statements, words):
    tampered(*statements)

    assert await said() == (False, f"{words}; compare with a backup, somebody had the file")


async def test_a_start_looks_at_the_last_lines_and_the_doctor_at_all_of_them(tampered, database):
    tampered("UPDATE events SET who = NULL WHERE seq = 3")
    assert await database.check() == []
    assert [line.seq for line in (await database.history()).broken] == [3]

    tampered(f"UPDATE events SET who = NULL WHERE seq = {LINES - 3}")
    assert await database.check() == ["history-broken"]


async def test_whoever_cuts_the_end_off_and_sets_the_head_back_is_betrayed_by_the_seal(tampered, said):
    last = LINES - 10
    tampered(
        f"DELETE FROM events WHERE seq > {last}",
        f"UPDATE chain SET length = {last}, hash = (SELECT hash FROM events WHERE seq = {last})",
    )

    well, words = await said()

    assert not well
    assert words.startswith(
        f"the {last} lines fit one another, but not the key's seal: somebody had the file"
    )


async def test_whoever_takes_the_seal_off_leaves_lines_that_no_key_vouches_for(
    tampered, said, aside, database
):
    tampered("UPDATE chain SET seal = NULL")
    well, words = await said()
    command = words.rpartition("run: latarnik ")[2].split()

    assert not well
    assert (await aside("accept-history", "0" * 16)).status == 1
    assert not (await said())[0]
    assert (await aside(*command)).status == 0
    assert (await said())[1].startswith(
        f"{LINES + 1} lines hold under the key's seal (the first {LINES} are from before it)"
    )


async def test_a_key_is_not_forgotten_while_a_seal_that_does_not_hold_is_its(tampered, aside, home):
    assert (await aside("rotate-key")).status == 0
    keys = (home / "secret.key").read_text()
    tampered("UPDATE chain SET hash = zeroblob(32)")

    refused = await aside("rotate-key", "--forget")

    assert (refused.status, "The history does not hold" in refused.err) == (1, True)
    assert (home / "secret.key").read_text() == keys
