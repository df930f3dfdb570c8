"""What a control room calls an incident, and staff that act in several regions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
KIND = "expand"


def upgrade() -> None:
    op.add_column("action", sa.Column("reference", sa.String(length=20), nullable=True))
    op.add_column("staff", sa.Column("regions", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "regions")
    op.drop_column("action", "reference")
