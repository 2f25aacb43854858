"""The right pane: who it is, what they asked for before, and what the assistant knows of them."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import person as persons_cases
from backend.console import case_words
from backend.console.applications import place_label
from backend.console.people import speakers
from backend.contracts.joining import JoinField
from backend.conversations import desk
from backend.membership import drafts, roster
from backend.membership.queue import applications_of
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.unions.lookup import union_names

_JOINING = {
    JoinField.consent: "同意告知书",
    JoinField.portrait: "人像面照片",
    JoinField.emblem: "国徽面照片",
    JoinField.identity: "核对证件",
    JoinField.trade: "行业",
    JoinField.employer: "单位或平台",
    JoinField.county: "在哪干活",
    JoinField.phone: "手机号",
}


async def person_context(
    session: AsyncSession, keyring: Keyring, staff: StaffIdentity, contact_id: UUID
) -> dict[str, Any]:
    contact = await desk.get_contact_for(session, staff, contact_id)
    asked = await desk.handoffs_of(session, contact_id)
    member = await roster.member_of_contact(session, contact_id)
    memberships = await roster.memberships_of(session, member.id) if member else []
    application = (await roster.people_by_contact(session, [contact_id])).get(contact_id)
    person = (await speakers(session, keyring, [contact_id]))[contact_id]
    return {
        "contact_id": contact_id,
        "contact": contact,
        "person": person,
        "place": place_label(contact.county_code or person.county_code),
        "member": member,
        "memberships": memberships,
        "unions": await union_names(session, [row.union_id for row in memberships]),
        "trade": member.trade if member else application.trade if application else None,
        "cases": await persons_cases.cases_of(session, staff, contact_id),
        "case_words": case_words,
        "applications": await applications_of(session, staff, contact_id),
        "asked": asked,
        "closers": await display_names(session, {h.resolved_by for h in asked if h.resolved_by}),
        "known": await _known(session, keyring, contact_id),
    }


async def _known(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> list[str]:
    """Drafts the person has under way with the assistant, and where they stopped."""
    known = []
    joining = await drafts.join_state(session, keyring, contact_id)
    if joining is not None:
        missing = "、".join(_JOINING[field] for field in joining.missing)
        known.append(f"正在填入会申请，{f'还差：{missing}' if missing else '都齐了，还没提交'}")
    case = await persons_cases.draft_of(session, contact_id)
    if case is not None:
        told = "、".join(
            case_words.FIELD[field] for field in case.facts if field in case_words.FIELD
        )
        known.append(
            f"正在说{case_words.KIND.get(case.kind, case.kind)}的事，{f'说过：{told}' if told else '刚开始'}"
        )
    return known
