"""Union staff at their desks: the console over HTTP, as a browser would use it."""

import json
import re
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

_CSRF = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
_REVISION = re.compile(r'name="revision"\s+value="(\d+)"')
_APPLICATION = re.compile(r'href="(/applications/[0-9a-f-]{36})')
_CASE = re.compile(r'href="(/cases/[0-9a-f-]{36})')
_CONVERSATION = re.compile(r'href="(/conversations/[0-9a-f-]{36})')


class Desk:
    """One signed-in member of staff."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=url, follow_redirects=True, timeout=30, headers={"Origin": url}
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def sign_in(self, username: str, data_dir: Path) -> None:
        """With the demo password that the seeds wrote down."""
        accounts = json.loads((data_dir / "demo_accounts.json").read_text(encoding="utf-8"))
        password = next(a["password"] for a in accounts if a["username"] == username)
        form = {"username": username, "password": password, "next": "/"}
        response = await self.http.post("/sign-in", data=form)
        assert response.status_code == 200, response.status_code
        assert "/sign-in" not in str(response.url)

    async def sees(self, path: str, **query: str) -> str:
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, (path, response.status_code)
        return response.text

    async def finds_application(self, number: str) -> str | None:
        """The page of the application with this number, if it is in sight."""
        match = _APPLICATION.search(await self.sees("/applications", q=number))
        return match[1] if match else None

    async def decides(self, number: str, decision: str, reason: str = "") -> httpx.Response:
        """approve, return or reject, with the form of the application's page."""
        page = await self.finds_application(number)
        assert page is not None, f"{number} is not in the queue"
        html = await self.sees(page)
        csrf, revision = _CSRF.search(html), _REVISION.search(html)
        form = {
            "csrf_token": csrf[1] if csrf else "",
            "revision": revision[1] if revision else "0",
            "reason": reason,
        }
        return await self.http.post(f"{page}/{decision}", data=form)

    async def handles(self, number: str, act: str, **fields: str) -> str:
        """Press one button of the case's page; the page as it is afterwards."""
        page = await self._page_of(number)
        html = await self.sees(page)
        assert f"{page}/{act}" in html, f"{act} is not offered"
        csrf, revision = _CSRF.search(html), _REVISION.search(html)
        form = {
            "csrf_token": csrf[1] if csrf else "",
            "revision": revision[1] if revision else "0",
            **fields,
        }
        response = await self.http.post(f"{page}/{act}", data=form)
        assert response.status_code == 200, (act, response.status_code)
        return response.text

    async def sees_case(self, number: str) -> str:
        return await self.sees(await self._page_of(number))

    async def _page_of(self, number: str) -> str:
        match = _CASE.search(await self.sees("/cases", q=number))
        assert match is not None, f"{number} is not in the list"
        return match[1]

    async def waiting_conversations(self) -> str:
        return await self.sees("/conversations")
