"""arrange duty by week: shifts that repeat, places somebody takes, and which arrangement is the newest."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Dated shifts could not be planned anywhere yet, so there are none to carry over.
    op.drop_table("staff_shifts")
    op.create_table(
        "staff_shifts",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=True),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_shifts_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_shifts")),
    )
    op.create_index(op.f("ix_staff_shifts_staff_id"), "staff_shifts", ["staff_id"], unique=False)
    op.create_table(
        "staff_weeks",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_weeks_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "monday", name=op.f("pk_staff_weeks")),
    )
    op.create_table(
        "staff_places",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("division_path", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_places_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "division_path", name=op.f("pk_staff_places")),
    )
    op.add_column(
        "staff_presence", sa.Column("arranged", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("staff_presence", sa.Column("arranged_by", sa.Uuid(), nullable=True))
    op.add_column(
        "staff_presence", sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_foreign_key(
        op.f("fk_staff_presence_arranged_by_staff"),
        "staff_presence",
        "staff",
        ["arranged_by"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_constraint(
        op.f("fk_staff_presence_arranged_by_staff"), "staff_presence", type_="foreignkey"
    )
    op.drop_column("staff_presence", "arranged_at")
    op.drop_column("staff_presence", "arranged_by")
    op.drop_column("staff_presence", "arranged")
    op.drop_table("staff_places")
    op.drop_table("staff_weeks")
    op.drop_table("staff_shifts")
    op.create_table(
        "staff_shifts",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_shifts_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_shifts")),
    )
    op.create_index(op.f("ix_staff_shifts_staff_id"), "staff_shifts", ["staff_id"], unique=False)
