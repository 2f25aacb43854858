"""The oldest open turn is found without sorting all of them

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_turns_due", "turns", ["seq"], postgresql_where=sa.text("state <> 'done'"))


def downgrade() -> None:
    op.drop_index("ix_turns_due", "turns")
