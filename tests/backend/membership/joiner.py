"""Somebody who joins, over the dialogue's API."""

from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from backend.documents.service import keep_photo
from backend.privacy.notice import VERSION
from tests.backend.documents import cards

CARD = cards.Person()


class Joiner:
    """Somebody joining through the dialogue's API."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, contact_id: UUID) -> None:
        self.app, self.http, self.id = app, http, contact_id

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = await self.http.request(method, f"/v1/contacts/{self.id}/join{path}", json=body)
        return response.status_code, response.json() if response.content else None

    async def start(self) -> Any:
        return await self.call("POST", "")

    async def consents(self) -> Any:
        return await self.call("PUT", "/consent", {"accepted": True, "version": VERSION})

    async def sends(self, image: bytes, expected: str) -> tuple[int, Any]:
        services = self.app.state.services
        document_id = await keep_photo(
            services.database, services.files, contact_id=self.id, raw=image
        )
        body = {"document_id": str(document_id), "expected": expected}
        return await self.call("POST", "/photos", body)

    async def types(self, field: str, text: str) -> tuple[int, Any]:
        return await self.call("PUT", "/fields", {"field": field, "text": text})

    async def fills_everything(self, person: cards.Person = CARD) -> Any:
        await self.start()
        await self.consents()
        assert (await self.types("name", person.name))[0] == 200
        assert (await self.types("id_number", person.full_number))[0] == 200
        assert (await self.types("valid_until", "长期"))[0] == 200
        await self.call("POST", "/identity-confirmation")
        await self.types("trade", "给美团跑单嘞")
        await self.types("county", "金水")
        return await self.types("phone", "13812345678")
