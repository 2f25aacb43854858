"""Photos and videos are kept where somebody will look at them: for the colleague asked for, or as evidence."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Contact, Message
from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.documents.service import read_document
from backend.documents.videos import MAX_BYTES, VideoRefused, media_type_of
from tests.backend.cases.test_intake_drafts import agrees
from tests.backend.cases.test_intake_voice import heard, tells
from tests.backend.console.test_desk_photos import picture
from tests.backend.conversations.test_receiving import inbound, make_due, send
from tests.backend.conversations.test_voice import ask_for_a_person
from tests.backend.peers import Peers

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 8
PHOTO: dict[str, Any] = {"kind": "image", "media_id": "photo-1"}
VIDEO: dict[str, Any] = {"kind": "video", "media_id": "video-1", "platform_type": "video"}
NO_VIDEO = [
    pytest.param(None, id="gone"),
    pytest.param(b"", id="empty"),
    pytest.param(b"MZ\x90\x00" + bytes(64), id="windows program"),
    pytest.param(b"\x7fELF" + bytes(64), id="linux program"),
    pytest.param(b"#!/bin/sh\nftypmp42", id="script"),
    pytest.param(b"PK\x03\x04" + bytes(64), id="archive"),
    pytest.param(b"\x00\x00\x00\x18ftypheic" + bytes(64), id="still picture"),
    pytest.param(b"\x00\x0f\xff\xffftypmp42" + bytes(64), id="cut short"),
    pytest.param(MP4 + bytes(MAX_BYTES), id="huge"),
]


async def contact_id_of(session: AsyncSession) -> UUID:
    return (await session.scalars(select(Contact.id))).one()


async def taken_over(internal: httpx.AsyncClient, database: Database) -> None:
    """A colleague has the conversation."""
    await send(internal, inbound(dedupe_key="first"))
    async with database.transaction() as session:
        await session.execute(update(Contact).values(owner="staff", owner_epoch=1))


async def kept_document(session: AsyncSession, message_id: str) -> Document:
    message = await session.get_one(Message, message_id)
    assert message.document_id is not None
    return await session.get_one(Document, message.document_id)


# Waiting in the queue


async def test_a_photo_sent_while_waiting_for_a_person_is_kept_for_them(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await ask_for_a_person(internal, database)
    peers.media["photo-1"] = picture()
    outcome = await send(internal, inbound("", **PHOTO))
    assert peers.heard[-1]["message"] == "/send_photo"
    document = await kept_document(session, outcome["message_id"])
    assert (document.media_type, document.purpose) == ("image/jpeg", "chat_photo")
    assert document.delete_after is not None


async def test_who_consented_and_waits_has_it_kept_for_both(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await ask_for_a_person(internal, database)
    await agrees(database, await contact_id_of(session))
    peers.media["photo-1"] = picture()
    outcome = await send(internal, inbound("", **PHOTO))
    document = await kept_document(session, outcome["message_id"])
    assert heard(peers) == ("/send_photo", {"photo": str(document.id), "waiting": "yes"})


async def test_who_waits_hears_why_a_photo_was_not_kept(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await ask_for_a_person(internal, database)
    peers.media["photo-1"] = b"MZ\x90\x00" + bytes(64)
    await send(internal, inbound("", **PHOTO))
    assert heard(peers) == ("/send_photo", {"problem": "photo_not_image", "waiting": "yes"})
    assert await session.scalar(select(Document.id)) is None


async def test_a_video_sent_while_waiting_for_a_person_is_kept_for_them(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    app: FastAPI,
) -> None:
    await ask_for_a_person(internal, database)
    peers.videos["video-1"] = MP4
    outcome = await send(internal, inbound("", **VIDEO))
    assert peers.heard[-1]["message"] == "/send_video"
    document = await kept_document(session, outcome["message_id"])
    assert (document.media_type, document.purpose) == ("video/mp4", "chat_video")
    assert document.delete_after is not None
    assert document.delete_after > utc_now()
    assert await read_document(session, app.state.files, document.id) == MP4


@pytest.mark.parametrize("content", NO_VIDEO)
async def test_what_is_no_video_is_refused_in_words(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    content: bytes | None,
) -> None:
    await ask_for_a_person(internal, database)
    if content is not None:
        peers.videos["video-1"] = content
    await send(internal, inbound("", **VIDEO))
    assert heard(peers) == ("/send_video", {"problem": "video_unusable", "waiting": "yes"})
    assert await session.scalar(select(Document.id)) is None


async def test_a_video_nobody_will_look_at_is_not_fetched(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    peers.videos["video-1"] = MP4
    await send(internal, inbound("", **VIDEO))
    assert heard(peers) == ("/send_unsupported", {"kind": "video"})
    assert await session.scalar(select(Document.id)) is None


# While somebody tells of a trouble


async def test_a_video_is_evidence_with_consent(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await tells(internal, database, agreed=True)
    peers.videos["video-1"] = MP4
    await send(internal, inbound("", **VIDEO))
    document_id = await session.scalar(select(Document.id))
    assert heard(peers) == ("/send_video", {"document": str(document_id)})


async def test_a_video_is_not_fetched_without_consent(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await tells(internal, database, agreed=False)
    peers.videos["video-1"] = MP4
    await send(internal, inbound("", **VIDEO))
    assert heard(peers) == ("/send_video", {"problem": "consent_required"})
    assert await session.scalar(select(Document.id)) is None


# While a colleague has the conversation


@pytest.mark.parametrize(("fields", "purpose"), [(PHOTO, "chat_photo"), (VIDEO, "chat_video")])
async def test_what_is_sent_to_a_colleague_is_kept_and_nobody_talks_into_it(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    fields: dict[str, Any],
    purpose: str,
) -> None:
    await taken_over(internal, database)
    peers.media["photo-1"] = picture()
    peers.videos["video-1"] = MP4
    outcome = await send(internal, inbound("", **fields))
    assert outcome["bubble"] is None
    assert (await kept_document(session, outcome["message_id"])).purpose == purpose
    assert len(peers.heard) == 1


@pytest.mark.parametrize(
    ("fields", "word"),
    [(PHOTO, "照片"), (VIDEO, "视频"), ({"kind": "voice", "media_id": "voice-1"}, "语音")],
)
async def test_what_cannot_be_kept_for_a_colleague_is_asked_for_again_kindly(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    fields: dict[str, Any],
    word: str,
) -> None:
    await taken_over(internal, database)
    program = b"MZ\x90\x00" + bytes(64)
    peers.media |= {"photo-1": program, "voice-1": program}
    peers.videos["video-1"] = program
    outcome = await send(internal, inbound("", **fields))
    assert f"{word}没能收下" in outcome["bubble"]["text"]
    assert await session.scalar(select(Document.id)) is None
    assert len(peers.heard) == 1


@pytest.mark.parametrize("fields", [PHOTO, VIDEO])
async def test_a_file_that_cannot_be_fetched_does_not_hold_up_the_words_after_it(
    internal: httpx.AsyncClient,
    app: FastAPI,
    peers: Peers,
    database: Database,
    fields: dict[str, Any],
) -> None:
    await ask_for_a_person(internal, database)
    peers.bot_is_up = False
    await send(internal, inbound("", **fields))
    await send(internal, inbound("我在医院", dedupe_key="after"))
    for _ in range(5):
        await make_due(database)
        await app.state.services.turns.dispatcher.run_due()
    *_, medium, words = [body["message"] for body in peers.heard]
    assert '"problem"' in medium
    assert words == "我在医院"


def test_a_videos_type_is_told_by_its_first_bytes() -> None:
    assert media_type_of(MP4) == "video/mp4"
    assert media_type_of(MP4.replace(b"mp42", b"qt  ")) == "video/quicktime"
    assert media_type_of(MP4.replace(b"mp42", b"3gp5")) == "video/3gpp"
    with pytest.raises(VideoRefused):
        media_type_of(MP4.replace(b"ftyp", b"moov"))
