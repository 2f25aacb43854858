"""Count what WeChat still takes for each person, and keep what has to wait."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for trigger in ("message", "tap"):
        op.add_column(
            "contacts",
            sa.Column(f"{trigger}_earned_at", sa.DateTime(timezone=True), nullable=True),
        )
        op.add_column(
            "contacts",
            sa.Column(f"{trigger}_sends", sa.SmallInteger(), nullable=False, server_default="0"),
        )
    op.add_column("messages", sa.Column("push_id", sa.Uuid(), nullable=True))
    op.add_column("messages", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("notice_id", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["contact_id", "seq"],
        postgresql_where=sa.text("delivery IN ('held', 'queued', 'notice_sent', 'noticed')"),
    )
    op.create_index(
        "ix_messages_held",
        "messages",
        ["next_attempt_at"],
        postgresql_where=sa.text("delivery = 'held'"),
    )
    # What staff look for; failures are few.
    op.create_index(
        "ix_messages_undelivered",
        "messages",
        ["contact_id"],
        postgresql_where=sa.text("delivery IN ('held', 'failed', 'uncertain')"),
    )
    # People who wrote before this count was kept: whoever wrote lately may be answered.
    op.execute("UPDATE contacts SET message_earned_at = last_inbound_at")
    _create_permissions()
    _create_alerts()


def _create_permissions() -> None:
    op.create_table(
        "notice_permissions",
        sa.Column("contact_id", sa.Uuid(), sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("template_id", sa.String(length=64), primary_key=True),
        sa.Column("sends_left", sa.SmallInteger(), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_alerts() -> None:
    op.create_table(
        "platform_alerts",
        sa.Column("errcode", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("platform_alerts")
    op.drop_table("notice_permissions")
    op.drop_index("ix_messages_undelivered", table_name="messages")
    op.drop_index("ix_messages_held", table_name="messages")
    op.drop_index("ix_messages_waiting", table_name="messages")
    for column in ("notice_id", "expires_at", "push_id"):
        op.drop_column("messages", column)
    for trigger in ("message", "tap"):
        op.drop_column("contacts", f"{trigger}_sends")
        op.drop_column("contacts", f"{trigger}_earned_at")
