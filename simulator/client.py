"""A phone for tests: people talk through the running simulator, and hear what the account answers."""

from types import TracebackType
from typing import Any, Self

import httpx

from simulator.client_http import checked
from simulator.client_phone import Bubble, Phone
from simulator.records import Credentials, Exchange, Sent
from simulator.specimens import Listed, person
from simulator.trust import trusted_authorities
from simulator.verification import Verdict

__all__ = ["Bubble", "Phone", "SimulatorClient", "specimen"]


class SimulatorClient:
    """`async with SimulatorClient(url) as simulator: phone = await simulator.phone("小李")`."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, verify=trusted_authorities(), trust_env=False, timeout=30
        )

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

    async def sent(self, openid: str | None = None) -> list[Sent]:
        """Everything the account has said, passively or through the API."""
        query = {"openid": openid} if openid else {}
        response = await self._http.get("/simulator/api/sent", params=query)
        return [Sent.model_validate(raw) for raw in checked(response).json()]

    async def verifies_url(self) -> bool:
        return (await self.verification()).verified

    async def verification(self) -> Verdict:
        """What the platform found when it asked whether the URL is the account's."""
        return Verdict.model_validate((await self._post("verify", {})).json())

    async def changes_account(self, **changes: Any) -> dict[str, Any]:
        """`callback_url=`, `mode=`, `token=`, `menu_ids=`, `pushes_under_previous_key=`."""
        response = await self._http.patch("/simulator/api/account", json=changes)
        answer: dict[str, Any] = checked(response).json()
        return answer

    async def rotates_key(self, key: str | None = None, **rotation: Any) -> Credentials:
        """A new EncodingAESKey; answers under the old one count for a while."""
        response = await self._post("account/rotate-key", {"key": key, **rotation})
        return Credentials.model_validate(response.json())

    async def orders_fault(self, path: str, times: int = 1, **trouble: Any) -> None:
        """`errcode=`, `latency_ms=`, `drop=True` or `drop_after=True` for calls of an API path."""
        await self._post("faults", {"path": path, "times": times, **trouble})

    async def orders_push_fault(self, push: str = "*", times: int = 1, **trouble: Any) -> None:
        """For pushes of a kind; what can go wrong is listed in `simulator.faults.PushFault`."""
        await self._post("faults/pushes", {"push": push, "times": times, **trouble})

    async def has_struck(self, path: str) -> bool:
        """Nothing ordered for calls of this API path is still to come."""
        ordered = checked(await self._http.get("/simulator/api/faults")).json()
        return all(fault["path"] != path for fault in ordered["api"])

    async def clears_faults(self) -> None:
        checked(await self._http.delete("/simulator/api/faults"))

    async def staff_take(self, phone: Phone, account: str) -> None:
        """In the platform's own customer service; what the person says then stays there."""
        path = f"/simulator/api/kf-accounts/{account}"
        checked(await self._http.put(path, json={"is_online": True}))
        await self._post(f"users/{phone.openid}/kf-session", {"kf_account": account})

    async def revokes_tokens(self) -> None:
        await self._post("tokens/revoke", {})

    async def resets(self) -> None:
        await self._post("reset", {})

    async def account(self) -> dict[str, Any]:
        response = await self._http.get("/simulator/api/account")
        answer: dict[str, Any] = checked(response).json()
        return answer

    async def _exchanges(self, name: str, query: dict[str, str]) -> list[Exchange]:
        response = await self._http.get(f"/simulator/api/{name}", params=query)
        return [Exchange.model_validate(raw) for raw in checked(response).json()]

    async def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return checked(await self._http.post(f"/simulator/api/{path}", json=body))


def specimen(name: str) -> Listed:
    """What is printed on a specimen card, to compare with what was read from it."""
    return Listed.model_validate(person(name), from_attributes=True)
