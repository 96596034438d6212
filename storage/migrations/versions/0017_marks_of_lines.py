"""What nobody said of a line stands at the line, and net prices are no habit that somebody chose."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OF_LINES = ("price", "price_kind", "vat")
LAST_RATE = "vat-last"

drafts = sa.table("drafts", sa.column("id", sa.Uuid), sa.column("draft", sa.Text))
versions = sa.table(
    "draft_versions",
    sa.column("draft_id", sa.Uuid),
    sa.column("version", sa.Integer),
    sa.column("draft", sa.Text),
)
recurrences = sa.table("recurrences", sa.column("id", sa.Uuid), sa.column("recurrence", sa.Text))
companies = sa.table("companies", sa.column("id", sa.Uuid), sa.column("profile", sa.Text))


def upgrade() -> None:
    rewrite(drafts.c.draft, [drafts.c.id], to_lines)
    rewrite(versions.c.draft, [versions.c.draft_id, versions.c.version], to_lines)
    rewrite(recurrences.c.recurrence, [recurrences.c.id], lambda plain: to_lines(plain.get("draft", {})))
    rewrite(companies.c.profile, [companies.c.id], without_net)


def downgrade() -> None:
    rewrite(drafts.c.draft, [drafts.c.id], to_draft)
    rewrite(versions.c.draft, [versions.c.draft_id, versions.c.version], to_draft)
    rewrite(recurrences.c.recurrence, [recurrences.c.id], lambda plain: to_draft(plain.get("draft", {})))
    rewrite(companies.c.profile, [companies.c.id], with_net)


def rewrite(text: Any, keys: list[Any], change: Callable[[dict[str, Any]], None]) -> None:
    """Change the JSON of every row that the change changes."""
    for row in op.get_bind().execute(sa.select(text, *keys)).all():
        said, *key = row
        plain = json.loads(said)
        change(plain)
        newer = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if newer != said:
            found = sa.and_(*(column == value for column, value in zip(keys, key, strict=True)))
            op.get_bind().execute(text.table.update().where(found).values({text.name: newer}))


def to_lines(draft: dict[str, Any]) -> None:
    """Nobody kept of which line it was guessed: each is marked, so that none passes for said."""
    guessed, lines = draft.get("guessed", []), draft.get("lines", [])
    for line in lines:
        line["marks"] = sorted({*line.get("marks", []), *(code for code in OF_LINES if code in guessed)})
    if lines and LAST_RATE in guessed:
        lines[-1]["marks"] = sorted({*lines[-1]["marks"], "vat"})
    if "guessed" in draft:
        draft["guessed"] = [code for code in guessed if code not in {*OF_LINES, LAST_RATE}]


def to_draft(draft: dict[str, Any]) -> None:
    marks = {mark for line in draft.get("lines", []) for mark in line.pop("marks", [])}
    if "guessed" in draft:
        draft["guessed"] = sorted({*draft["guessed"], *(mark for mark in marks if mark in OF_LINES)})


def without_net(profile: dict[str, Any]) -> None:
    if profile.get("default_price_kind") == "net":
        profile["default_price_kind"] = None


def with_net(profile: dict[str, Any]) -> None:
    if "default_price_kind" in profile and profile["default_price_kind"] is None:
        profile["default_price_kind"] = "net"
