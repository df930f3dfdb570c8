"""The control room: tips, photos, the picture of the closing circle, and a second factor with recovery codes."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0006"
down_revision = "0005"

Id = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
Moment = sa.DateTime(timezone=True)
ADDED = {
    "action": ("tips", "tipped_at", "neighbourhood"),
    "staff": ("totp_draft", "totp_step"),
    "staff_session": ("device",),
}


def upgrade() -> None:
    op.add_column("action", sa.Column("tips", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("action", sa.Column("tipped_at", Moment, nullable=True))
    op.add_column("action", sa.Column("neighbourhood", sa.String(length=80), nullable=True))
    op.add_column("staff", sa.Column("totp_draft", sa.String(length=64), nullable=True))
    op.add_column("staff", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.add_column("staff_session", sa.Column("device", sa.String(length=120), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("action_id", Id, nullable=False),
        sa.Column("name", Id, nullable=False),
        sa.Column("small_name", Id, nullable=False),
        sa.Column("webp", sa.LargeBinary(), nullable=False),
        sa.Column("small_webp", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_photo_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
        sa.UniqueConstraint("small_name", name=op.f("uq_photo_small_name")),
    )
    op.create_table(
        "closing_circle",
        sa.Column("action_id", Id, nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("drawn_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_closing_circle_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_closing_circle")),
    )
    op.create_table(
        "tip",
        sa.Column("id", Id, nullable=False),
        sa.Column("action_id", Id, nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("point", Geometry("POINT", srid=28992, spatial_index=False), nullable=True),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("noted_by", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_tip_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_tip_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip")),
    )
    op.create_index("ix_tip_action_id_received_at", "tip", ["action_id", "received_at"], unique=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("SELECT DiscardGeometryColumn('tip', 'point')")
    op.drop_index("ix_tip_action_id_received_at", table_name="tip")
    op.drop_table("tip")
    op.drop_table("closing_circle")
    op.drop_table("photo")
    op.drop_index(op.f("ix_recovery_code_staff_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
