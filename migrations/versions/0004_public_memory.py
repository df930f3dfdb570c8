"""The public memory: what stays of an action when its alerts are erased, and when a participant was last heard of."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("action", sa.Column("participants", sa.Integer(), nullable=True))
    op.add_column("action", sa.Column("figures", sa.JSON(), nullable=True))
    op.create_index("ix_action_municipality_code_ended_at", "action", ["municipality_code", "ended_at"])
    op.add_column("participant", sa.Column("seen_at", Moment, nullable=True))
    op.add_column(
        "participant", sa.Column("reminders", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.add_column("participant", sa.Column("reminded_at", Moment, nullable=True))
    op.add_column("participant", sa.Column("addresses_asked_at", Moment, nullable=True))
    op.execute("UPDATE participant SET seen_at = created_at")
    op.create_index("ix_participant_seen_at", "participant", ["seen_at"])


def downgrade() -> None:
    op.drop_index("ix_participant_seen_at", table_name="participant")
    for column in ("addresses_asked_at", "reminded_at", "reminders", "seen_at"):
        op.drop_column("participant", column)
    op.drop_index("ix_action_municipality_code_ended_at", table_name="action")
    op.drop_column("action", "figures")
    op.drop_column("action", "participants")
