"""Photos and videos on their way to a colleague: kept, said so, and there when somebody takes over."""

import io
import re
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from PIL import Image

from runner.stack import Stack
from simulator.client import Phone
from tests.journeys.office import Desk

pytestmark = pytest.mark.journey
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256)) * 8
SignIn = Callable[[str], Awaitable[Desk]]
_CSRF = re.compile(r'name="csrf_token"\s+value="([^"]+)"')


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), "#7a8b9c").save(buffer, "JPEG")
    return buffer.getvalue()


async def conversation_of(phone: Phone, stack: Stack) -> str:
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        found = await connection.fetchval("SELECT id FROM contacts WHERE openid = $1", phone.openid)
    finally:
        await connection.close()
    return f"/conversations/{found}"


async def test_who_waits_for_a_person_shows_them_what_happened(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    await phone.says("转人工")
    await phone.hears("工会")
    await phone.sends_photo(picture())
    await phone.hears("照片收下了", "工作人员")
    await phone.sends_video(MP4)
    await phone.hears("视频收下了", "工作人员")
    await phone.sends_video(b"MZ\x90\x00" + bytes(64), short=True)
    await phone.hears("视频没存上")
    desk = await sign_in("province")
    here = await conversation_of(phone, stack)
    page = await desk.sees(here)
    assert "照片，点开写明理由后查看" in page
    assert "视频，点开写明理由后查看" in page
    token = _CSRF.search(page)
    assert token is not None
    taken = await desk.http.post(f"{here}/take", data={"csrf_token": token[1]})
    assert taken.status_code == 200
    await phone.hears("工作人员来了")
    await phone.sends_video(b"MZ\x90\x00" + bytes(64))
    await phone.hears("视频没能收下")
    await phone.sends_video(MP4, short=True)
    await phone.hears_nothing_more()
