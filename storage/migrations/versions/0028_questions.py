"""Questions to the knowledge base, without anybody in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=True),
        sa.Column("thumb", sa.String(8), nullable=True),
        sa.Column("handed_to", sa.Uuid(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="questions_company_id_of_companies"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="questions_person_id_of_people"),
        sa.ForeignKeyConstraint(["handed_to"], ["people.id"], name="questions_handed_to_of_people"),
        sa.PrimaryKeyConstraint("id", name="questions_key"),
    )
    op.create_index("questions_by_asked_at", "questions", ["asked_at"])
    op.create_index("questions_by_whom_asked", "questions", ["handed_to", "handed_at"])


def downgrade() -> None:
    op.drop_table("questions")
