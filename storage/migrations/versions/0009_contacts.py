"""Buyers of every kind, found by number or by name, and what was sold to them."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OURS = uuid5(NAMESPACE_URL, "https://latarnik.invalid/")

buyers = sa.table(
    "buyers", sa.column("company_id", sa.Uuid), sa.column("nip", sa.String), sa.column("buyer", sa.Text)
)
contacts = sa.table(
    "contacts",
    sa.column("id", sa.Uuid),
    sa.column("company_id", sa.Uuid),
    sa.column("identity", sa.Text),
    sa.column("name", sa.Text),
    sa.column("buyer", sa.Text),
)


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("seq", COUNT, nullable=False, autoincrement=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2)),
        sa.Column("last_used", sa.Date()),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="contacts_company_id_of_companies"),
        sa.PrimaryKeyConstraint("seq", name="contacts_key"),
        sa.UniqueConstraint("id", name="contacts_id_once"),
        sa.UniqueConstraint("company_id", "identity", name="contacts_company_id_identity_once"),
    )
    op.create_index("contacts_by_company_id_last_used", "contacts", ["company_id", "last_used"])
    op.create_table(
        "products",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="products_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "name", name="products_key"),
    )
    for row in op.get_bind().execute(sa.select(buyers)).all():
        who = f"nip:{row.nip}"
        op.get_bind().execute(
            contacts.insert().values(
                id=uuid5(OURS, f"contact:{row.company_id}:{who}"),
                company_id=row.company_id,
                identity=who,
                name=json.loads(row.buyer)["name"] or row.nip,
                buyer=row.buyer,
            )
        )
    op.drop_table("buyers")


def downgrade() -> None:
    op.create_table(
        "buyers",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("nip", sa.String(10), nullable=False),
        sa.Column("buyer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="buyers_company_id_of_companies"),
        sa.PrimaryKeyConstraint("company_id", "nip", name="buyers_key"),
    )
    with_nip = sa.select(contacts).where(contacts.c.identity.like("nip:%"))
    for row in op.get_bind().execute(with_nip).all():
        nip = row.identity.removeprefix("nip:")
        op.get_bind().execute(buyers.insert().values(company_id=row.company_id, nip=nip, buyer=row.buyer))
    op.drop_table("products")
    op.drop_table("contacts")
