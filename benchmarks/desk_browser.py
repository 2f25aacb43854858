"""A staff member's browser at the desk: signed in, listening, fetching the panes a page would fetch."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Callable
from uuid import uuid4

import aiohttp

_CSRF = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
_STAFF = re.compile(r'data-staff="([^"]+)"')
_EPOCH = re.compile(r'data-epoch="(\d+)"')
# As the page does: the list at most this often.
_LIST_EVERY = 2.0
# As the page does: events of one change are looked at together.
_TOGETHER = 0.02
_BEAT_EVERY = 20.0


class DeskBrowser:
    """`saw(contact_id, thread)` is called whenever an open conversation was shown anew."""

    def __init__(self, url: str, saw: Callable[[str, str], None]) -> None:
        self._http = aiohttp.ClientSession(
            url,
            headers={"Origin": url},
            timeout=aiohttp.ClientTimeout(total=None, connect=10),
            # Cookies of an address without a name.
            cookie_jar=aiohttp.CookieJar(unsafe=True),
        )
        self._saw = saw
        self._csrf = self._staff = ""
        self._list_due = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._fetching: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self.mine: dict[str, int] = {}  # contact → epoch
        self.events = 0

    async def sign_in(self, username: str, password: str) -> None:
        form = {"username": username, "password": password}
        async with self._http.post("/sign-in", data=form, allow_redirects=False) as answer:
            if answer.status != 303:
                raise RuntimeError(f"sign-in as {username}: {answer.status}")
        page = await self._page("/conversations")
        self._csrf, self._staff = self._found(_CSRF, page), self._found(_STAFF, page)

    async def come_on_duty(self) -> None:
        """From here on the desk gives them conversations by itself."""
        await self._post("/desk/duty", {"on": "1"})

    async def has(self, contact_id: str) -> None:
        """Somebody who was given to them."""
        standing = await self._page(f"/conversations/{contact_id}/standing")
        self.mine[contact_id] = int(self._found(_EPOCH, standing))

    async def reply(self, contact_id: str, text: str) -> None:
        form = {"text": text, "epoch": str(self.mine[contact_id]), "client_id": str(uuid4())}
        await self._post(f"/conversations/{contact_id}/reply", form)

    def open(self) -> None:
        for work in (self._listen(), self._keep_list(), self._beat()):
            self._tasks.append(asyncio.create_task(work))

    async def close(self) -> None:
        for task in (*self._tasks, *self._fetching.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._http.close()

    async def _listen(self) -> None:
        async with self._http.get("/desk/events") as stream:
            stream.raise_for_status()
            kind = ""
            async for raw in stream.content:
                line = raw.decode().strip()
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self._heard(kind, json.loads(line.removeprefix("data: ")))

    def _heard(self, kind: str, data: dict[str, str]) -> None:
        """What `desk.js` does: of a message only whoever lists that conversation fetches anything."""
        if kind not in {"message", "conversation"}:
            return
        self.events += 1
        contact_id = data.get("contact_id", data["subject_id"])
        is_listed = contact_id in self.mine
        is_for_me = data.get("staff_id") in {None, self._staff}
        if is_listed or (kind == "conversation" and is_for_me):
            self._list_due.set()
        if not is_listed:
            return
        if contact_id in self._fetching:
            self._again.add(contact_id)
        else:
            self._fetching[contact_id] = asyncio.create_task(self._look(contact_id))

    async def _look(self, contact_id: str) -> None:
        """One look at a time; what happens meanwhile earns one more."""
        try:
            is_due = True
            while is_due:
                await asyncio.sleep(_TOGETHER)
                self._again.discard(contact_id)
                self._saw(contact_id, await self._page(f"/conversations/{contact_id}/thread"))
                await self._page(f"/conversations/{contact_id}/standing")
                is_due = contact_id in self._again
        finally:
            del self._fetching[contact_id]

    async def _keep_list(self) -> None:
        while True:
            await self._list_due.wait()
            self._list_due.clear()
            await self._page("/desk/list?tab=mine")
            await asyncio.sleep(_LIST_EVERY)

    async def _beat(self) -> None:
        while True:
            await self._post("/desk/heartbeat", {})
            await asyncio.sleep(_BEAT_EVERY)

    async def _page(self, path: str) -> str:
        async with self._http.get(path, headers={"X-Background": "1"}) as answer:
            answer.raise_for_status()
            return await answer.text()

    async def _post(self, path: str, form: dict[str, str]) -> None:
        headers = {"HX-Request": "true", "X-CSRF-Token": self._csrf}
        async with self._http.post(path, data=form, headers=headers) as answer:
            if answer.status >= 400:
                raise RuntimeError(f"{path}: {answer.status} after {time.monotonic():.0f}")

    def _found(self, pattern: re.Pattern[str], html: str) -> str:
        match = pattern.search(html)
        if match is None:
            raise LookupError(f"the page has no {pattern.pattern}")
        return match[1]
