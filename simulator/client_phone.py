"""One person's phone in a test: it does things, and hears what the account answers."""

import time
from typing import Any
from urllib.parse import quote

import httpx

from simulator.client_events import Happenings
from simulator.client_http import checked
from simulator.connection import MenuIds
from simulator.links import links_in, plain_text
from simulator.records import Direction, Entry, Option

_SHOWN = {Direction.to_person, Direction.notice}


class Bubble(Entry):
    """What a person sees of an entry."""

    @property
    def words(self) -> str:
        """All its text as read on the screen: links as their labels, options as numbered lines."""
        parts = [plain_text(self.text), *(option.content for option in self.options)]
        parts += [f"{article.title} {article.description}" for article in self.articles]
        return "\n".join(part for part in (*parts, plain_text(self.tail)) if part)

    @property
    def choices(self) -> list[Option]:
        """What can be tapped: msgmenu options and links that speak."""
        return [*self.options, *links_in(self.text), *links_in(self.tail)]


class Phone(Happenings):
    """One person. `heard` is everything the account has shown since the phone was made."""

    def __init__(self, http: httpx.AsyncClient, openid: str, nickname: str) -> None:
        super().__init__(http, openid)
        self.nickname = nickname
        self.heard: list[Bubble] = []
        self._seen_id = 0
        self._unheard: list[Bubble] = []

    async def follows(self, scene: str | None = None, *, trade_no: str | None = None) -> Entry:
        return await self._act("follow", {"scene": scene, "trade_no": trade_no})

    async def unfollows(self, *, told: int = 1) -> Entry:
        """`told` times: the platform sometimes repeats itself."""
        return await self._act("unfollow", {"times": told})

    async def scans(self, scene: str) -> Entry:
        return await self._act("scan", {"scene": scene})

    async def says(self, text: str, *, below_article: str | None = None) -> Entry:
        """`below_article`: the MsgDataId of one the account had sent."""
        remark = {"msg_data_id": below_article} if below_article else None
        return await self._act("say", {"text": text, "remark": remark})

    async def sends_photo(
        self,
        content: bytes | None = None,
        *,
        specimen: str = "li_an",
        side: str = "portrait",
        degrade: str | None = None,
    ) -> Entry:
        """Bytes of your own, or a specimen card."""
        if content is not None:
            return await self._upload("photo", [content])
        order = {"specimen": specimen, "side": side, "degrade": degrade}
        return await self._act("photo", order)

    async def sends_voice(self, content: bytes | None = None, *, recognition: str = "") -> Entry:
        path = f"voice?recognition={quote(recognition)}"
        return await (self._act(path) if content is None else self._upload(path, [content]))

    async def sends_video(self, content: bytes, *, short: bool = False) -> Entry:
        return await self._upload(f"video?short={short}", [content])

    async def sends_mini_program(self, title: str, page_path: str = "pages/index") -> Entry:
        return await self._act("mini-program", {"title": title, "page_path": page_path})

    async def sends_something_unsupported(self) -> Entry:
        """A sticker, a file: all the account learns is that it was something."""
        return await self._act("unsupported")

    async def sends_link(self, title: str, url: str) -> Entry:
        return await self._act("link", {"title": title, "url": url})

    async def sends_location(self, latitude: float, longitude: float, label: str) -> Entry:
        place = {"latitude": latitude, "longitude": longitude, "label": label}
        return await self._act("location", place)

    async def taps(self, words: str, *, menu_ids: MenuIds | None = None, **behind: Any) -> Entry:
        """The newest option or link with these words, or else the button of the bottom menu.

        Behind a menu's button there may be `scanned=`, `photos=[...]`, `place={...}`.
        """
        await self._listen(0)
        for bubble in reversed(self.heard):
            for choice in bubble.choices:
                if words in choice.content:
                    said = {"text": choice.content, "menu_id": choice.id, "menu_ids": menu_ids}
                    return await self._act("say", said)
        return await self._act("tap-menu", {"key": words, **behind})

    async def taps_album(self, button: str, photos: list[bytes], order: str = "kept") -> Entry:
        """A picture button of the menu, with pictures of one's own."""
        return await self._upload(f"menu-photos?key={quote(button)}&order={order}", photos)

    async def hears(self, *parts: str, timeout: float = 30) -> Bubble:  # noqa: ASYNC109
        """The next bubble containing all of `parts`; the ones before it count as heard too."""
        ends = time.monotonic() + timeout
        passed: list[str] = []
        while True:
            while self._unheard:
                bubble = self._unheard.pop(0)
                if all(part in bubble.words for part in parts):
                    return bubble
                passed.append(bubble.words)
            left = ends - time.monotonic()
            if left <= 0:
                raise AssertionError(_unheard(self.nickname, parts, passed, timeout))
            await self._listen(left)

    async def hears_nothing_more(self, seconds: float = 1) -> None:
        """Also fails for what arrived earlier and no `hears` has asked for."""
        ends = time.monotonic() + seconds
        while not self._unheard and (left := ends - time.monotonic()) > 0:
            await self._listen(left)
        if self._unheard:
            words = "\n---\n".join(bubble.words for bubble in self._unheard)
            raise AssertionError(f"{self.nickname} wanted silence, but heard:\n{words}")

    async def everything(self) -> list[Bubble]:
        """All the account has shown so far, whether or not a `hears` asked for it."""
        await self._listen(0)
        return self.heard

    async def detail(self) -> dict[str, Any]:
        """Following, quota and window as the account sees them."""
        answer: dict[str, Any] = checked(await self._http.get(self._url(""))).json()
        return answer

    async def _listen(self, seconds: float) -> None:
        """Fetch what is new, waiting for it up to `seconds`."""
        query = {"after": self._seen_id, "wait": min(max(seconds, 0), 10)}
        response = checked(await self._http.get(self._url("/transcript"), params=query))
        for raw in response.json():
            bubble = Bubble.model_validate(raw)
            self._seen_id = max(self._seen_id, bubble.id)
            if bubble.direction in _SHOWN:
                self.heard.append(bubble)
                self._unheard.append(bubble)


def _unheard(nickname: str, parts: tuple[str, ...], passed: list[str], timeout: float) -> str:
    wanted = "」「".join(parts)
    heard = "\n---\n".join(passed) or "(nothing)"
    return f"{nickname} waited {timeout:g} s for 「{wanted}」 and heard:\n{heard}"
