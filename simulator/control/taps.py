"""Taps on the bottom menu, with whatever the person does behind the button."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel, Field

from simulator import menu_acts, specimens
from simulator.control.people import Location, Owner, outcome
from simulator.menu_acts import Offer, Order
from simulator.records import Entry
from simulator.service import Running
from simulator.uploads import files_in

router = APIRouter(prefix="/simulator/api/users")


class Tapping(BaseModel):
    """`scanned` for the scan buttons, `photos` for the camera and album, `place` for the map."""

    key: str
    scanned: str | None = None
    scan_type: str = "qrcode"
    photos: list[specimens.Order] = Field(default=[], max_length=9)
    order: Order = Order.kept
    place: Location | None = None
    place_name: str = ""


@router.post("/{openid}/tap-menu")
async def tap_menu(running: Running, phone: Owner, tapping: Tapping, wait: bool = False) -> Entry:
    place = tapping.place
    offer = Offer(
        scanned=tapping.scanned,
        scan_type=tapping.scan_type,
        photos=[await specimens.photo_of(order) for order in tapping.photos],
        order=tapping.order,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        label=place.label if place else "",
        place_name=tapping.place_name,
    )
    return await outcome(menu_acts.tap(running, phone, tapping.key, offer), wait)


@router.post("/{openid}/menu-photos")
async def menu_photos(
    running: Running,
    phone: Owner,
    request: Request,
    key: Annotated[str, Query()],
    order: Order = Order.kept,
    wait: bool = False,
) -> Entry:
    """The same with pictures of one's own, as form parts called `file`."""
    photos = await files_in(request)
    if not photos:
        raise HTTPException(422, "no file")
    return await outcome(
        menu_acts.tap(running, phone, key, Offer(photos=photos, order=order)), wait
    )
