"""A phone for tests: people talk through the running simulator, and hear what the account answers."""

import time
from types import TracebackType
from typing import Any, Self

import httpx

from simulator.links import links_in, plain_text
from simulator.records import Direction, Entry, Exchange, Option
from simulator.specimens import Listed, person

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


class Phone:
    """One person. `heard` is everything the account has shown since the phone was made."""

    def __init__(self, http: httpx.AsyncClient, openid: str, nickname: str) -> None:
        self.openid = openid
        self.nickname = nickname
        self.heard: list[Bubble] = []
        self._http = http
        self._seen_id = 0
        self._unheard: list[Bubble] = []

    async def follows(self, scene: str | None = None) -> Entry:
        return await self._act("follow", {"scene": scene})

    async def unfollows(self) -> Entry:
        return await self._act("unfollow")

    async def scans(self, scene: str) -> Entry:
        return await self._act("scan", {"scene": scene})

    async def says(self, text: str) -> Entry:
        return await self._act("say", {"text": text})

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
            return await self._upload("photo", content)
        order = {"specimen": specimen, "side": side, "degrade": degrade}
        return await self._act("photo", order)

    async def sends_voice(self) -> Entry:
        return await self._act("voice")

    async def sends_video(self, content: bytes) -> Entry:
        return await self._upload("video", content)

    async def sends_link(self, title: str, url: str) -> Entry:
        return await self._act("link", {"title": title, "url": url})

    async def sends_location(self, latitude: float, longitude: float, label: str) -> Entry:
        place = {"latitude": latitude, "longitude": longitude, "label": label}
        return await self._act("location", place)

    async def taps(self, words: str) -> Entry:
        """The newest option or link with these words, or else the button of the bottom menu."""
        await self._listen(0)
        for bubble in reversed(self.heard):
            for choice in bubble.choices:
                if words in choice.content:
                    said = {"text": choice.content, "menu_id": choice.id}
                    return await self._act("say", said)
        return await self._act("tap-menu", {"key": words})

    async def hears(self, *parts: str, timeout: float = 20) -> Bubble:  # noqa: ASYNC109
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

    async def detail(self) -> dict[str, Any]:
        """Following, quota and window as the account sees them."""
        answer: dict[str, Any] = _checked(await self._http.get(self._url(""))).json()
        return answer

    async def _listen(self, seconds: float) -> None:
        """Fetch what is new, waiting for it up to `seconds`."""
        query = {"after": self._seen_id, "wait": min(max(seconds, 0), 10)}
        response = _checked(await self._http.get(self._url("/transcript"), params=query))
        for raw in response.json():
            bubble = Bubble.model_validate(raw)
            self._seen_id = max(self._seen_id, bubble.id)
            if bubble.direction in _SHOWN:
                self.heard.append(bubble)
                self._unheard.append(bubble)

    async def _act(self, act: str, body: dict[str, Any] | None = None) -> Entry:
        response = await self._http.post(self._url(f"/{act}"), json=body or {})
        return Entry.model_validate(_checked(response).json())

    async def _upload(self, act: str, content: bytes) -> Entry:
        response = await self._http.post(self._url(f"/{act}"), files={"file": content})
        return Entry.model_validate(_checked(response).json())

    def _url(self, path: str) -> str:
        return f"/simulator/api/users/{self.openid}{path}"


class SimulatorClient:
    """`async with SimulatorClient(url) as simulator: phone = await simulator.phone("小李")`."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def phone(self, nickname: str = "师傅", *, follows: bool = False) -> Phone:
        """Somebody new; following makes the account say hello, which `hears` can then ask for."""
        response = await self._post("users", {"nickname": nickname})
        phone = Phone(self._http, response.json()["openid"], nickname)
        if follows:
            await phone.follows()
        return phone

    async def exchanges(self, openid: str | None = None) -> list[Exchange]:
        query = {"openid": openid} if openid else {}
        return await self._exchanges("exchanges", query)

    async def violations(self) -> list[Exchange]:
        """Every rule of the platform the account has broken."""
        return await self._exchanges("violations", {})

    async def verifies_url(self) -> bool:
        response = await self._post("verify", {})
        return bool(response.json()["verified"])

    async def orders_fault(self, path: str, times: int = 1, **trouble: Any) -> None:
        """`errcode=`, `latency_ms=` or `drop=True` for the next calls of an API path."""
        await self._post("faults", {"path": path, "times": times, **trouble})

    async def revokes_tokens(self) -> None:
        await self._post("tokens/revoke", {})

    async def resets(self) -> None:
        await self._post("reset", {})

    async def account(self) -> dict[str, Any]:
        response = await self._http.get("/simulator/api/account")
        answer: dict[str, Any] = _checked(response).json()
        return answer

    async def _exchanges(self, name: str, query: dict[str, str]) -> list[Exchange]:
        response = await self._http.get(f"/simulator/api/{name}", params=query)
        return [Exchange.model_validate(raw) for raw in _checked(response).json()]

    async def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return _checked(await self._http.post(f"/simulator/api/{path}", json=body))


def specimen(name: str) -> Listed:
    """What is printed on a specimen card, to compare with what was read from it."""
    return Listed.model_validate(person(name), from_attributes=True)


def _checked(response: httpx.Response) -> httpx.Response:
    """Refusals of the phone are mistakes of the test; say which."""
    if response.is_error:
        raise AssertionError(f"{response.request.url.path}: {response.status_code} {response.text}")
    return response


def _unheard(nickname: str, parts: tuple[str, ...], passed: list[str], timeout: float) -> str:
    wanted = "」「".join(parts)
    heard = "\n---\n".join(passed) or "(nothing)"
    return f"{nickname} waited {timeout:g} s for 「{wanted}」 and heard:\n{heard}"
