"""The platform's console in small: where the account's server is, how pushes are packed, the keys."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from simulator.config import Mode
from simulator.connection import MenuIds, new_key
from simulator.hub import Event
from simulator.records import Credentials
from simulator.service import Running, Simulator
from simulator.verification import Verdict

router = APIRouter(prefix="/simulator/api")

type Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}$")]


class Account(BaseModel):
    name: str
    id: str
    mode: Mode
    callback_url: str
    menu: dict[str, Any] | None
    menu_ids: MenuIds
    pushes_under_previous_key: bool
    previous_key_until: datetime | None


class Changes(BaseModel):
    callback_url: str | None = Field(default=None, pattern=r"^(https?://\S+)?$", max_length=1000)
    mode: Mode | None = None
    token: str | None = Field(default=None, pattern=r"^[A-Za-z0-9]{3,32}$")
    menu_ids: MenuIds | None = None
    pushes_under_previous_key: bool | None = None


class Rotation(BaseModel):
    """Without a key the platform makes one."""

    key: Key | None = None
    both_accepted_seconds: float = Field(default=3600, ge=0)


@router.get("/account")
async def account(running: Running) -> Account:
    settings, connection = running.world.settings, running.world.connection
    return Account(
        name=settings.simulator_account_name,
        id=connection.account_id,
        mode=connection.mode,
        callback_url=connection.url,
        menu=running.world.menu,
        menu_ids=connection.menu_ids,
        pushes_under_previous_key=connection.pushes_under_previous_key,
        previous_key_until=connection.previous_key_until,
    )


@router.patch("/account")
async def change_account(running: Running, changes: Changes) -> Account:
    """At once, as on the platform; what is already on its way keeps its form."""
    connection = running.world.connection
    if changes.pushes_under_previous_key and not connection.previous_key:
        raise HTTPException(409, "there is no previous key yet")
    given = changes.model_dump(exclude_none=True)
    for name, value in given.items():
        setattr(connection, "url" if name == "callback_url" else name, value)
    _tell(running)
    return await account(running)


@router.post("/account/rotate-key")
async def rotate_key(running: Running, rotation: Rotation) -> Credentials:
    accepted_for = timedelta(seconds=rotation.both_accepted_seconds)
    key = rotation.key or new_key()
    running.world.connection.rotate(key, running.world.now(), accepted_for)
    _tell(running)
    return await credentials(running)


@router.get("/account/credentials")
async def credentials(running: Running) -> Credentials:
    settings, connection = running.world.settings, running.world.connection
    return Credentials(
        app_id=connection.app_id,
        app_secret=settings.wechat_app_secret,
        token=connection.token,
        encoding_aes_key=connection.key,
        previous_encoding_aes_key=connection.previous_key,
        api_base_url=settings.public_url,
    )


@router.post("/verify")
async def verify(running: Running) -> Verdict:
    return await running.courier.verify()


def _tell(running: Simulator) -> None:
    """Other pages show the same account."""
    running.world.hub.publish(Event("account", "", "{}"))
