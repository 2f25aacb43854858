"""Every page of the console."""

from fastapi import APIRouter

from backend.console import (
    account,
    application,
    applications,
    case,
    case_act,
    case_bulk,
    case_evidence,
    case_papers,
    case_services,
    case_views,
    cases,
    codes,
    conversation,
    conversations,
    decisions,
    drive,
    home,
    member,
    members,
    organization,
    organizations,
    photos,
    search,
    sign_in,
)

router = APIRouter(include_in_schema=False)
for page in (
    sign_in,
    home,
    conversations,
    conversation,
    cases,
    case_views,
    case_bulk,
    case_services,
    case,
    case_evidence,
    case_papers,
    case_act,
    applications,
    application,
    photos,
    decisions,
    members,
    member,
    search,
    organizations,
    organization,
    drive,
    codes,
    account,
):
    router.include_router(page.router)
