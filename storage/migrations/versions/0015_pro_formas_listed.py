"""When a pro forma was made, so that the newest come first."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE, INDEX = "pro_formas", "pro_formas_by_company_id_made_at"
MADE = sa.table(
    TABLE,
    sa.column("id", sa.Uuid()),
    sa.column("pro_forma", sa.Text()),
    sa.column("made_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
    for row in op.get_bind().execute(sa.select(MADE.c.id, MADE.c.pro_forma)).all():
        moment = datetime.fromisoformat(json.loads(row.pro_forma)["issued_at"]).astimezone(UTC)
        if op.get_bind().dialect.name == "sqlite":
            moment = moment.replace(tzinfo=None)
        op.get_bind().execute(MADE.update().where(MADE.c.id == row.id).values(made_at=moment))
    op.create_index(INDEX, TABLE, ["company_id", "made_at"])


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.drop_column(TABLE, "made_at")
