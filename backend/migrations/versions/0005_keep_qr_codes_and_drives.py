"""keep qr codes, drives and menu publications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('menu_publications',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('menu', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('errcode', sa.Integer(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_menu_publications_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_publications'))
    )
    op.create_index(op.f('ix_menu_publications_at'), 'menu_publications', ['at'], unique=False)
    op.create_table('unionization_drives',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('employer', sa.String(length=60), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id'], name=op.f('fk_unionization_drives_created_by_staff')),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_unionization_drives_union_id_unions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unionization_drives')),
    sa.UniqueConstraint('union_id', 'name', name=op.f('uq_unionization_drives_union_id_name'))
    )
    op.create_index(op.f('ix_unionization_drives_division_path'), 'unionization_drives', ['division_path'], unique=False)
    op.create_index(op.f('ix_unionization_drives_union_id'), 'unionization_drives', ['union_id'], unique=False)
    op.create_table('qr_codes',
    sa.Column('scene', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('county_code', sa.String(length=6), nullable=True),
    sa.Column('drive_id', sa.Uuid(), nullable=True),
    sa.Column('ticket', sa.Text(), nullable=True),
    sa.Column('url', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('errcode', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['county_code'], ['divisions.code'], name=op.f('fk_qr_codes_county_code_divisions')),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id'], name=op.f('fk_qr_codes_created_by_staff')),
    sa.ForeignKeyConstraint(['drive_id'], ['unionization_drives.id'], name=op.f('fk_qr_codes_drive_id_unionization_drives')),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_qr_codes_union_id_unions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qr_codes')),
    sa.UniqueConstraint('drive_id', name=op.f('uq_qr_codes_drive_id')),
    sa.UniqueConstraint('scene', name=op.f('uq_qr_codes_scene'))
    )
    op.create_index(op.f('ix_qr_codes_division_path'), 'qr_codes', ['division_path'], unique=False)
    op.create_index(op.f('ix_qr_codes_union_id'), 'qr_codes', ['union_id'], unique=False)
    op.create_index('ix_membership_applications_scene', 'membership_applications', ['scene'], unique=False, postgresql_where=sa.text('scene IS NOT NULL'))
    op.create_index('ix_messages_scanned', 'messages', [sa.literal_column("(data ->> 'key')")], unique=False, postgresql_where=sa.text("kind IN ('follow', 'scan')"))


def downgrade() -> None:
    op.drop_index('ix_messages_scanned', table_name='messages', postgresql_where=sa.text("kind IN ('follow', 'scan')"))
    op.drop_index('ix_membership_applications_scene', table_name='membership_applications', postgresql_where=sa.text('scene IS NOT NULL'))
    op.drop_index(op.f('ix_qr_codes_union_id'), table_name='qr_codes')
    op.drop_index(op.f('ix_qr_codes_division_path'), table_name='qr_codes')
    op.drop_table('qr_codes')
    op.drop_index(op.f('ix_unionization_drives_union_id'), table_name='unionization_drives')
    op.drop_index(op.f('ix_unionization_drives_division_path'), table_name='unionization_drives')
    op.drop_table('unionization_drives')
    op.drop_index(op.f('ix_menu_publications_at'), table_name='menu_publications')
    op.drop_table('menu_publications')
