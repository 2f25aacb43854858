"""find tagged cases by place: two indexes that 0006 made for a while, wherever they are not yet."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INDEXES = {"ix_cases_tagged_city": "city_code", "ix_cases_tagged_county": "division_path"}


def upgrade() -> None:
    for name, column in _INDEXES.items():
        op.create_index(
            name,
            "cases",
            [column, sa.literal_column("opened_at DESC")],
            unique=False,
            postgresql_where=sa.text("cardinality(tags) > 0"),
            if_not_exists=True,
        )


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, table_name="cases", if_exists=True)
