"""What happens to a person without their saying a word, and pushes made by hand."""

from typing import Any

import httpx

from simulator.client_http import checked
from simulator.notices import Authorization
from simulator.records import Entry, Exchange


class Happenings:
    """The base of `Phone`: it knows whose phone it is and how to reach the simulator."""

    def __init__(self, http: httpx.AsyncClient, openid: str) -> None:
        self.openid = openid
        self._http = http

    async def enters_chat(
        self, latitude: float, longitude: float, *, every_seconds: float | None = None
    ) -> None:
        """Tells where they are, once or again and again until `leaves_chat`."""
        where = {"latitude": latitude, "longitude": longitude, "every_seconds": every_seconds}
        await self._post("enter-chat", where)

    async def leaves_chat(self) -> None:
        await self._post("leave-chat", {})

    async def answers_notices(self, **choices: str) -> Exchange:
        """`template_id="accept"` or `"reject"`, as in the pop-up that asks."""
        answers = [{"template_id": id, "choice": choice} for id, choice in choices.items()]
        return await self._pushes("notices/popup", {"answers": answers})

    async def refuses_notices(self, *template_ids: str, wrapper: str = "change") -> Exchange:
        """Later, in the settings; the documentation's sample calls the wrapper `popup`."""
        return await self._pushes(
            "notices/refuse", {"template_ids": template_ids, "wrapper": wrapper}
        )

    async def modifies_profile(self) -> Exchange:
        return await self._authorizes(Authorization.modified)

    async def revokes(self, revoke_info: str = "205") -> Exchange:
        return await self._authorizes(Authorization.revoked, revoke_info)

    async def closes_wechat_account(self) -> Exchange:
        return await self._authorizes(Authorization.cancelled)

    async def pushes(self, **fields: Any) -> Exchange:
        """Any message or event; `MsgType` is `event` unless given. Returns when it is settled."""
        return await self._pushes("push", fields)

    async def pushes_xml(self, xml: str) -> Exchange:
        """Any text at all, signed and sealed as if it were a push to this person."""
        query = {"openid": self.openid, "wait": "true"}
        response = await self._http.post(
            "/simulator/api/push-xml", params=query, content=xml.encode()
        )
        return Exchange.model_validate(checked(response).json()["exchange"])

    async def _authorizes(self, event: Authorization, revoke_info: str = "") -> Exchange:
        return await self._pushes("authorization", {"event": event, "revoke_info": revoke_info})

    async def _pushes(self, path: str, body: dict[str, Any]) -> Exchange:
        response = await self._post(f"{path}?wait=true", body)
        return Exchange.model_validate(response.json()["exchange"])

    async def _act(self, act: str, body: dict[str, Any] | None = None) -> Entry:
        return Entry.model_validate((await self._post(act, body or {})).json())

    async def _upload(self, act: str, contents: list[bytes]) -> Entry:
        files = [("file", (f"{number}", content)) for number, content in enumerate(contents)]
        response = await self._http.post(self._url(f"/{act}"), files=files)
        return Entry.model_validate(checked(response).json())

    async def _post(self, act: str, body: dict[str, Any]) -> httpx.Response:
        return checked(await self._http.post(self._url(f"/{act}"), json=body))

    def _url(self, path: str) -> str:
        return f"/simulator/api/users/{self.openid}{path}"
