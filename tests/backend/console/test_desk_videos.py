"""A video somebody sent is opened with a reason, plays in the page and jumps where it is told to."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.conversations.models import Message
from backend.database import Database
from backend.documents.videos import keep_video
from backend.membership.models import Application
from backend.privacy.models import AuditEntry
from tests.backend.conversations.test_media import MP4
from tests.backend.desk import Browser


@pytest.fixture
async def video(app: FastAPI, application: Application, database: Database) -> str:
    document_id = await keep_video(
        database, app.state.files, contact_id=application.contact_id, raw=MP4
    )
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=application.contact_id,
                direction="inbound",
                kind="video",
                document_id=document_id,
            )
        )
    return f"/conversations/{application.contact_id}/videos/{document_id}"


async def test_it_is_behind_a_veil_until_a_reason_is_given(
    city: Browser, application: Application, database: Database, video: str
) -> None:
    page = f"/conversations/{application.contact_id}"
    assert "视频，点开写明理由后查看" in (await city.opens(page)).text
    assert (await city.opens(video)).status_code == 403
    assert (await city.sends(f"{video}/reveal", reason="")).status_code == 422
    await city.sends(f"{video}/reveal", usual="处理投诉或复核")
    assert f'<video src="{video}" controls' in (await city.opens(page)).text
    shown = await city.opens(video)
    assert (shown.headers["content-type"], shown.content) == ("video/mp4", MP4)
    assert shown.headers["cache-control"] == "no-store"
    assert "media-src 'self'" in shown.headers["content-security-policy"]
    # Opened as a video, it is still no photo.
    assert (await city.opens(video.replace("/videos/", "/photos/"))).status_code == 403
    as_photo = f"{video.replace('/videos/', '/photos/')}/reveal"
    assert (await city.sends(as_photo, usual="处理投诉或复核")).status_code == 404
    async with database.transaction() as session:
        acts = (await session.scalars(select(AuditEntry.action))).all()
    assert "video_revealed" in acts
    assert "photo_revealed" not in acts


async def test_a_colleague_elsewhere_gives_a_reason_of_their_own(
    city: Browser, county: Browser, video: str
) -> None:
    await city.opens(video)
    await city.opens("/")
    await city.sends(f"{video}/reveal", usual="处理投诉或复核")
    assert (await county.opens(video)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "shown"),
    [
        ("bytes=0-9", 206, MP4[:10]),
        ("bytes=100-", 206, MP4[100:]),
        ("bytes=-16", 206, MP4[-16:]),
        ("bytes=10-999999", 206, MP4[10:]),
        ("bytes=999999-", 416, b""),
        ("bytes=5-2", 416, b""),
        ("bytes=0-1,4-5", 200, MP4),
        ("bytes=-", 200, MP4),
        ("pages=1-2", 200, MP4),
        (f"bytes=0-{'9' * 5000}", 200, MP4),
    ],
)
async def test_a_player_gets_the_part_it_asks_for(
    city: Browser, video: str, asked: str, status: int, shown: bytes
) -> None:
    await city.opens("/")
    await city.sends(f"{video}/reveal", usual="处理投诉或复核")
    answer = await city.http.get(video, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, shown)
    assert answer.headers["accept-ranges"] == "bytes"
