"""Indexes for what is looked for: the trail of one action; when somebody was last heard of is only gone through."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"])
    op.drop_index(op.f("ix_participant_seen_at"), table_name="participant")


def downgrade() -> None:
    op.create_index(op.f("ix_participant_seen_at"), "participant", ["seen_at"])
    op.drop_index(op.f("ix_audit_entry_subject"), table_name="audit_entry")
