"""Outages by event with their moments, confirmed total failures, our looks at KSeF, and verdicts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WARSAW = ZoneInfo("Europe/Warsaw")

days = sa.table(
    "outages", sa.column("kind", sa.String), sa.column("start", sa.Date), sa.column("end", sa.Date)
)
events = sa.table(
    "announced_outages",
    *(sa.column(name, sa.String) for name in ("kind", "event")),
    *(sa.column(name, MOMENT) for name in ("began_at", "ended_at", "announced_at", "latest_at")),
    sa.column("version", sa.Integer),
    *(sa.column(name, sa.Boolean) for name in ("disputed_end", "odd_end")),
    sa.column("withdrawn_at", MOMENT),
)


def moment(day: date, hour: time) -> datetime:
    at = datetime.combine(day, hour, WARSAW).astimezone(UTC)
    return at.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else at


def day_of(at: datetime | str) -> date:
    read = datetime.fromisoformat(at) if isinstance(at, str) else at
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(WARSAW).date()


def days_into_events() -> None:
    """Only days were kept before; an event that is still listed replaces its day when it is seen again."""
    found = op.get_bind().execute(sa.select(days).order_by(days.c.start, days.c.kind)).all()
    rows = [
        {
            "kind": row.kind,
            "event": f"day:{row.start.isoformat()}",
            "began_at": moment(row.start, time(0)),
            "ended_at": moment(row.end, time(23, 59)) if row.end else None,
            "announced_at": moment(row.start, time(0)),
            "latest_at": moment(row.start, time(0)),
            "version": 0,
            "disputed_end": False,
            "odd_end": False,
        }
        for row in found
    ]
    if rows:
        op.bulk_insert(events, rows)


def events_into_days() -> None:
    """The first event of a kind and day stands for all of that day."""
    found = op.get_bind().execute(sa.select(events).order_by(events.c.began_at)).all()
    kept: dict[tuple[str, date], dict[str, object]] = {}
    for row in found:
        if row.withdrawn_at is None:
            start, end = day_of(row.began_at), row.ended_at and day_of(row.ended_at)
            kept.setdefault((row.kind, start), {"kind": row.kind, "start": start, "end": end})
    if kept:
        op.bulk_insert(days, list(kept.values()))


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("published_at", MOMENT),
        sa.PrimaryKeyConstraint("seq", name="announcements_key"),
        sa.UniqueConstraint("sha256", name="announcements_sha256_once"),
    )
    op.create_index("announcements_by_kind_event", "announcements", ["kind", "event"])
    op.create_table(
        "announced_outages",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("announced_at", MOMENT, nullable=False),
        sa.Column("latest_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("disputed_end", sa.Boolean(), nullable=False),
        sa.Column("odd_end", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("seq", name="announced_outages_key"),
        sa.UniqueConstraint("kind", "event", name="announced_outages_kind_event_once"),
    )
    what_people_say()
    what_we_see()
    days_into_events()
    op.drop_table("outages")


def what_people_say() -> None:
    op.create_table(
        "total_failures",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_source", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="total_failures_key"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="total_failures_company_id_of_companies"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="total_failures_person_id_of_people"),
    )
    op.create_index("total_failures_by_company_id", "total_failures", ["company_id"])


def what_we_see() -> None:
    op.create_table(
        "probes",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("beacon", sa.String(length=16), nullable=False),
        sa.Column("before", sa.String(length=16)),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("api", sa.Boolean()),
        sa.Column("login", sa.Boolean()),
        sa.Column("network", sa.Boolean()),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="probes_key"),
    )
    op.create_index("probes_by_at", "probes", ["at"])
    op.create_table(
        "verdicts",
        sa.Column("seq", COUNT, nullable=False),
        sa.Column("before", sa.String(length=24), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="verdicts_key"),
    )


def downgrade() -> None:
    op.create_table(
        "outages",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date()),
        sa.PrimaryKeyConstraint("kind", "start", name="outages_key"),
    )
    events_into_days()
    op.drop_table("verdicts")
    op.drop_table("probes")
    op.drop_table("total_failures")
    op.drop_table("announced_outages")
    op.drop_table("announcements")
