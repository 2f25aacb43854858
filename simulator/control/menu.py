"""What one person's phone shows at the bottom, and what conditional menus look at."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from simulator.control.people import Owner
from simulator.service import Running

router = APIRouter(prefix="/simulator/api/users")


class Device(BaseModel):
    """1 is iOS, 2 Android, 3 anything else."""

    platform_type: Literal[1, 2, 3] = 2
    language: str = "zh_CN"


@router.get("/{openid}/menu")
async def menu(running: Running, phone: Owner) -> dict[str, Any] | None:
    return running.world.menu_for(phone)


@router.put("/{openid}/device", status_code=204)
async def device(running: Running, phone: Owner, device: Device) -> None:
    phone.platform_type = device.platform_type
    phone.language = device.language
