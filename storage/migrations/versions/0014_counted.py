"""What an invoice outside KSeF adds to its month under the rule of 10 000 zł (art. 145m VATA)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTED = sa.text("counted IS NOT NULL")
AT_ONCE = 500

invoices = sa.table(
    "invoices",
    sa.column("seq", sa.BigInteger),
    sa.column("id", sa.Uuid),
    *(sa.column(name, sa.String) for name in ("content", "status", "offline_mode")),
    sa.column("counted", sa.BigInteger),
)
filed = sa.table(
    "filed",
    sa.column("invoice_id", sa.Uuid),
    sa.column("hundredths", sa.BigInteger),
    sa.column("currency", sa.String),
)


def upgrade() -> None:
    op.add_column("invoices", sa.Column("counted", sa.BigInteger()))
    op.create_index(
        "invoices_counted",
        "invoices",
        ["company_id", "issue_date"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
    for row in outside():
        worth = counted(json.loads(row.content), row.hundredths, row.currency)
        if worth is not None:
            op.execute(invoices.update().where(invoices.c.seq == row.seq).values(counted=worth))


def outside() -> Iterator[Any]:
    """Invoices outside KSeF that no total failure put there, few at a time."""
    last = 0
    while True:
        page = (
            sa.select(invoices.c.seq, invoices.c.content, filed.c.hundredths, filed.c.currency)
            .join(filed, filed.c.invoice_id == invoices.c.id)
            .where(invoices.c.seq > last, invoices.c.status == "outside", invoices.c.offline_mode.is_(None))
            .order_by(invoices.c.seq)
            .limit(AT_ONCE)
        )
        rows = op.get_bind().execute(page).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].seq


def counted(content: dict[str, Any], hundredths: int, currency: str) -> int | None:
    """Hundredths of a zloty; None for a consumer's, and where no rate of exchange stands on the invoice."""
    if content["buyer"]["kind"] == "consumer":
        return None
    rate = (content.get("exchange_rate") or {}).get("rate", "1" if currency == "PLN" else None)
    if rate is None:
        return None
    return max(int((hundredths * Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP)), 0)


def downgrade() -> None:
    op.drop_index("invoices_counted", table_name="invoices")
    op.drop_column("invoices", "counted")
