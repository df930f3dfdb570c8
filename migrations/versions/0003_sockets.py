"""Who has a socket open at which web process, so that others know they can be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Id = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "web_process",
        sa.Column("id", Id, nullable=False),
        sa.Column("beat_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_process")),
    )
    op.create_table(
        "socket",
        sa.Column("id", Id, nullable=False),
        sa.Column("process_id", Id, nullable=False),
        sa.Column("participant_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"], ["web_process.id"], name=op.f("fk_socket_process_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_socket_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_socket")),
    )
    op.create_index(op.f("ix_socket_process_id"), "socket", ["process_id"], unique=False)
    op.create_index(op.f("ix_socket_participant_id"), "socket", ["participant_id"], unique=False)


def downgrade() -> None:
    op.drop_table("socket")
    op.drop_table("web_process")
