"""A voice message is understood where the platform wrote it down, kept where staff will listen."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import handoffs
from backend.conversations.models import Contact, Message
from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.documents.recordings import MAX_BYTES, RecordingRefused, media_type_of
from backend.documents.service import read_document
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.peers import Peers

AMR = b"#!AMR\n" + b"\x3c" + b"\x00" * 31
VOICE: dict[str, Any] = {"kind": "voice", "media_id": "voice-1"}


async def ask_for_a_person(internal: httpx.AsyncClient, database: Database) -> None:
    await send(internal, inbound(dedupe_key="first"))
    async with database.transaction() as session:
        contact_id = await session.scalar(select(Contact.id))
        assert contact_id is not None
        await handoffs.request(session, contact_id, reason="request_human")


async def test_words_the_platform_recognized_are_words(
    internal: httpx.AsyncClient, peers: Peers
) -> None:
    await send(internal, inbound("查进度", **VOICE))
    assert peers.heard[0]["message"] == "查进度"


async def test_edge_16_a_voice_message_nobody_will_hear_is_not_fetched(
    internal: httpx.AsyncClient, peers: Peers, session: AsyncSession
) -> None:
    peers.media["voice-1"] = AMR
    await send(internal, inbound("", **VOICE))
    assert peers.heard[0]["message"] == "/send_voice"
    assert await session.scalar(select(Document.id)) is None


async def test_who_asked_for_a_person_is_heard_by_one(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    app: FastAPI,
) -> None:
    await ask_for_a_person(internal, database)
    peers.media["voice-1"] = AMR
    outcome = await send(internal, inbound("", **VOICE))
    assert peers.heard[-1]["message"] == "/send_recording"
    message = await session.get(Message, outcome["message_id"])
    assert message is not None
    assert message.document_id is not None
    document = await session.get(Document, message.document_id)
    assert document is not None
    assert (document.media_type, document.purpose) == ("audio/amr", "chat_voice")
    assert document.delete_after is not None
    assert document.delete_after > utc_now()
    assert await read_document(session, app.state.files, document.id) == AMR


@pytest.mark.parametrize("content", [None, b"MZ\x90", b""])
async def test_a_recording_that_is_gone_or_none_is_asked_for_in_words(
    internal: httpx.AsyncClient, peers: Peers, database: Database, content: bytes | None
) -> None:
    await ask_for_a_person(internal, database)
    if content is not None:
        peers.media["voice-1"] = content
    await send(internal, inbound("", **VOICE))
    assert peers.heard[-1]["message"] == "/send_voice"


def test_only_recordings_of_a_sane_size_are_kept() -> None:
    assert media_type_of(b"#!AMR-WB\n...") == "audio/amr-wb"
    assert media_type_of(b"OggS...") == "audio/ogg"
    for raw in (b"", b"<html>", AMR + b"\x00" * MAX_BYTES):
        with pytest.raises(RecordingRefused):
            media_type_of(raw)
