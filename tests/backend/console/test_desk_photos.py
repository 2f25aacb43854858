"""A colleague sends a photo: checked, kept encrypted, said once, and waiting like words when it has to."""

import base64
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import handoffs
from backend.conversations.models import Contact, Message
from backend.database import Database, utc_now
from backend.documents.images import MAX_BYTES
from backend.documents.models import Document
from backend.documents.outgoing import MOST_SENT
from backend.documents.service import delete_due
from backend.membership.models import Application
from backend.services import Services
from backend.worker import jobs
from tests.backend.desk import ORIGIN, Browser
from tests.backend.peers import Peers


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 200), **more: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#7a8b9c").save(buffer, kind, **more)
    return buffer.getvalue()


@pytest.fixture
def services(app: FastAPI) -> Services:
    result: Services = app.state.services
    return result


@pytest.fixture
async def here(
    city: Browser,
    application: Application,
    database: Database,
    services: Services,
    peers: Peers,
) -> str:
    """张小满 wrote a moment ago and asked for a person; the city's desk has taken over."""
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="wage_arrears",
            county_code=application.county_code,
        )
        await write_now(session)
    here = f"/conversations/{application.contact_id}"
    await city.opens(here)
    await city.sends(f"{here}/take")
    # The person is told that somebody is there.
    await jobs.deliver_outbox(services)
    peers.pushes.clear()
    async with database.transaction() as session:
        await write_now(session)
    return here


async def write_now(session: AsyncSession, **changes: Any) -> None:
    values = {"message_earned_at": utc_now(), "message_sends": 0, **changes}
    await session.execute(update(Contact).values(**values))


async def uploads(browser: Browser, here: str, content: bytes) -> httpx.Response:
    headers = {"Origin": ORIGIN, "X-CSRF-Token": browser.csrf_token}
    return await browser.http.post(f"{here}/photos", content=content, headers=headers)


async def sends(
    browser: Browser, database: Database, here: str, photo: str, text: str = "", **more: str
) -> httpx.Response:
    async with database.transaction() as session:
        epoch = await session.scalar(select(Contact.owner_epoch))
    fields = {"epoch": str(epoch), "client_id": str(uuid4()), **more}
    return await browser.sends(f"{here}/reply", photo=photo, text=text, **fields)


async def said(database: Database) -> list[Message]:
    async with database.transaction() as session:
        rows = await session.scalars(
            select(Message)
            .where(Message.staff_id.is_not(None), Message.direction == "outbound")
            .order_by(Message.seq)
        )
        return list(rows)


async def test_a_photo_with_words_goes_to_the_person_photo_first(
    city: Browser, here: str, database: Database, services: Services, peers: Peers
) -> None:
    uploaded = await uploads(city, here, picture())
    assert uploaded.status_code == 201
    sent = await sends(city, database, here, uploaded.json()["id"], "要带这张表")
    assert sent.status_code == 303
    for _ in range(3):
        await jobs.deliver_outbox(services)
    first, second = peers.pushes
    assert base64.b64decode(first["photo"]).startswith(b"\xff\xd8\xff")
    assert (first["bubble"]["text"], second["bubble"]["text"]) == ("", "要带这张表")
    assert second["photo"] is None
    assert [message.delivery for message in await said(database)] == ["accepted", "accepted"]
    async with database.transaction() as session:
        assert await session.scalar(select(Contact.message_sends)) == 2


async def test_a_photo_alone_is_an_answer(city: Browser, here: str, database: Database) -> None:
    photo = (await uploads(city, here, picture("PNG"))).json()["id"]
    assert (await sends(city, database, here, photo)).status_code == 303
    [message] = await said(database)
    assert (message.kind, message.text, str(message.document_id)) == ("image", "", photo)
    assert message.staff_id is not None


