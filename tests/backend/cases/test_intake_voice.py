"""A recording sent while a trouble is told is evidence: kept with consent, and refused by name (L05)."""

import json

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.conversations.models import Contact
from backend.database import Database
from backend.documents.models import Document
from backend.documents.recordings import MAX_BYTES
from backend.documents.service import read_document
from tests.backend.cases.test_intake_drafts import Teller, agrees
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.conversations.test_voice import AMR, VOICE
from tests.backend.peers import Peers


async def tells(internal: httpx.AsyncClient, database: Database, *, agreed: bool) -> None:
    await send(internal, inbound(dedupe_key="first"))
    async with database.transaction() as session:
        contact_id = await session.scalar(select(Contact.id))
    assert contact_id is not None
    await Teller(internal, contact_id).opens("wage_arrears", "站长欠我三个月工资")
    if agreed:
        await agrees(database, contact_id)


def heard(peers: Peers) -> tuple[str, dict[str, str]]:
    intent, brace, rest = peers.heard[-1]["message"].partition("{")
    return intent, json.loads(brace + rest or "{}")


async def test_it_is_kept_encrypted_and_named_to_the_dialogue(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    app: FastAPI,
) -> None:
    await tells(internal, database, agreed=True)
    peers.media["voice-1"] = AMR
    await send(internal, inbound("", **VOICE))
    document = await session.scalar(select(Document))
    assert document is not None
    assert heard(peers) == ("/send_recording", {"document": str(document.id)})
    assert await read_document(session, app.state.files, document.id) == AMR


async def test_without_consent_nothing_is_fetched(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await tells(internal, database, agreed=False)
    peers.media["voice-1"] = AMR
    await send(internal, inbound("", **VOICE))
    assert heard(peers) == ("/send_recording", {"problem": ErrorCode.consent_required.value})
    assert await session.scalar(select(Document.id)) is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"MZ\x90\x00" + b"\x00" * 64, id="windows program"),
        pytest.param(b"\x7fELF" + b"\x00" * 64, id="linux program"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 64, id="archive"),
        pytest.param(b"%PDF-1.7", id="paper"),
        pytest.param(AMR + b"\x00" * MAX_BYTES, id="huge"),
    ],
)
async def test_what_is_no_recording_is_not_kept(
    internal: httpx.AsyncClient,
    peers: Peers,
    database: Database,
    session: AsyncSession,
    content: bytes,
) -> None:
    await tells(internal, database, agreed=True)
    peers.media["voice-1"] = content
    await send(internal, inbound("", **VOICE))
    assert heard(peers) == ("/send_recording", {"problem": ErrorCode.recording_unusable.value})
    assert await session.scalar(select(Document.id)) is None


async def test_a_program_sent_as_a_photo_is_not_kept(
    internal: httpx.AsyncClient, peers: Peers, database: Database, session: AsyncSession
) -> None:
    await tells(internal, database, agreed=True)
    peers.media["photo-1"] = b"MZ\x90\x00" + b"\x00" * 64
    await send(internal, inbound("", kind="image", media_id="photo-1"))
    assert heard(peers) == ("/send_photo", {"problem": ErrorCode.photo_not_image.value})
    assert await session.scalar(select(Document.id)) is None
