"""Masked by default; opened with a reason, for a quarter of an hour, in one browser."""

import io
from datetime import timedelta

from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select, update

from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.documents.service import delete_due, keep_photo
from backend.membership.models import Application
from backend.privacy.models import AuditEntry
from backend.staff.models import Reveal
from tests.backend.desk import PASSWORD, Browser, browser_for


async def with_photo(app: FastAPI, database: Database, application: Application) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 250), "#7a8b9c").save(picture, "JPEG")
    document_id = await keep_photo(
        database, app.state.files, contact_id=application.contact_id, raw=picture.getvalue()
    )
    async with database.transaction() as session:
        await session.execute(
            update(Application)
            .where(Application.id == application.id)
            .values(portrait_id=document_id)
        )


async def test_pages_show_masks(city: Browser, application: Application) -> None:
    for address in ("/applications", f"/applications/{application.id}", "/search?q=张小满"):
        page = (await city.opens(address)).text
        assert "张*" in page
        assert "张小满" not in page.replace("「张小满」", "")
        assert "13800005678" not in page
        assert "示例路" not in page
    assert "138****5678" in (await city.opens("/applications")).text


async def test_a_reveal_without_reason_is_refused_and_shows_nothing(
    city: Browser, application: Application
) -> None:
    answer = await city.sends(f"/applications/{application.id}/reveal", reason=" ")
    assert "notice=invalid_payload" in answer.headers["location"]
    assert "张小满" not in (await city.opens(f"/applications/{application.id}")).text


async def test_a_reveal_with_a_reason_opens_the_page_and_leaves_a_row(
    city: Browser, application: Application, database: Database
) -> None:
    await city.sends(f"/applications/{application.id}/reveal", usual="核对入会资格")
    page = (await city.opens(f"/applications/{application.id}")).text
    for clear in ("张小满", "13800005678", "示例路", "张小蒲"):
        assert clear in page
    async with database.transaction() as session:
        row = await session.scalar(
            select(AuditEntry).where(AuditEntry.action == "application_revealed")
        )
    assert row is not None
    assert row.data["reason"] == "核对入会资格"
    assert row.division_path == application.division_path


async def test_only_what_was_asked_for_is_opened(city: Browser, application: Application) -> None:
    await city.sends(f"/applications/{application.id}/reveal", reason="联系申请人", what=["phone"])
    page = (await city.opens(f"/applications/{application.id}")).text
    assert "13800005678" in page
    assert "张小满" not in page


async def test_photos_need_the_reveal_of_this_browser(
    city: Browser, app: FastAPI, application: Application, database: Database
) -> None:
    await with_photo(app, database, application)
    address = f"/applications/{application.id}/photos/portrait"
    assert (await city.opens(address)).status_code == 403
    await city.sends(f"/applications/{application.id}/reveal", reason="核对证件")
    photo = await city.opens(address)
    assert photo.headers["content-type"] == "image/jpeg"
    assert photo.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(photo.content)).size == (400, 250)
    other = browser_for(app)
    await other.sign_in("city_adm-410100-NF", PASSWORD)
    assert (await other.opens(address)).status_code == 403


async def test_after_a_quarter_of_an_hour_the_mask_is_back(
    city: Browser, application: Application, database: Database
) -> None:
    await city.sends(f"/applications/{application.id}/reveal", reason="核对证件")
    async with database.transaction() as session:
        await session.execute(update(Reveal).values(at=utc_now() - timedelta(minutes=16)))
    assert "张小满" not in (await city.opens(f"/applications/{application.id}")).text


async def test_a_deleted_photo_is_said_to_be_deleted(
    city: Browser, app: FastAPI, application: Application, database: Database
) -> None:
    await with_photo(app, database, application)
    await city.sends(f"/applications/{application.id}/reveal", reason="核对证件")
    async with database.transaction() as session:
        await session.execute(update(Document).values(delete_after=utc_now()))
        await delete_due(session, app.state.files)
    page = (await city.opens(f"/applications/{application.id}")).text
    assert "照片已按规定删除" in page
    assert "/photos/portrait" not in page
    photo = await city.opens(f"/applications/{application.id}/photos/portrait")
    assert photo.status_code == 404
