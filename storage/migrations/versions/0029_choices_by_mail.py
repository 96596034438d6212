"""Questions by mail offer choices, belong to a thread, and need not be about a draft."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_KEPT = ("id", "digest", "person_id", "draft_id", "version", "way", "expires_at", "ended")


def upgrade() -> None:
    _made_anew(
        "",
        nullable=True,
        more=[
            sa.Column("choices", sa.Text(), nullable=False, server_default=""),
            sa.Column("mailbox", sa.Text(), nullable=True),
            sa.Column("thread", sa.Text(), nullable=True),
            sa.Column("subject", sa.Text(), nullable=True),
        ],
    )
    op.create_index("agreements_by_person", "agreements", ["person_id", "expires_at"])


def downgrade() -> None:
    op.drop_index("agreements_by_person", "agreements")
    _made_anew(" WHERE draft_id IS NOT NULL AND way IS NOT NULL", nullable=False, more=[])


def _made_anew(kept: str, *, nullable: bool, more: Sequence[sa.Column[str]]) -> None:
    """The same rows in a table of the new shape: SQLite changes no column in place."""
    names = ", ".join(_KEPT)
    rows = op.get_bind().execute(sa.text(f"SELECT {names} FROM agreements{kept}")).mappings().all()  # noqa: S608 - names of ours
    op.drop_table("agreements")
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=nullable),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(32), nullable=nullable),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.String(16), nullable=True),
        *more,
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="agreements_person_id_of_people"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="agreements_draft_id_of_drafts"),
        sa.PrimaryKeyConstraint("id", name="agreements_key"),
        sa.UniqueConstraint("digest", name="agreements_digest_once"),
    )
    op.create_index("agreements_by_draft_id", "agreements", ["draft_id"])
    if rows:
        values = ", ".join(f":{name}" for name in _KEPT)
        op.get_bind().execute(
            sa.text(f"INSERT INTO agreements ({names}) VALUES ({values})"),  # noqa: S608 - names of ours
            [dict(row) for row in rows],
        )