async def test_sent_twice_by_the_page_it_is_said_once(
    city: Browser, here: str, database: Database
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    same = str(uuid4())
    for _ in range(2):
        sent = await sends(city, database, here, photo, "这张", client_id=same)
        assert sent.status_code == 303
    assert [message.kind for message in await said(database)] == ["image", "text"]


async def test_a_photo_under_an_old_epoch_is_not_sent(
    city: Browser, here: str, database: Database
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    assert (await sends(city, database, here, photo, epoch="0")).status_code == 409
    assert await said(database) == []


async def test_who_does_not_have_the_conversation_uploads_nothing(
    county: Browser, here: str, database: Database
) -> None:
    await county.opens(here)
    assert (await uploads(county, here, picture())).status_code == 409
    async with database.transaction() as session:
        assert await session.scalar(select(Document.id)) is None


async def test_without_the_pages_token_nothing_is_uploaded(city: Browser, here: str) -> None:
    city.csrf_token = "another"
    assert (await uploads(city, here, picture())).status_code == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"MZ\x90\x00" + bytes(400), 415),
        (b"<html>", 415),
        (b"", 415),
        (b"\xff\xd8\xff" + bytes(40), 415),
        (picture("GIF"), 415),
        (picture() + bytes(MAX_BYTES), 413),
    ],
)
async def test_what_is_no_photo_is_refused_by_its_content(
    city: Browser, here: str, database: Database, content: bytes, status: int
) -> None:
    assert (await uploads(city, here, content)).status_code == status
    async with database.transaction() as session:
        assert await session.scalar(select(Document.id)) is None


