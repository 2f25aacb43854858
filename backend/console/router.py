"""Every page of the console."""

from fastapi import APIRouter

from backend.console import (
    application,
    applications,
    conversation,
    conversations,
    decisions,
    home,
    member,
    members,
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
):
    router.include_router(page.router)
