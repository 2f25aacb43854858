"""find open tagged cases: most that carry a tag are in the archive, and were looked through with them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_IS_OPEN = "status NOT IN ('closed', 'merged', 'withdrawn')"


def upgrade() -> None:
    op.create_index(
        "ix_cases_open_tags",
        "cases",
        ["tags"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text(_IS_OPEN),
    )


def downgrade() -> None:
    op.drop_index("ix_cases_open_tags", table_name="cases")
