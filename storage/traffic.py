"""Tables behind the traffic: inbox, outbox, messages shown, and the history."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from storage.columns import Moment, Sequence64
from storage.tables import metadata

_OPEN = text("done_at IS NULL AND parked_at IS NULL")
_AT_ONCE = text("done_at IS NULL AND parked_at IS NULL AND due_at IS NULL")
_BY_CLOCK = text("done_at IS NULL AND parked_at IS NULL AND due_at IS NOT NULL")
_HELD = text("done_at IS NULL AND parked_at IS NULL AND leased_by IS NOT NULL")
_PUT_OFF = text("done_at IS NULL AND parked_at IS NULL AND put_off_at IS NOT NULL")
_ASIDE = text("parked_at IS NOT NULL AND done_at IS NULL")

jobs = Table(
    "jobs",
    metadata,
    Column("id", Sequence64, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("lane", Text),
    Column("payload", Text, nullable=False),
    Column("due_at", Moment),  # NULL: at once, whatever the clock says
    Column("attempts", Integer, nullable=False),  # failed ones; "not yet" is no failure
    Column("leased_by", Text),
    Column("leased_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("parked_at", Moment),
    Column("last_error", Text),
    Column("put_off_at", Moment),  # when `due_at` was chosen as a pause from then on
    Index("jobs_put_off", "put_off_at", sqlite_where=_PUT_OFF, postgresql_where=_PUT_OFF),
    Index("jobs_at_once", "id", sqlite_where=_AT_ONCE, postgresql_where=_AT_ONCE),
    Index("jobs_by_clock", "due_at", "id", sqlite_where=_BY_CLOCK, postgresql_where=_BY_CLOCK),
    Index("jobs_held", "leased_by", sqlite_where=_HELD, postgresql_where=_HELD),
    Index("jobs_aside", "id", sqlite_where=_ASIDE, postgresql_where=_ASIDE),
    Index("jobs_open_in_lane", "lane", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Sequence64, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", String(16), nullable=False),
    Column("lane", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Moment),
    Column("parked_at", Moment),
    Column("last_error", Text),
    Column("put_off_at", Moment),  # as in `jobs`
    Index("inbox_put_off", "put_off_at", sqlite_where=_PUT_OFF, postgresql_where=_PUT_OFF),
    Index("inbox_open_in_lane", "lane", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("inbox_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("inbox_aside", "id", sqlite_where=_ASIDE, postgresql_where=_ASIDE),
)

shown = Table(
    "shown",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("message_id", Text, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("seq", Sequence64, primary_key=True, autoincrement=False),  # 1, 2, 3: a gap is a removed line
    Column("what", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text),
    Column("company_id", Uuid),
    Column("invoice_id", Uuid, index=True),
    Column("evidence", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

chain = Table(
    "chain",
    metadata,
    Column(
        "id", Integer, primary_key=True, autoincrement=False
    ),  # one row: how long the history is, its last hash, and the seal over both (`storage.head`)
    Column("length", Sequence64, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("vouched_after", Sequence64, nullable=False, server_default="0"),
    Column("seal", LargeBinary),
)
