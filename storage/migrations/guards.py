"""Rows that nobody may change, not even by hand: triggers in the words of either database."""

from __future__ import annotations

from alembic import op


def guard(name: str, table: str, event: str, words: str, condition: str = "TRUE") -> None:
    """Refuse an UPDATE or DELETE of a row while `condition` holds, which may name OLD and NEW.

    Whoever tries is told the words. A guard of that name gives way.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER IF EXISTS {name}")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    differs = condition.replace(" IS NOT ", " IS DISTINCT FROM ")  # SQLite's words for the same
    row = "NEW" if event == "UPDATE" else "OLD"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {differs} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END IF;"
        f" RETURN {row}; END $$"
    )
    op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def guard_all(name: str, table: str, words: str) -> None:
    """Refuse to empty a whole table at once, which PostgreSQL does past the guards of its rows."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()")


def forget_guards(*names: str) -> None:
    """Take away what guards of dropped tables leave behind."""
    if op.get_bind().dialect.name != "sqlite":
        for name in names:
            op.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
