"""Kiosks and what is begun at them; borders of municipalities, and telling who waited for one."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0005"
down_revision = "0004"

Id = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
Moment = sa.DateTime(timezone=True)
RdShape = Geometry("MULTIPOLYGON", srid=28992, spatial_index=False, nullable=False)


def upgrade() -> None:
    op.add_column("municipality", sa.Column("announce_at", Moment, nullable=True))
    op.create_table(
        "border",
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("loaded_at", Moment, nullable=False),
        sa.Column("shape", RdShape, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_border_municipality_code")
        ),
        sa.PrimaryKeyConstraint("municipality_code", name=op.f("pk_border")),
    )
    op.create_table(
        "kiosk",
        sa.Column("id", Id, nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_kiosk_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_kiosk_code_hash")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_kiosk_key_hash")),
    )
    op.create_index(
        "uq_kiosk_municipality_code_name",
        "kiosk",
        ["municipality_code", "name"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "registration",
        sa.Column("id", Id, nullable=False),
        sa.Column("kiosk_id", Id, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("form", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_registration_kiosk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_registration_code_hash")),
    )
    op.create_index(
        "ix_registration_waiting",
        "registration",
        ["expires_at"],
        sqlite_where=sa.text("form IS NOT NULL"),
        postgresql_where=sa.text("form IS NOT NULL"),
    )
    op.create_table(
        "kiosk_day",
        sa.Column("kiosk_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_kiosk_day_kiosk_id")),
        sa.PrimaryKeyConstraint("kiosk_id", "day", name=op.f("pk_kiosk_day")),
    )


def downgrade() -> None:
    op.drop_table("kiosk_day")
    op.drop_index("ix_registration_waiting", table_name="registration")
    op.drop_table("registration")
    op.drop_index("uq_kiosk_municipality_code_name", table_name="kiosk")
    op.drop_table("kiosk")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("SELECT DiscardGeometryColumn('border', 'shape')")
    op.drop_table("border")
    op.drop_column("municipality", "announce_at")
