"""Pictures of pages under test, for whoever wants to see them: set SCREENSHOTS to a folder."""

import os
from pathlib import Path

from playwright.async_api import Page


async def look(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
