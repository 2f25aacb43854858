"""Who waits for a person comes first; the thread is readable without private numbers."""

import io
from uuid import uuid4

from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select, update

from backend.conversations import handoffs
from backend.conversations.models import Contact, Handoff, Message, PrivateValue
from backend.database import Database, utc_now
from backend.documents.recordings import keep_recording
from backend.documents.service import keep_photo
from backend.membership.models import Application
from backend.privacy.models import AuditEntry
from tests.backend.desk import Browser


async def says(database: Database, contact_id: object, text: str, **more: object) -> Message:
    async with database.transaction() as session:
        message = Message(
            id=uuid4(), contact_id=contact_id, direction="inbound", kind="text", text=text, **more
        )
        session.add(message)
    return message


async def asks_for_a_person(database: Database, application: Application, reason: str) -> None:
    async with database.transaction() as session:
        await handoffs.request(
            session, application.contact_id, reason=reason, county_code=application.county_code
        )


async def test_who_asked_for_a_person_stands_on_top_and_urgent_ones_first(
    city: Browser, application: Application, database: Database
) -> None:
    await asks_for_a_person(database, application, "request_human")
    await asks_for_a_person(database, application, "express_crisis")
    page = (await city.opens("/conversations")).text
    assert page.index("情绪危机") < page.index("想找工作人员")
    assert "张*" in page


async def test_closing_needs_a_word_on_what_was_done_and_is_kept(
    city: Browser, application: Application, database: Database
) -> None:
    await asks_for_a_person(database, application, "request_human")
    async with database.transaction() as session:
        handoff_id = await session.scalar(select(Handoff.id))
    address = f"/conversations/{application.contact_id}"
    await city.opens(address)
    empty = await city.sends(f"{address}/handoffs/{handoff_id}/resolve", note=" ")
    assert empty.status_code == 422
    await city.sends(f"{address}/handoffs/{handoff_id}/resolve", note="电话里讲清楚了")
    page = (await city.opens(address)).text
    assert "已处理：想找工作人员" in page
    assert "电话里讲清楚了" in page
    assert "没有人在等" in (await city.opens("/conversations")).text


async def test_closing_from_the_side_says_nothing_behind_the_back_of_who_has_the_conversation(
    city: Browser, application: Application, database: Database
) -> None:
    await asks_for_a_person(database, application, "request_human")
    async with database.transaction() as session:
        handoff_id = await session.scalar(select(Handoff.id))
    address = f"/conversations/{application.contact_id}"
    await city.opens(address)
    answer = {"note": "已答复", "reply": "您好，带身份证来大厅就能办。"}
    await city.sends(f"{address}/handoffs/{handoff_id}/resolve", **answer)
    async with database.transaction() as session:
        assert await session.scalar(select(Message).where(Message.author == "staff")) is None


async def test_numbers_said_in_chat_are_shown_masked(
    city: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        session.add(
            PrivateValue(
                id="1f3a9c02",
                contact_id=application.contact_id,
                kind="phone",
                sealed="sealed",
                masked="138****5678",
            )
        )
    await says(database, application.contact_id, "我手机[[phone:1f3a9c02]]")
    page = (await city.opens(f"/conversations/{application.contact_id}")).text
    assert "我手机138****5678" in page


async def test_what_people_write_is_never_markup(
    city: Browser, application: Application, database: Database
) -> None:
    await says(database, application.contact_id, "<script>alert(1)</script>")
    page = (await city.opens(f"/conversations/{application.contact_id}")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


async def test_photos_in_a_thread_are_opened_with_a_reason(
    city: Browser, app: FastAPI, application: Application, database: Database
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "#7a8b9c").save(picture, "JPEG")
    document_id = await keep_photo(
        database, app.state.files, contact_id=application.contact_id, raw=picture.getvalue()
    )
    await says(database, application.contact_id, "", document_id=document_id)
    address = f"/conversations/{application.contact_id}"
    photo = f"{address}/photos/{document_id}"
    assert "照片，点开写明理由后查看" in (await city.opens(address)).text
    assert (await city.opens(photo)).status_code == 403
    assert (await city.sends(f"{photo}/reveal", reason="")).status_code == 422
    await city.sends(f"{photo}/reveal", usual="处理投诉或复核")
    assert (await city.opens(photo)).headers["content-type"] == "image/jpeg"
    async with database.transaction() as session:
        acts = (await session.scalars(select(AuditEntry.action))).all()
    assert "photo_revealed" in acts
    somebody_elses = f"{address}/photos/{uuid4()}"
    assert (await city.opens(somebody_elses)).status_code == 404


async def test_a_recording_is_listened_to_with_a_reason(
    city: Browser, app: FastAPI, application: Application, database: Database
) -> None:
    raw = b"#!AMR\n" + b"\x00" * 32
    contact_id = application.contact_id
    document_id = await keep_recording(database, app.state.files, contact_id=contact_id, raw=raw)
    await says(database, contact_id, "", document_id=document_id)
    async with database.transaction() as session:
        await session.execute(update(Message).values(kind="voice"))
    address = f"/conversations/{contact_id}"
    recording = f"{address}/recordings/{document_id}"
    assert "语音，点开写明理由后收听" in (await city.opens(address)).text
    assert (await city.opens(recording)).status_code == 403
    await city.sends(f"{recording}/reveal", usual="处理投诉或复核")
    assert f'data-voice="{recording}"' in (await city.opens(address)).text
    response = await city.opens(recording)
    assert (response.headers["content-type"], response.content) == ("audio/amr", raw)
    # Opened as a recording, it is still no photo.
    assert (await city.opens(f"{address}/photos/{document_id}")).status_code == 403
    async with database.transaction() as session:
        acts = (await session.scalars(select(AuditEntry.action))).all()
    assert "recording_revealed" in acts


async def test_a_county_sees_the_conversations_of_its_own_people(
    city: Browser, county: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        own = Contact(id=uuid4(), openid="o-own", county_code="410105", last_inbound_at=utc_now())
        other = Contact(id=uuid4(), openid="o-far", county_code="410102", last_inbound_at=utc_now())
        unknown = Contact(id=uuid4(), openid="o-new", last_inbound_at=utc_now())
        session.add_all([own, other, unknown])
    page = (await county.opens("/conversations?tab=all")).text
    assert str(own.id) in page
    assert str(other.id) not in page
    assert str(unknown.id) not in page
    assert (await county.opens(f"/conversations/{other.id}")).status_code == 404
    assert str(other.id) in (await city.opens("/conversations?tab=all")).text


async def test_system_events_are_thin_lines_and_deliveries_show_how_they_ended(
    city: Browser, application: Application, database: Database
) -> None:
    contact = application.contact_id
    await says(database, contact, "")
    async with database.transaction() as session:
        await session.execute(update(Message).values(kind="follow"))
        session.add(
            Message(
                contact_id=contact,
                direction="outbound",
                kind="text",
                text="您好",
                author="bot",
                delivery="failed",
            )
        )
    page = (await city.opens(f"/conversations/{contact}")).text
    assert "关注了公众号" in page
    assert "未送达" in page
