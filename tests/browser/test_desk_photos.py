"""A colleague sends a photo from a real browser: chosen, pasted or dropped; the courier's phone shows it."""

import base64
import io

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from backend.database import Database
from backend.membership.models import Application
from tests.browser.test_desk import opens, sign_in, waiting  # noqa: F401

pytestmark = pytest.mark.browser


def picture(kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), "#2f6f4f").save(buffer, kind)
    return buffer.getvalue()


def file_of(content: bytes, name: str = "form.jpg", kind: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


async def gives(page: Page, event: str, place: str, content: bytes, kind: str) -> None:
    """As the browser tells of a paste or a drop; a test has no other hand for it."""
    await page.evaluate(
        """([event, place, content, kind]) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const files = new DataTransfer();
            files.items.add(new File([bytes], "screen.png", { type: kind }));
            const told = event === "paste"
                ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true })
                : new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
            document.querySelector(place).dispatchEvent(told);
        }""",
        [event, place, base64.b64encode(content).decode(), kind],
    )


async def taken(page: Page, url: str, application: Application) -> None:
    await sign_in(page, url)
    await opens(page, url, application)
    await page.keyboard.press("t")
    await expect(page.get_by_label("回复", exact=True)).to_be_editable()


async def is_loaded(page: Page) -> bool:
    photo = page.get_by_alt_text("工作人员发出的照片").last
    await expect(photo).to_be_visible()
    width: int = await photo.evaluate("image => image.decode().then(() => image.naturalWidth)")
    return width == 640


async def test_a_chosen_photo_is_looked_at_and_sent_with_words(
    page: Page,
    console_url: str,
    waiting: Application,  # noqa: F811
) -> None:
    await taken(page, console_url, waiting)
    await page.get_by_label("照片", exact=True).set_input_files(file_of(picture()))
    await expect(page.get_by_alt_text("要发的照片")).to_be_visible()
    await expect(page.get_by_text("照片会先发，文字跟在后面")).to_be_visible()
    await page.get_by_label("回复", exact=True).fill("照这张表填")
    await page.keyboard.press("Control+Enter")
    assert await is_loaded(page)
    await expect(page.locator(".by-staff").get_by_text("照这张表填")).to_be_visible()
    await expect(page.get_by_alt_text("要发的照片")).to_be_hidden()
    await expect(page.locator(".by-staff img")).to_have_count(1)


@pytest.mark.parametrize(
    ("event", "place"), [("paste", "form.composer textarea"), ("drop", "#thread")]
)
async def test_a_pasted_or_dropped_picture_goes_without_words(
    page: Page,
    console_url: str,
    waiting: Application,  # noqa: F811
    event: str,
    place: str,
) -> None:
    await taken(page, console_url, waiting)
    await gives(page, event, place, picture("PNG"), "image/png")
    await expect(page.get_by_text("照片会先发，文字跟在后面")).to_be_visible()
    await page.get_by_role("button", name="发送").click()
    assert await is_loaded(page)


async def test_what_is_no_photo_is_refused_in_words_and_can_be_replaced(
    page: Page,
    console_url: str,
    waiting: Application,  # noqa: F811
) -> None:
    await taken(page, console_url, waiting)
    chooser = page.get_by_label("照片", exact=True)
    await chooser.set_input_files(file_of(b"%PDF-1.7", "form.pdf", "application/pdf"))
    await expect(page.get_by_role("alert")).to_contain_text("只能发 JPG 或 PNG")
    await chooser.set_input_files(file_of(picture()))
    await expect(page.get_by_text("照片会先发，文字跟在后面")).to_be_visible()
    await page.get_by_role("button", name="去掉照片").click()
    await expect(page.get_by_alt_text("要发的照片")).to_be_hidden()


async def test_on_a_phone_a_photo_is_sent_with_one_thumb(
    page: Page,
    console_url: str,
    database: Database,
    waiting: Application,  # noqa: F811
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.get_by_role("button", name="接手").click()
    await page.get_by_label("照片", exact=True).set_input_files(file_of(picture()))
    await expect(page.get_by_text("照片会先发，文字跟在后面")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.get_by_role("button", name="发送").click()
    assert await is_loaded(page)
