"""Papers, photos and recordings of a case: veiled until revealed, and never shown as a page."""

import io

import pytest
from fastapi import FastAPI
from PIL import Image

from backend.cases import evidence
from backend.cases.models import Case
from backend.database import Database
from backend.documents.recordings import keep_recording
from backend.documents.service import keep_photo
from backend.documents.videos import keep_video
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import opened
from tests.backend.conversations.test_media import MP4
from tests.backend.desk import Browser


@pytest.fixture
async def case(app: FastAPI, database: Database, keyring: Keyring) -> Case:
    """With a photo and a voice message."""
    async with database.transaction() as session:
        case = await opened(session, keyring)
    assert case.contact_id is not None
    picture = io.BytesIO()
    Image.new("RGB", (400, 250), "#7a8b9c").save(picture, "JPEG")
    files = app.state.files
    photo = await keep_photo(database, files, contact_id=case.contact_id, raw=picture.getvalue())
    voice = await keep_recording(
        database, files, contact_id=case.contact_id, raw=b"#!AMR\n" + bytes(200)
    )
    async with database.transaction() as session:
        await evidence.put(session, case, photo, title="欠条")
        await evidence.put(session, case, voice)
    return case


def addresses(page: str, case: Case) -> list[str]:
    parts = page.split(f'href="/cases/{case.id}/evidence/')[1:]
    return [f"/cases/{case.id}/evidence/{part.split(chr(34))[0]}" for part in parts]


async def test_evidence_is_veiled_until_it_is_revealed(county: Browser, case: Case) -> None:
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "已遮挡，点开查看" in page
    assert "欠条" in page
    assert addresses(page, case) == []
    await county.sends(f"/cases/{case.id}/reveal", usual="核实情况")
    page = (await county.opens(f"/cases/{case.id}")).text
    photo, voice = [await county.opens(address) for address in addresses(page, case)]
    assert photo.headers["content-type"] == "image/jpeg"
    assert voice.headers["content-type"] == "application/octet-stream"
    assert voice.headers["content-disposition"].startswith("attachment;")
    assert voice.content.startswith(b"#!AMR")


async def test_a_video_plays_in_the_page_once_it_is_revealed(
    county: Browser, case: Case, app: FastAPI, database: Database
) -> None:
    assert case.contact_id is not None
    video = await keep_video(database, app.state.files, contact_id=case.contact_id, raw=MP4)
    async with database.transaction() as session:
        await evidence.put(session, case, video)
    address = f"/cases/{case.id}/evidence/{video}"
    assert "视频，点开查看" in (await county.opens(f"/cases/{case.id}")).text
    assert (await county.opens(address)).status_code == 403
    await county.sends(f"/cases/{case.id}/reveal", usual="核实情况")
    assert f'<video src="{address}"' in (await county.opens(f"/cases/{case.id}")).text
    part = await county.http.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.headers["content-type"]) == (206, "video/mp4")
    assert part.content == b"ftyp"


async def test_a_guessed_address_needs_its_own_reveal(
    county: Browser, city: Browser, case: Case, database: Database, keyring: Keyring
) -> None:
    await county.opens(f"/cases/{case.id}")
    await county.sends(f"/cases/{case.id}/reveal", usual="核实情况")
    page = (await county.opens(f"/cases/{case.id}")).text
    address = addresses(page, case)[0]
    assert (await city.opens(address)).status_code == 403
    async with database.transaction() as session:
        other = await opened(session, keyring)
    foreign = address.replace(str(case.id), str(other.id))
    await county.sends(f"/cases/{other.id}/reveal", usual="核实情况")
    assert (await county.opens(foreign)).status_code == 404
