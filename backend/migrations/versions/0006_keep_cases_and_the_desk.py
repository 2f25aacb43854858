"""keep cases, the desk, alarms and the work calendar."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('desk_events',
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('xid', sa.BigInteger(), server_default=sa.text('(pg_current_xact_id()::text)::bigint'), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_desk_events'))
    )
    op.create_index(op.f('ix_desk_events_at'), 'desk_events', ['at'], unique=False)
    op.create_index('ix_desk_events_order', 'desk_events', ['xid', 'seq'], unique=False)
    op.create_table('service_organizations',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_organizations'))
    )
    op.create_index(op.f('ix_service_organizations_division_path'), 'service_organizations', ['division_path'], unique=False)
    op.create_table('work_hours',
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('opens < closes', name=op.f('ck_work_hours_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_hours'))
    )
    op.create_index(op.f('ix_work_hours_division_path'), 'work_hours', ['division_path'], unique=False)
    op.create_table('work_years',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('is_official', sa.Boolean(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_work_years'))
    )
    op.create_table('incidents',
    sa.Column('employer', sa.String(length=80), nullable=False),
    sa.Column('county_code', sa.String(length=6), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['county_code'], ['divisions.code'], name=op.f('fk_incidents_county_code_divisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents'))
    )
    op.create_index(op.f('ix_incidents_division_path'), 'incidents', ['division_path'], unique=False)
    op.create_table('alarms',
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('subject_kind', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('pages', sa.SmallInteger(), nullable=False),
    sa.Column('next_page_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['staff.id'], name=op.f('fk_alarms_acknowledged_by_staff')),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_alarms_union_id_unions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarms'))
    )
    op.create_index(op.f('ix_alarms_division_path'), 'alarms', ['division_path'], unique=False)
    op.create_index('ix_alarms_ringing', 'alarms', ['next_page_at'], unique=False, postgresql_where=sa.text('acknowledged_at IS NULL'))
    op.create_index('uq_alarms_one_open', 'alarms', ['kind', 'subject_id'], unique=True, postgresql_where=sa.text('acknowledged_at IS NULL'))
    op.create_table('canned_replies',
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('is_reviewed', sa.Boolean(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id'], name=op.f('fk_canned_replies_created_by_staff')),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_canned_replies_union_id_unions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_replies'))
    )
    op.create_index(op.f('ix_canned_replies_division_path'), 'canned_replies', ['division_path'], unique=False)
    op.create_table('case_exports',
    sa.Column('requested_by', sa.Uuid(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('division_paths', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_allowed', sa.Boolean(), nullable=True),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['staff.id'], name=op.f('fk_case_exports_decided_by_staff')),
    sa.ForeignKeyConstraint(['requested_by'], ['staff.id'], name=op.f('fk_case_exports_requested_by_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_exports'))
    )
    op.create_index(op.f('ix_case_exports_requested_by'), 'case_exports', ['requested_by'], unique=False)
    op.create_table('desk_drafts',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_desk_drafts_contact_id_contacts')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_desk_drafts_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'contact_id', name=op.f('pk_desk_drafts'))
    )
    op.create_table('duty_phones',
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('webhook_url', sa.String(length=500), nullable=False),
    sa.Column('updated_by', sa.Uuid(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_duty_phones_union_id_unions')),
    sa.ForeignKeyConstraint(['updated_by'], ['staff.id'], name=op.f('fk_duty_phones_updated_by_staff')),
    sa.PrimaryKeyConstraint('union_id', name=op.f('pk_duty_phones'))
    )
    op.create_table('saved_views',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('page', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_saved_views_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('staff_id', 'page', 'name', name=op.f('uq_saved_views_staff_id_page_name'))
    )
    op.create_index(op.f('ix_saved_views_staff_id'), 'saved_views', ['staff_id'], unique=False)
    op.create_table('staff_presence',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('is_on_duty', sa.Boolean(), nullable=False),
    sa.Column('takes_automatically', sa.Boolean(), nullable=False),
    sa.Column('capacity', sa.SmallInteger(), nullable=False),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_assigned_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_presence_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_presence'))
    )
    op.create_table('staff_shifts',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_shifts_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_shifts'))
    )
    op.create_index(op.f('ix_staff_shifts_staff_id'), 'staff_shifts', ['staff_id'], unique=False)
    op.create_table('staff_skills',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('trade', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_skills_staff_id_staff')),
    sa.PrimaryKeyConstraint('staff_id', 'trade', name=op.f('pk_staff_skills'))
    )
    op.create_table('work_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('updated_by', sa.Uuid(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['updated_by'], ['staff.id'], name=op.f('fk_work_days_updated_by_staff')),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_work_days'))
    )
    op.create_table('cases',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('case_class', sa.String(length=16), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('urgent_reason', sa.String(length=40), nullable=True),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=True),
    sa.Column('member_id', sa.Uuid(), nullable=True),
    sa.Column('membership', sa.String(length=12), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('name_index', sa.String(length=64), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('phone_index', sa.String(length=64), nullable=True),
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('city_code', sa.String(length=6), sa.Computed("split_part(division_path, '/', 2)", persisted=True), nullable=False),
    sa.Column('verifier_id', sa.Uuid(), nullable=False),
    sa.Column('verifier_path', sa.String(length=40), nullable=False),
    sa.Column('is_verified_elsewhere', sa.Boolean(), sa.Computed("NOT (division_path = verifier_path OR starts_with(division_path, verifier_path || '/'))", persisted=True), nullable=False),
    sa.Column('service_organization_id', sa.Uuid(), nullable=True),
    sa.Column('county_code', sa.String(length=6), nullable=True),
    sa.Column('trade', sa.String(length=20), nullable=True),
    sa.Column('employer', sa.String(length=80), nullable=True),
    sa.Column('employer_text', sa.String(length=200), nullable=True),
    sa.Column('people_count', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('tags', postgresql.ARRAY(sa.String(length=20)), nullable=False),
    sa.Column('search_terms', postgresql.ARRAY(sa.String(length=12)), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('merged_into_id', sa.Uuid(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolution', sa.Text(), nullable=True),
    sa.Column('satisfaction', sa.SmallInteger(), nullable=True),
    sa.Column('is_escalated', sa.Boolean(), nullable=False),
    sa.Column('next_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_due_kind', sa.String(length=24), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_cases_contact_id_contacts')),
    sa.ForeignKeyConstraint(['county_code'], ['divisions.code'], name=op.f('fk_cases_county_code_divisions')),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_cases_incident_id_incidents')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_cases_member_id_members')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['cases.id'], name=op.f('fk_cases_merged_into_id_cases')),
    sa.ForeignKeyConstraint(['service_organization_id'], ['service_organizations.id'], name=op.f('fk_cases_service_organization_id_service_organizations')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_cases_staff_id_staff')),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_cases_union_id_unions')),
    sa.ForeignKeyConstraint(['verifier_id'], ['unions.id'], name=op.f('fk_cases_verifier_id_unions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('number', name=op.f('uq_cases_number'))
    )
    op.create_index(op.f('ix_cases_contact_id'), 'cases', ['contact_id'], unique=False)
    op.create_index(op.f('ix_cases_incident_id'), 'cases', ['incident_id'], unique=False)
    op.create_index(op.f('ix_cases_member_id'), 'cases', ['member_id'], unique=False)
    op.create_index(op.f('ix_cases_name_index'), 'cases', ['name_index'], unique=False)
    op.create_index('ix_cases_open_anywhere', 'cases', [sa.literal_column('urgent DESC'), 'next_due_at', 'id'], unique=False, postgresql_where=sa.text("status NOT IN ('closed', 'merged', 'withdrawn')"))
    op.create_index('ix_cases_open_city', 'cases', ['city_code', sa.literal_column('urgent DESC'), 'next_due_at', 'id'], unique=False, postgresql_where=sa.text("status NOT IN ('closed', 'merged', 'withdrawn')"))
    op.create_index('ix_cases_open', 'cases', ['division_path', sa.literal_column('urgent DESC'), 'next_due_at', 'id'], unique=False, postgresql_where=sa.text("status NOT IN ('closed', 'merged', 'withdrawn')"))
    op.create_index('ix_cases_open_figures', 'cases', ['city_code', 'division_path', 'status'], unique=False, postgresql_include=['urgent', 'next_due_at', 'kind', 'case_class', 'county_code', 'staff_id'], postgresql_where=sa.text("status NOT IN ('closed', 'merged', 'withdrawn')"))
    op.create_index('ix_cases_newest', 'cases', [sa.literal_column('opened_at DESC'), 'id'], unique=False)
    op.create_index('ix_cases_newest_status', 'cases', ['status', sa.literal_column('opened_at DESC'), 'id'], unique=False)
    op.create_index('ix_cases_newest_city', 'cases', ['city_code', sa.literal_column('opened_at DESC'), 'id'], unique=False)
    op.create_index('ix_cases_newest_city_status', 'cases', ['city_code', 'status', sa.literal_column('opened_at DESC'), 'id'], unique=False)
    op.create_index('ix_cases_newest_county', 'cases', ['division_path', sa.literal_column('opened_at DESC'), 'id'], unique=False)
    op.create_index('ix_cases_newest_county_status', 'cases', ['division_path', 'status', sa.literal_column('opened_at DESC'), 'id'], unique=False)
    op.create_index('ix_cases_verified_elsewhere', 'cases', ['verifier_path'], unique=False, postgresql_where=sa.text('is_verified_elsewhere'))
    op.create_index('ix_cases_tagged', 'cases', [sa.literal_column('opened_at DESC')], unique=False, postgresql_where=sa.text('cardinality(tags) > 0'))
    op.create_index(op.f('ix_cases_phone_index'), 'cases', ['phone_index'], unique=False)
    op.create_index('ix_cases_search', 'cases', ['search_terms'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_cases_service_organization_id'), 'cases', ['service_organization_id'], unique=False)
    op.create_index('ix_cases_similar', 'cases', ['employer', 'county_code', 'kind', 'opened_at'], unique=False)
    op.create_index('ix_cases_staff', 'cases', ['staff_id', 'status'], unique=False)
    op.create_index('ix_cases_tags', 'cases', ['tags'], unique=False, postgresql_using='gin')
    op.create_index(op.f('ix_cases_union_id'), 'cases', ['union_id'], unique=False)
    op.create_table('case_clocks',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('warn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_look_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_left', sa.Integer(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('breached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ladder_step', sa.SmallInteger(), nullable=False),
    sa.Column('extended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_clocks_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_clocks'))
    )
    op.create_index('ix_case_clocks_case', 'case_clocks', ['case_id'], unique=False)
    op.create_index('ix_case_clocks_running', 'case_clocks', ['next_look_at'], unique=False, postgresql_where=sa.text('stopped_at IS NULL AND next_look_at IS NOT NULL'))
    op.create_table('case_drafts',
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('assumed', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('skipped', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('documents', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_drafts_case_id_cases')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_case_drafts_contact_id_contacts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_drafts'))
    )
    op.create_index(op.f('ix_case_drafts_contact_id'), 'case_drafts', ['contact_id'], unique=False)
    op.create_index('uq_case_drafts_one_open', 'case_drafts', ['contact_id'], unique=True, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('case_events',
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=10), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('is_internal', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_events_case_id_cases')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_case_events_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events')),
    sa.UniqueConstraint('seq', name=op.f('uq_case_events_seq'))
    )
    op.create_index('ix_case_events_case', 'case_events', ['case_id', 'seq'], unique=False)
    op.create_table('case_evidence',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['staff.id'], name=op.f('fk_case_evidence_added_by_staff')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_evidence_case_id_cases')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_case_evidence_document_id_documents')),
    sa.PrimaryKeyConstraint('case_id', 'document_id', name=op.f('pk_case_evidence'))
    )
    op.create_table('case_referrals',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('from_union_id', sa.Uuid(), nullable=False),
    sa.Column('to_union_id', sa.Uuid(), nullable=True),
    sa.Column('to_service_organization_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('sent_by', sa.Uuid(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['staff.id'], name=op.f('fk_case_referrals_answered_by_staff')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_referrals_case_id_cases')),
    sa.ForeignKeyConstraint(['from_union_id'], ['unions.id'], name=op.f('fk_case_referrals_from_union_id_unions')),
    sa.ForeignKeyConstraint(['sent_by'], ['staff.id'], name=op.f('fk_case_referrals_sent_by_staff')),
    sa.ForeignKeyConstraint(['to_service_organization_id'], ['service_organizations.id'], name=op.f('fk_case_referrals_to_service_organization_id_service_organizations')),
    sa.ForeignKeyConstraint(['to_union_id'], ['unions.id'], name=op.f('fk_case_referrals_to_union_id_unions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_referrals')),
    sa.UniqueConstraint('number', name=op.f('uq_case_referrals_number'))
    )
    op.create_index(op.f('ix_case_referrals_case_id'), 'case_referrals', ['case_id'], unique=False)
    op.create_index('ix_case_referrals_to', 'case_referrals', ['to_union_id', 'accepted_at'], unique=False)
    op.create_index(op.f('ix_case_referrals_to_service_organization_id'), 'case_referrals', ['to_service_organization_id'], unique=False)
    op.create_index('uq_case_referrals_one_open', 'case_referrals', ['case_id'], unique=True, postgresql_where=sa.text('accepted_at IS NULL AND declined_at IS NULL'))
    op.create_table('desk_conversations',
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=True),
    sa.Column('union_id', sa.Uuid(), nullable=False),
    sa.Column('division_path', sa.String(length=40), nullable=False),
    sa.Column('trade', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_reply_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_reply_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ladder_step', sa.SmallInteger(), nullable=False),
    sa.Column('next_step_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_back_seq', sa.BigInteger(), nullable=True),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_desk_conversations_case_id_cases')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_desk_conversations_contact_id_contacts')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_desk_conversations_staff_id_staff')),
    sa.ForeignKeyConstraint(['union_id'], ['unions.id'], name=op.f('fk_desk_conversations_union_id_unions')),
    sa.PrimaryKeyConstraint('contact_id', name=op.f('pk_desk_conversations'))
    )
    op.create_index('ix_desk_conversations_open', 'desk_conversations', ['division_path', sa.literal_column('urgent DESC'), 'waiting_since'], unique=False, postgresql_where=sa.text("status <> 'closed'"))
    op.create_index('ix_desk_conversations_staff', 'desk_conversations', ['staff_id', 'status'], unique=False)
    op.create_index('ix_desk_conversations_steps', 'desk_conversations', ['next_step_at'], unique=False, postgresql_where=sa.text('next_step_at IS NOT NULL'))
    op.create_table('hardship_records',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.String(length=16), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=True),
    sa.Column('publicity_from', sa.Date(), nullable=True),
    sa.Column('publicity_until', sa.Date(), nullable=True),
    sa.Column('objections', sa.Text(), nullable=False),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.Column('granted_amount', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('paid_amount', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_hardship_records_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_hardship_records'))
    )
    op.create_table('case_mentions',
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_mentions_case_id_cases')),
    sa.ForeignKeyConstraint(['event_id'], ['case_events.id'], name=op.f('fk_case_mentions_event_id_case_events')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_case_mentions_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_mentions')),
    sa.UniqueConstraint('event_id', 'staff_id', name=op.f('uq_case_mentions_event_id_staff_id'))
    )
    op.create_index(op.f('ix_case_mentions_staff_id'), 'case_mentions', ['staff_id'], unique=False)
    op.add_column('handoffs', sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('handoffs', sa.Column('case_id', sa.Uuid(), nullable=True))
    op.add_column('handoffs', sa.Column('rating', sa.SmallInteger(), nullable=True))
    op.add_column('handoffs', sa.Column('rated_at', sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f('fk_handoffs_case_id_cases'), 'handoffs', 'cases', ['case_id'], ['id'])
    op.add_column('messages', sa.Column('staff_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_messages_staff_id_staff'), 'messages', 'staff', ['staff_id'], ['id'])
    op.add_column('staff', sa.Column('service_organization_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_staff_service_organization_id_service_organizations'), 'staff', 'service_organizations', ['service_organization_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint(op.f('fk_staff_service_organization_id_service_organizations'), 'staff', type_='foreignkey')
    op.drop_column('staff', 'service_organization_id')
    op.drop_constraint(op.f('fk_messages_staff_id_staff'), 'messages', type_='foreignkey')
    op.drop_column('messages', 'staff_id')
    op.drop_constraint(op.f('fk_handoffs_case_id_cases'), 'handoffs', type_='foreignkey')
    op.drop_column('handoffs', 'rated_at')
    op.drop_column('handoffs', 'rating')
    op.drop_column('handoffs', 'case_id')
    op.drop_column('handoffs', 'answered_at')
    op.drop_index(op.f('ix_case_mentions_staff_id'), table_name='case_mentions')
    op.drop_table('case_mentions')
    op.drop_table('hardship_records')
    op.drop_index('ix_desk_conversations_steps', table_name='desk_conversations', postgresql_where=sa.text('next_step_at IS NOT NULL'))
    op.drop_index('ix_desk_conversations_staff', table_name='desk_conversations')
    op.drop_index('ix_desk_conversations_open', table_name='desk_conversations', postgresql_where=sa.text("status <> 'closed'"))
    op.drop_table('desk_conversations')
    op.drop_index('uq_case_referrals_one_open', table_name='case_referrals', postgresql_where=sa.text('accepted_at IS NULL AND declined_at IS NULL'))
    op.drop_index(op.f('ix_case_referrals_to_service_organization_id'), table_name='case_referrals')
    op.drop_index('ix_case_referrals_to', table_name='case_referrals')
    op.drop_index(op.f('ix_case_referrals_case_id'), table_name='case_referrals')
    op.drop_table('case_referrals')
    op.drop_table('case_evidence')
    op.drop_index('ix_case_events_case', table_name='case_events')
    op.drop_table('case_events')
    op.drop_index('uq_case_drafts_one_open', table_name='case_drafts', postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index(op.f('ix_case_drafts_contact_id'), table_name='case_drafts')
    op.drop_table('case_drafts')
    op.drop_index('ix_case_clocks_running', table_name='case_clocks', postgresql_where=sa.text('stopped_at IS NULL AND next_look_at IS NOT NULL'))
    op.drop_index('ix_case_clocks_case', table_name='case_clocks')
    op.drop_table('case_clocks')
    op.drop_index(op.f('ix_cases_union_id'), table_name='cases')
    op.drop_index('ix_cases_tags', table_name='cases', postgresql_using='gin')
    op.drop_index('ix_cases_staff', table_name='cases')
    op.drop_index('ix_cases_similar', table_name='cases')
    op.drop_index(op.f('ix_cases_service_organization_id'), table_name='cases')
    op.drop_index('ix_cases_search', table_name='cases', postgresql_using='gin')
    op.drop_index(op.f('ix_cases_phone_index'), table_name='cases')
    op.drop_index('ix_cases_tagged', table_name='cases')
    op.drop_index('ix_cases_verified_elsewhere', table_name='cases')
    op.drop_index('ix_cases_newest_county_status', table_name='cases')
    op.drop_index('ix_cases_newest_county', table_name='cases')
    op.drop_index('ix_cases_newest_city_status', table_name='cases')
    op.drop_index('ix_cases_newest_city', table_name='cases')
    op.drop_index('ix_cases_newest_status', table_name='cases')
    op.drop_index('ix_cases_newest', table_name='cases')
    op.drop_index('ix_cases_open_figures', table_name='cases')
    op.drop_index('ix_cases_open', table_name='cases')
    op.drop_index('ix_cases_open_city', table_name='cases')
    op.drop_index('ix_cases_open_anywhere', table_name='cases')
    op.drop_index(op.f('ix_cases_name_index'), table_name='cases')
    op.drop_index(op.f('ix_cases_member_id'), table_name='cases')
    op.drop_index(op.f('ix_cases_incident_id'), table_name='cases')
    op.drop_index(op.f('ix_cases_contact_id'), table_name='cases')
    op.drop_table('cases')
    op.drop_table('work_days')
    op.drop_table('staff_skills')
    op.drop_index(op.f('ix_staff_shifts_staff_id'), table_name='staff_shifts')
    op.drop_table('staff_shifts')
    op.drop_table('staff_presence')
    op.drop_index(op.f('ix_saved_views_staff_id'), table_name='saved_views')
    op.drop_table('saved_views')
    op.drop_table('duty_phones')
    op.drop_table('desk_drafts')
    op.drop_index(op.f('ix_case_exports_requested_by'), table_name='case_exports')
    op.drop_table('case_exports')
    op.drop_index(op.f('ix_canned_replies_division_path'), table_name='canned_replies')
    op.drop_table('canned_replies')
    op.drop_index('uq_alarms_one_open', table_name='alarms', postgresql_where=sa.text('acknowledged_at IS NULL'))
    op.drop_index('ix_alarms_ringing', table_name='alarms', postgresql_where=sa.text('acknowledged_at IS NULL'))
    op.drop_index(op.f('ix_alarms_division_path'), table_name='alarms')
    op.drop_table('alarms')
    op.drop_index(op.f('ix_incidents_division_path'), table_name='incidents')
    op.drop_table('incidents')
    op.drop_table('work_years')
    op.drop_index(op.f('ix_work_hours_division_path'), table_name='work_hours')
    op.drop_table('work_hours')
    op.drop_index(op.f('ix_service_organizations_division_path'), table_name='service_organizations')
    op.drop_table('service_organizations')
    op.drop_index('ix_desk_events_order', table_name='desk_events')
    op.drop_index(op.f('ix_desk_events_at'), table_name='desk_events')
    op.drop_table('desk_events')
