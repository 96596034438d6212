"""Secret addresses for commands by mail, letters that were taken, and letters in quarantine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="mail_tokens_person_id_of_people"),
        sa.PrimaryKeyConstraint("digest", name="mail_tokens_key"),
        sa.UniqueConstraint("id", name="mail_tokens_id_once"),
    )
    op.create_index("mail_tokens_by_person_id", "mail_tokens", ["person_id"])
    op.create_table(
        "taken_letters",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="taken_letters_key"),
    )
    op.create_index("taken_letters_by_taken_at", "taken_letters", ["taken_at"])
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("doubt", sa.String(16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("knew_token", sa.Boolean(), nullable=False),
        sa.Column("sender_is_real", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="quarantine_person_id_of_people"),
        sa.PrimaryKeyConstraint("id", name="quarantine_key"),
        sa.UniqueConstraint("key", name="quarantine_key_once"),
    )
    op.create_index("quarantine_by_received_at", "quarantine", ["received_at"])
    op.create_index("quarantine_by_person", "quarantine", ["person_id", "received_at"])


def downgrade() -> None:
    op.drop_table("quarantine")
    op.drop_table("taken_letters")
    op.drop_table("mail_tokens")
