"""The audit trail as a chain: each entry with the digest of all up to it, the newest also in a second place."""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor", sa.String),
    sa.column("act", sa.String),
    sa.column("subject", sa.String),
    sa.column("detail", sa.JSON),
    sa.column("digest", sa.String),
)


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("digest", sa.String(length=64), nullable=True))
    number, digest = _chain()
    with op.batch_alter_table("audit_entry") as table:
        table.alter_column("digest", existing_type=sa.String(length=64), nullable=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_entry ALTER COLUMN id DROP DEFAULT")
        op.execute("DROP SEQUENCE audit_entry_id_seq")
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "last": number, "digest": digest}])


def downgrade() -> None:
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry") as table:
        table.drop_column("digest")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE audit_entry_id_seq OWNED BY audit_entry.id")
        op.execute(
            "SELECT setval('audit_entry_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM audit_entry), false)"
        )
        op.execute("ALTER TABLE audit_entry ALTER COLUMN id SET DEFAULT nextval('audit_entry_id_seq')")


def _chain() -> tuple[int, str]:
    """Chains what there is, without the gaps that rolled-back transactions left; answers the last number and digest."""
    number, digest, connection = 0, "", op.get_bind()
    for row in connection.execute(sa.select(ENTRY).order_by(ENTRY.c.id)).all():
        number += 1
        at = (row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)).astimezone(UTC)
        moment = at.isoformat(timespec="microseconds")
        parts = [digest, number, moment, row.actor, row.act, row.subject, row.detail]
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        connection.execute(sa.update(ENTRY).where(ENTRY.c.id == row.id).values(id=number, digest=digest))
    return number, digest
