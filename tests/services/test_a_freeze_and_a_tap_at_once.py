"""A freeze and a tap at the same moment: the invoice is issued before the freeze or not at all, on every database.

SQLite has one writer at a time. For PostgreSQL the promise is the order of statements: both lock the company before
they look at, or write, anything that the other one decides by.
"""

from contextlib import contextmanager

import pytest
from sqlalchemy import Executable, Select, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from tests.services.house import SENTENCE


@contextmanager
def said_to_postgresql():
    """Every statement with its values, as PostgreSQL would get it."""
    said = []

    def note(_connection, clause, many, values, _options):
        dialect = (
            postgresql.dialect() if isinstance(clause, Select) else sqlite.dialect()
        )  # has its own upserts
        if isinstance(clause, Executable):
            said.append(f"{clause.compile(dialect=dialect)} {many} {values}")

    event.listen(Engine, "before_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_execute", note)


def first(said, *words) -> int:
    return next(at for at, statement in enumerate(said) if all(word in statement for word in words))


def last(said, *words) -> int:
    return max(at for at, statement in enumerate(said) if all(word in statement for word in words))


async def test_whoever_issues_locks_the_company_before_the_last_look_at_the_freeze(house):
    await house.say(SENTENCE)
    with said_to_postgresql() as said:
        await house.receive(house.tap_of("issue"))

    locked = first(said, "FROM companies", "FOR UPDATE")
    assert locked < last(said, "FROM cursors", "frozen:") < first(said, "INSERT INTO invoices")
    assert locked < first(said, "INTO series")


@pytest.mark.parametrize("words", ["/zamroz", "gdy KSeF milczy: offline24"])
async def test_whoever_stops_or_changes_the_company_locks_it_before_writing(house, words):
    with said_to_postgresql() as said:
        await house.say(words)

    written = "INTO cursors" if words == "/zamroz" else "UPDATE companies"
    assert first(said, "FROM companies", "FOR UPDATE") < first(said, written)


async def test_going_on_is_in_the_same_queue(house):
    await house.say("/zamroz")
    await house.say("/odmroz")
    with said_to_postgresql() as said:
        await house.receive(house.tap_of("thaw"))

    assert first(said, "FROM companies", "FOR UPDATE") < first(said, "INTO cursors")
