"""The emergency stop: what may not leave for now, and what was taken back when that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
KIND = "expand"

Id = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "halt",
        sa.Column("id", Id, nullable=False),
        sa.Column("region", sa.String(length=80), nullable=True),
        sa.Column("action_id", Id, nullable=True),
        sa.Column("begun_by", Id, nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_halt_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halt")),
    )
    in_force = sa.text("ended_at IS NULL")
    op.create_index("ix_halt_in_force", "halt", ["id"], sqlite_where=in_force, postgresql_where=in_force)
    op.add_column("wave", sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    withdrawn = sa.text("withdrawn")
    op.create_index("ix_wave_withdrawn", "wave", ["id"], sqlite_where=withdrawn, postgresql_where=withdrawn)


def downgrade() -> None:
    op.drop_index("ix_wave_withdrawn", table_name="wave")
    op.drop_column("wave", "withdrawn")
    op.drop_table("halt")
