"""A voice message is heard where it stands: in the thread and among a case's papers."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Page, Request, expect

from backend.cases import evidence
from backend.config import Settings
from backend.conversations.models import Message
from backend.database import Database
from backend.documents.files import EncryptedFiles
from backend.documents.recordings import keep_recording
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import offices, opened
from tests.backend.desk import city_administrator, waiting_application
from tests.browser.test_console import sign_in

pytestmark = pytest.mark.browser

# Two seconds of 440 Hz, encoded by sox (narrow) and vo-amrwbenc (wide) at their lowest rates.
VOICES = Path(__file__).parent / "voices"
_TONE = (VOICES / "tone.amr").read_bytes()
# Its frames again and again: a minute, in which it can be seen to play however slow the machine.
_MINUTE = _TONE[:6] + _TONE[6:] * 30
_PLAYING = re.compile(r"^0:(0[1-9]|[1-5]\d) / 1:00$")
# The loudest pitch of what the page made of it.
_PITCH = """async (url) => {
  const { toWav } = await import(url);
  const bytes = new Uint8Array(VOICE);
  const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(await (await toWav(bytes)).arrayBuffer());
  const wave = sound.getChannelData(0).slice(4000, -4000);
  const strength = (pitch) => {
    let [re, im] = [0, 0];
    wave.forEach((value, at) => {
      re += value * Math.cos((2 * Math.PI * pitch * at) / 16000);
      im += value * Math.sin((2 * Math.PI * pitch * at) / 16000);
    });
    return Math.hypot(re, im);
  };
  const pitches = Array.from({ length: 190 }, (_, at) => 100 + at * 20);
  return [pitches.sort((a, b) => strength(b) - strength(a))[0], sound.duration];
}"""


async def kept(database: Database, settings: Settings, contact_id: UUID) -> UUID:
    keyring = Keyring.from_settings(settings.encryption_keys, settings.blind_index_key)
    files = EncryptedFiles(settings.data_dir / "files", keyring)
    return await keep_recording(database, files, contact_id=contact_id, raw=_MINUTE)


@pytest.fixture
async def sent(database: Database, keyring: Keyring, settings: Settings) -> Application:
    """张小满 has sent a voice message."""
    async with database.transaction() as session:
        await city_administrator(session)
        application = await waiting_application(session, keyring)
    voice = await kept(database, settings, application.contact_id)
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=application.contact_id,
                direction="inbound",
                kind="voice",
                document_id=voice,
            )
        )
    return application


async def listens(page: Page, url: str, application: Application) -> None:
    await sign_in(page, url)
    await page.goto(f"{url}/conversations/{application.contact_id}")
    await page.get_by_role("button", name="语音，点开写明理由后收听").click()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name="语音")).to_be_visible()


async def test_a_voice_message_plays_in_the_thread_once_a_reason_is_given(
    page: Page, console_url: str, sent: Application
) -> None:
    asked: list[Request] = []
    page.on(
        "request", lambda request: asked.append(request) if "recordings" in request.url else None
    )
    await listens(page, console_url, sent)
    voice = page.get_by_role("group", name="语音")
    # The reason opened it; it is fetched when somebody wants to hear it, and once.
    assert [request.method for request in asked] == ["POST"]
    await voice.get_by_role("button", name="播放").press("Enter")
    await expect(voice.get_by_role("button", name="暂停")).to_be_visible()
    await expect(voice.get_by_text(_PLAYING)).to_be_visible()
    await voice.get_by_role("slider", name="播到哪里").press("End")
    await expect(voice.get_by_role("button", name="播放")).to_be_visible()
    await voice.get_by_role("button", name="播放").press("Enter")
    await expect(voice.get_by_role("button", name="暂停")).to_be_visible()
    assert [request.method for request in asked] == ["POST", "GET"]


async def test_one_pauses_goes_back_and_listens_faster_with_the_keyboard(
    page: Page, console_url: str, sent: Application
) -> None:
    await listens(page, console_url, sent)
    voice = page.get_by_role("group", name="语音")
    await voice.get_by_role("button", name="播放").press("Enter")
    await voice.get_by_role("button", name="暂停").press("Enter")
    place = voice.get_by_role("slider", name="播到哪里")
    await place.press("Home")
    await place.press("ArrowRight")
    await expect(voice.get_by_text("0:02 / 1:00")).to_be_visible()
    await place.press("ArrowLeft")
    await expect(voice.get_by_text("0:00 / 1:00")).to_be_visible()
    for shown in ("1.5×", "2×", "1×", "1.5×"):
        await voice.get_by_role("button", name="速度").press("Enter")
        await expect(voice.get_by_role("button", name="速度")).to_have_text(shown)
    # The next voice message, on whatever page, is as fast.
    await page.reload()
    await expect(voice.get_by_role("button", name="速度 1.5 倍")).to_be_visible()


async def test_what_is_said_meanwhile_does_not_interrupt_it(
    page: Page, console_url: str, database: Database, sent: Application
) -> None:
    await listens(page, console_url, sent)
    voice = page.get_by_role("group", name="语音")
    await voice.get_by_role("button", name="播放").click()
    await expect(voice.get_by_role("button", name="暂停")).to_be_visible()
    async with database.transaction() as session:
        said = Message(
            contact_id=sent.contact_id, direction="inbound", kind="text", text="您听了没有"
        )
        session.add(said)
    await page.evaluate("document.dispatchEvent(new CustomEvent('desk:changed'))")
    await expect(page.locator("#thread").get_by_text("您听了没有")).to_be_visible()
    await expect(voice.get_by_text(_PLAYING)).to_be_visible()


async def test_it_can_still_be_saved(page: Page, console_url: str, sent: Application) -> None:
    await listens(page, console_url, sent)
    async with page.expect_download() as saved:
        await page.get_by_role("group", name="语音").get_by_role("link", name="下载").click()
    download = await saved.value
    assert re.fullmatch(r"[0-9a-f]{8}\.amr", download.suggested_filename)
    assert (await download.path()).read_bytes() == _MINUTE


async def test_the_voice_of_a_case_plays_among_its_papers(
    page: Page, console_url: str, database: Database, keyring: Keyring, settings: Settings
) -> None:
    async with database.transaction() as session:
        await offices(session)
        case = await opened(session, keyring)
    assert case.contact_id is not None
    voice_id = await kept(database, settings, case.contact_id)
    async with database.transaction() as session:
        await evidence.put(session, case, voice_id, title="站长的语音")
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/cases/{case.id}")
    voice = page.get_by_role("group", name="站长的语音")
    await expect(voice).to_be_hidden()
    await page.keyboard.press("v")
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await voice.get_by_role("button", name="播放").click()
    await expect(voice.get_by_text(_PLAYING)).to_be_visible()


@pytest.mark.parametrize("name", ["tone.amr", "tone.awb"])
async def test_the_page_hears_what_was_said(page: Page, console_url: str, name: str) -> None:
    await page.goto(console_url)
    script = _PITCH.replace("VOICE", str(list((VOICES / name).read_bytes())))
    pitch, seconds = await page.evaluate(script, f"{console_url}/static/console/js/amr.js")
    assert (pitch, round(seconds)) == (440, 2)


async def test_what_is_no_voice_says_so_and_can_be_saved(
    page: Page, console_url: str, sent: Application
) -> None:
    await listens(page, console_url, sent)
    await page.route("**/recordings/*", lambda route: route.fulfill(body="#!AMR\n"))
    voice = page.get_by_role("group", name="语音")
    await voice.get_by_role("button", name="播放").click()
    await expect(voice.get_by_text("没能放出来")).to_be_visible()
    await expect(voice.get_by_role("link", name="下载")).to_be_visible()
