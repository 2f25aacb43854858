"""find what was merged into a case, and what rang about it or its person: both were looked for in all rows."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_cases_merged_into",
        "cases",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("ix_alarms_subject", "alarms", ["subject_id", "raised_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_alarms_subject", table_name="alarms")
    op.drop_index("ix_cases_merged_into", table_name="cases")
