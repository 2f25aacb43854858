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

    async def waiting_conversations(self) -> str:
        return await self.sees("/conversations")
