"""The phone in other hands: what the page and tests make people do, over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from simulator import acts, specimens
from simulator.acts import Done
from simulator.records import Entry, PersonDetail
from simulator.service import Running
from simulator.world import Phone

router = APIRouter(prefix="/simulator/api/users")

# The shortest valid AMR file: a header and one frame of silence.
_SILENT_AMR = b"#!AMR\n" + b"\x3c" + b"\x00" * 31


class NewPerson(BaseModel):
    nickname: str = Field(default="", max_length=20)


class Scanning(BaseModel):
    scene: str = Field(min_length=1, max_length=64)


class Following(BaseModel):
    scene: str | None = None


class Saying(BaseModel):
    text: str = Field(min_length=1)
    menu_id: str | None = None


class Tapping(BaseModel):
    key: str


class Location(BaseModel):
    latitude: float = 34.7466
    longitude: float = 113.6254
    label: str = "河南省郑州市金水区"


class Link(BaseModel):
    title: str
    description: str = ""
    url: str


def phone_of(openid: str, running: Running) -> Phone:
    phone = running.world.phones.get(openid)
    if phone is None:
        raise HTTPException(404, "nobody has this openid")
    return phone


Owner = Annotated[Phone, Depends(phone_of)]


@router.post("", status_code=201)
async def add_person(running: Running, new: NewPerson) -> PersonDetail:
    nickname = new.nickname.strip() or f"师傅{len(running.world.phones) + 1}"
    return running.world.detail(running.world.add_phone(nickname))


@router.get("")
async def list_people(running: Running) -> list[PersonDetail]:
    return [running.world.detail(phone) for phone in running.world.phones.values()]


@router.get("/{openid}")
async def show_person(running: Running, phone: Owner) -> PersonDetail:
    return running.world.detail(phone)


@router.post("/{openid}/follow")
async def follow(
    running: Running,
    phone: Owner,
    following: Annotated[Following | None, Body()] = None,
    wait: bool = False,
) -> Entry:
    scene = following.scene if following else None
    return await _entry(acts.follow(running, phone, scene), wait)


@router.post("/{openid}/unfollow")
async def unfollow(running: Running, phone: Owner, wait: bool = False) -> Entry:
    return await _entry(acts.unfollow(running, phone), wait)


@router.post("/{openid}/scan")
async def scan(running: Running, phone: Owner, scanning: Scanning, wait: bool = False) -> Entry:
    return await _entry(acts.scan(running, phone, scanning.scene), wait)


@router.post("/{openid}/say")
async def say(running: Running, phone: Owner, saying: Saying, wait: bool = False) -> Entry:
    return await _entry(acts.say(running, phone, saying.text, saying.menu_id), wait)


@router.post("/{openid}/tap-menu")
async def tap_menu(running: Running, phone: Owner, tapping: Tapping, wait: bool = False) -> Entry:
    return await _entry(acts.tap_menu(running, phone, tapping.key), wait)


@router.post("/{openid}/location")
async def location(running: Running, phone: Owner, place: Location, wait: bool = False) -> Entry:
    done = acts.send_location(running, phone, place.latitude, place.longitude, place.label)
    return await _entry(done, wait)


@router.post("/{openid}/link")
async def link(running: Running, phone: Owner, link: Link, wait: bool = False) -> Entry:
    done = acts.send_link(running, phone, link.title, link.description, link.url)
    return await _entry(done, wait)


@router.post("/{openid}/photo")
async def photo(running: Running, phone: Owner, request: Request, wait: bool = False) -> Entry:
    """A file, or JSON naming a specimen; a phone would send either the same way."""
    if request.headers.get("content-type", "").startswith("application/json"):
        content = await specimens.photo_of(await _specimen(request))
    else:
        content = await _uploaded(request) or b""
    if not content:
        raise HTTPException(422, "no file")
    return await _entry(acts.send_photo(running, phone, content), wait)


@router.post("/{openid}/voice")
async def voice(running: Running, phone: Owner, request: Request, wait: bool = False) -> Entry:
    content = await _uploaded(request) or _SILENT_AMR
    return await _entry(acts.send_voice(running, phone, content), wait)


@router.post("/{openid}/video")
async def video(running: Running, phone: Owner, request: Request, wait: bool = False) -> Entry:
    content = await _uploaded(request)
    if not content:
        raise HTTPException(422, "no file")
    return await _entry(acts.send_video(running, phone, content), wait)


async def _entry(done: Done, wait: bool) -> Entry:
    if wait:
        await done.delivery
    return done.entry


async def _uploaded(request: Request) -> bytes | None:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return None
    async with request.form() as form:
        file = form.get("file")
        return await file.read() if isinstance(file, UploadFile) else None


async def _specimen(request: Request) -> specimens.Order:
    try:
        asked: Any = await request.json()
        return specimens.Order.model_validate(asked)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
