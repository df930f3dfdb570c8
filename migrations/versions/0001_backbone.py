"""The backbone: participants, staff, actions, and the outbox that alerts go through."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None

Id = sa.String(22).with_variant(sa.String(22, collation="C"), "postgresql")
Moment = sa.DateTime(timezone=True)
RdPoint = Geometry("POINT", srid=28992, spatial_index=False, nullable=False)
SPATIAL = ("municipality", "location", "action")


def upgrade() -> None:
    embedded = op.get_bind().dialect.name == "sqlite"
    if embedded and not op.get_bind().dialect.has_table(op.get_bind(), "spatial_ref_sys"):
        # 'NONE' leaves out the six thousand reference systems nobody here uses.
        op.execute("SELECT InitSpatialMetaData(0, 'NONE')")
        op.execute("SELECT InsertEpsgSrid(28992)")
    if not embedded:
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", Id, nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("formerly", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("point", RdPoint, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_table(
        "push_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("since", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_service")),
        sa.UniqueConstraint("origin", name=op.f("uq_push_service_origin")),
    )
    op.create_table(
        "sender",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("worker", Id, nullable=False),
        sa.Column("leased_until", Moment, nullable=False),
        sa.Column("beat_at", Moment, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_sender_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender")),
    )
    op.create_table(
        "staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint(
            "role IN ('dispatcher', 'supervisor', 'administrator')", name=op.f("ck_staff_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
    )
    op.create_table(
        "action",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("transport", sa.String(length=20), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("point", RdPoint, nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("spread_seconds", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("family_consent", sa.Boolean(), nullable=False),
        sa.Column("override_reason", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("started_by", Id, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'ended') = (result IS NOT NULL AND ended_at IS NOT NULL)", name=op.f("ck_action_ended")
        ),
        sa.CheckConstraint("status IN ('running', 'ended')", name=op.f("ck_action_status")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_action_municipality_code")
        ),
        sa.ForeignKeyConstraint(["started_by"], ["staff.id"], name=op.f("fk_action_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_municipality_code"), "action", ["municipality_code"], unique=False)
    op.create_index("ix_action_status_started_at", "action", ["status", "started_at"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", Id, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("also_addresses_when_away", sa.Boolean(), nullable=False),
        sa.Column("exercises", sa.Boolean(), nullable=False),
        sa.Column("paused_until", Moment, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_participant_language")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_participant_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_participant_token_hash")),
    )
    op.create_index(
        op.f("ix_participant_municipality_code"), "participant", ["municipality_code"], unique=False
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("participant_id", Id, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_idempotency_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scope", "key_hash", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_index(op.f("ix_idempotency_participant_id"), "idempotency", ["participant_id"], unique=False)
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", Id, nullable=False),
        sa.Column("source", sa.String(length=4), nullable=False),
        sa.Column("point", RdPoint, nullable=False),
        sa.Column("accuracy", sa.Double(), nullable=True),
        sa.Column("recorded_at", Moment, nullable=True),
        sa.Column("expires_at", Moment, nullable=True),
        sa.CheckConstraint("source IN ('live', 'home', 'work')", name=op.f("ck_location_source")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_location_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("participant_id", "source", name=op.f("uq_location_participant_id_source")),
    )
    op.create_table(
        "notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("action_id", Id, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("payloads", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.CheckConstraint("(action_id IS NULL) = (number = 0)", name=op.f("ck_notice_number")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_notice_action_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("action_id", "number", name=op.f("uq_notice_action_id_number")),
    )
    op.create_table(
        "push_subscription",
        sa.Column("participant_id", Id, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("p256dh", sa.String(length=100), nullable=False),
        sa.Column("auth", sa.String(length=32), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_push_subscription_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["push_service.id"], name=op.f("fk_push_subscription_service_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscription_endpoint_hash")),
    )
    op.create_index(
        op.f("ix_push_subscription_service_id"), "push_subscription", ["service_id"], unique=False
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("ordered", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("payloads", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("spread_seconds", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("waited", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_wave_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("notice_id", "number", name=op.f("uq_wave_notice_id_number")),
    )
    op.create_index(
        "ix_wave_open",
        "wave",
        ["notice_id"],
        unique=False,
        sqlite_where=sa.text("NOT closed"),
        postgresql_where=sa.text("NOT closed"),
    )
    op.create_table(
        "delivery",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("participant_id", Id, nullable=True),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("unanswered", sa.Boolean(), nullable=False),
        sa.Column("began_at", Moment, nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("due_at", Moment, nullable=True),
        sa.Column("leased_by", Id, nullable=True),
        sa.Column("handed_over_at", Moment, nullable=True),
        sa.Column("accepted_at", Moment, nullable=True),
        sa.Column("shown_at", Moment, nullable=True),
        sa.Column("opened_at", Moment, nullable=True),
        sa.CheckConstraint(
            "result IN ('waiting','retrying','handed-over','failed','gone','withdrawn','unreachable')",
            name=op.f("ck_delivery_result"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_delivery_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_delivery_wave_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "service_id", "seq", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_due_at",
        "delivery",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("result = 'retrying'"),
        postgresql_where=sa.text("result = 'retrying'"),
    )
    op.create_index("ix_delivery_participant_id", "delivery", ["participant_id"], unique=False)
    op.create_index(
        "uq_delivery_notice_id_participant_id", "delivery", ["notice_id", "participant_id"], unique=True
    )
    op.create_table(
        "stream",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_stream_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", "service_id", name=op.f("pk_stream")),
    )
    if embedded:
        op.execute("SELECT CreateSpatialIndex('location', 'point')")
    else:
        op.execute("CREATE INDEX ix_location_point ON location USING gist (point)")


def downgrade() -> None:
    embedded = op.get_bind().dialect.name == "sqlite"
    if embedded:
        op.execute("SELECT DisableSpatialIndex('location', 'point')")
        op.execute("DROP TABLE idx_location_point")
        for table in SPATIAL:
            op.execute(f"SELECT DiscardGeometryColumn('{table}', 'point')")

    op.drop_table("stream")
    op.drop_index("uq_delivery_notice_id_participant_id", table_name="delivery")
    op.drop_index("ix_delivery_participant_id", table_name="delivery")
    op.drop_index(
        "ix_delivery_due_at",
        table_name="delivery",
        sqlite_where=sa.text("result = 'retrying'"),
        postgresql_where=sa.text("result = 'retrying'"),
    )
    op.drop_table("delivery")
    op.drop_index(
        "ix_wave_open",
        table_name="wave",
        sqlite_where=sa.text("NOT closed"),
        postgresql_where=sa.text("NOT closed"),
    )
    op.drop_table("wave")
    op.drop_index(op.f("ix_push_subscription_service_id"), table_name="push_subscription")
    op.drop_table("push_subscription")
    op.drop_table("notice")
    op.drop_table("location")
    op.drop_index(op.f("ix_idempotency_participant_id"), table_name="idempotency")
    op.drop_index(op.f("ix_idempotency_created_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index(op.f("ix_staff_session_staff_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_participant_municipality_code"), table_name="participant")
    op.drop_table("participant")
    op.drop_index("ix_action_status_started_at", table_name="action")
    op.drop_index(op.f("ix_action_municipality_code"), table_name="action")
    op.drop_table("action")
    op.drop_table("staff")
    op.drop_table("sender")
    op.drop_table("push_service")
    op.drop_table("municipality")
    op.drop_table("audit_entry")
