"""keep papers of who never wrote: a document that a case alone holds."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("documents", "contact_id", existing_type=sa.Uuid(), nullable=True)
    # What Office files call themselves is longer than forty.
    op.alter_column("documents", "media_type", existing_type=sa.String(40), type_=sa.String(100))


def downgrade() -> None:
    """Papers of nobody's had no place before; without their rows the files are noise."""
    op.execute(
        "DELETE FROM case_evidence USING documents"
        " WHERE documents.id = case_evidence.document_id AND documents.contact_id IS NULL"
    )
    op.execute("DELETE FROM documents WHERE contact_id IS NULL")
    op.alter_column("documents", "contact_id", existing_type=sa.Uuid(), nullable=False)
    op.execute("UPDATE documents SET media_type = left(media_type, 40)")
    op.alter_column("documents", "media_type", existing_type=sa.String(100), type_=sa.String(40))
