"""Every page of the console."""

from fastapi import APIRouter

from backend.console import (
    account,
    application,
    applications,
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