async def test_where_a_photo_was_taken_does_not_travel_with_it(
    city: Browser, here: str, database: Database, services: Services, peers: Peers
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    photo = (await uploads(city, here, picture(exif=exif))).json()["id"]
    await sends(city, database, here, photo)
    await jobs.deliver_outbox(services)
    assert b"PhoneMaker" not in base64.b64decode(peers.pushes[0]["photo"])


async def test_a_large_photo_is_made_small_enough_for_the_platform(
    city: Browser, here: str, database: Database
) -> None:
    noise = Image.effect_noise((2400, 2400), 90).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", quality=92)
    assert MOST_SENT < len(buffer.getvalue()) <= MAX_BYTES
    photo = (await uploads(city, here, buffer.getvalue())).json()["id"]
    async with database.transaction() as session:
        assert (await session.get_one(Document, UUID(photo))).size <= MOST_SENT


async def test_staff_see_their_own_photo_without_a_veil(
    city: Browser, county: Browser, here: str, database: Database
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    assert (await city.http.get(f"{here}/photos/{photo}")).status_code == 404
    await sends(city, database, here, photo)
    for colleague in (city, county):
        thread = (await colleague.opens(f"{here}/thread")).text
        assert f'<img src="{here}/photos/{photo}" alt="工作人员发出的照片"' in thread
        shown = await colleague.http.get(f"{here}/photos/{photo}")
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["cache-control"] == "no-store"


async def test_another_persons_photo_cannot_be_sent(
    city: Browser, here: str, database: Database, application: Application
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    async with database.transaction() as session:
        other = Contact(id=uuid4(), openid="o-other")
        session.add(other)
        await session.flush()
        await session.execute(update(Document).values(contact_id=other.id))
    async with database.transaction() as session:
        epoch = (await session.get_one(Contact, application.contact_id)).owner_epoch
    sent = await sends(city, database, here, photo, epoch=str(epoch))
    assert sent.status_code == 404
    assert await said(database) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"message_sends": 5}, "quota_spent"),
        ({"message_earned_at": datetime.now(UTC) - timedelta(days=3)}, "window_closed"),
        ({"unfollowed_at": datetime.now(UTC), "message_earned_at": None}, "not_following"),
    ],
)
async def test_without_quota_a_photo_waits_like_words(
    city: Browser,
    here: str,
    database: Database,
    services: Services,
    peers: Peers,
    changes: dict[str, Any],
    reason: str,
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    await sends(city, database, here, photo)
    async with database.transaction() as session:
        await write_now(session, **changes)
    await jobs.deliver_outbox(services)
    assert peers.pushes == []
    [message] = await said(database)
    assert (message.delivery, message.failure) == ("held", reason)
    assert "等对方下次发言" in (await city.opens(f"{here}/thread")).text
    async with database.transaction() as session:
        document = await session.get_one(Document, UUID(photo))
    assert document.delete_after is not None
    assert message.expires_at is not None
    assert document.delete_after > message.expires_at


async def test_the_next_word_lets_it_go(
    city: Browser,
    here: str,
    database: Database,
    services: Services,
    peers: Peers,
    internal: httpx.AsyncClient,
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    await sends(city, database, here, photo, "看这张")
    async with database.transaction() as session:
        await write_now(session, message_sends=5)
        openid = await session.scalar(select(Contact.openid))
    await jobs.deliver_outbox(services)
    word = {
        "dedupe_key": "next-word",
        "openid": openid,
        "kind": "text",
        "text": "在",
        "sent_at": datetime.now(UTC).isoformat(),
        "wait_seconds": 3,
    }
    await internal.post("/v1/inbound", json=word)
    async with database.transaction() as session:
        await session.execute(
            update(Message).where(Message.delivery == "queued").values(next_attempt_at=utc_now())
        )
    for _ in range(3):
        await jobs.deliver_outbox(services)
    assert [(bool(p["photo"]), p["bubble"]["text"]) for p in peers.pushes] == [
        (True, ""),
        (False, "看这张"),
    ]


async def test_an_ambiguous_end_is_shown_and_never_repeated(
    city: Browser, here: str, database: Database, services: Services, peers: Peers
) -> None:
    peers.result = {"status": "uncertain", "reason": "no_answer"}
    photo = (await uploads(city, here, picture())).json()["id"]
    await sends(city, database, here, photo)
    for _ in range(4):
        await jobs.deliver_outbox(services)
    assert len(peers.pushes) == 1
    thread = (await city.opens(f"{here}/thread")).text
    assert re.search(r"可能未送达.*微信没有回应", thread, re.DOTALL)


async def test_a_photo_that_is_gone_fails_by_name_and_costs_nothing(
    city: Browser, here: str, database: Database, services: Services, peers: Peers
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    await sends(city, database, here, photo)
    async with database.transaction() as session:
        await session.execute(update(Document).values(delete_after=utc_now()))
    async with database.transaction() as session:
        await delete_due(session, services.files)
    await jobs.deliver_outbox(services)
    assert peers.pushes == []
    [message] = await said(database)
    assert (message.delivery, message.failure) == ("failed", "photo_gone")
    async with database.transaction() as session:
        assert await session.scalar(select(Contact.message_sends)) == 0
    assert "照片已按规定删除" in (await city.opens(f"{here}/thread")).text


async def test_a_photo_the_platform_never_takes_fails_and_lets_the_words_after_it_go(
    city: Browser, here: str, database: Database, services: Services, peers: Peers
) -> None:
    photo = (await uploads(city, here, picture())).json()["id"]
    await sends(city, database, here, photo, "看这张")
    peers.result = {"status": "retry", "reason": "upload_failed"}
    for _ in range(6):
        async with database.transaction() as session:
            waiting = update(Message).where(Message.delivery == "queued")
            await session.execute(waiting.values(next_attempt_at=utc_now()))
        await jobs.deliver_outbox(services)
    peers.result = {"status": "accepted", "sent": 1}
    await jobs.deliver_outbox(services)
    image, words = await said(database)
    assert (image.delivery, image.failure) == ("failed", "upload_failed")
    assert words.delivery == "accepted"
    assert "照片没能传到微信" in (await city.opens(f"{here}/thread")).text


async def test_a_photo_nobody_sent_is_gone_after_a_day(
    city: Browser, here: str, database: Database
) -> None:
    await uploads(city, here, picture())
    async with database.transaction() as session:
        document = await session.scalar(select(Document))
        assert document is not None
        assert document.delete_after is not None
        assert document.delete_after < utc_now() + timedelta(days=1, minutes=1)
