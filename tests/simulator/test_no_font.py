"""A machine without a Chinese font: the phone says what to do, and nothing breaks."""

from collections.abc import Iterator

import pytest

from simulator import fonts
from tests.simulator.support import Platform


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SIMULATOR_FONT", "/nowhere/a-font.ttf")
    fonts._found.cache_clear()
    fonts.chinese.cache_clear()
    yield
    fonts._found.cache_clear()
    fonts.chinese.cache_clear()


@pytest.mark.usefixtures("no_font")
async def test_a_specimen_card_that_cannot_be_drawn_is_explained_in_chinese(
    platform: Platform,
) -> None:
    phone = await platform.client.phone("师傅", follows=True)
    order = {"specimen": "rider_40404", "side": "portrait"}
    for answer in (
        await platform.http.post(f"/simulator/api/users/{phone.openid}/photo", json=order),
        await platform.http.get("/simulator/api/specimens/rider_40404/portrait"),
    ):
        assert answer.status_code == 503
        assert "没有中文字体" in answer.json()["words"]
        assert "fonts-noto-cjk" in answer.json()["words"]
