"""The phone in other hands: what the page and tests make people do, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, HTTPException, Request
from pydantic import BaseModel, Field

from simulator import acts
from simulator.acts import Done, Remark
from simulator.connection import MenuIds
from simulator.records import Entry, PersonDetail
from simulator.service import Running
from simulator.uploads import files_in, photos_in
from simulator.world import Phone

router = APIRouter(prefix="/simulator/api/users")

# What is sent when nobody gives a file: a header, and for AMR one frame of silence.
_EMPTY_MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
_SILENT_AMR = b"#!AMR\n" + b"\x3c" + b"\x00" * 31


class NewPerson(BaseModel):
    nickname: str = Field(default="", max_length=20)


class Scanning(BaseModel):
    scene: str = Field(min_length=1, max_length=64)


class Following(BaseModel):
    scene: str | None = None
    trade_no: str | None = None


class Leaving(BaseModel):
    times: int = Field(default=1, ge=1, le=5)


class Saying(BaseModel):
    text: str = Field(min_length=1)
    menu_id: str | None = None
    menu_ids: MenuIds | None = None
    remark: Remark | None = None


class Location(BaseModel):
    latitude: float = 34.7466
    longitude: float = 113.6254
    label: str = "河南省郑州市金水区"


class Link(BaseModel):
    title: str
    description: str = ""
    url: str


class MiniProgram(BaseModel):
    title: str
    app_id: str = "wx0123456789abcdef"
    page_path: str = "pages/index"


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
    how = following or Following()
    return await outcome(acts.follow(running, phone, how.scene, how.trade_no), wait)


@router.post("/{openid}/unfollow")
async def unfollow(
    running: Running,
    phone: Owner,
    leaving: Annotated[Leaving | None, Body()] = None,
    wait: bool = False,
) -> Entry:
    times = leaving.times if leaving else 1
    return await outcome(acts.unfollow(running, phone, times), wait)


@router.post("/{openid}/scan")
async def scan(running: Running, phone: Owner, scanning: Scanning, wait: bool = False) -> Entry:
    return await outcome(acts.scan(running, phone, scanning.scene), wait)


@router.post("/{openid}/say")
async def say(running: Running, phone: Owner, saying: Saying, wait: bool = False) -> Entry:
    done = acts.say(
        running,
        phone,
        saying.text,
        saying.menu_id,
        menu_ids=saying.menu_ids,
        remark=saying.remark,
    )
    return await outcome(done, wait)


@router.post("/{openid}/unsupported")
async def unsupported(running: Running, phone: Owner, wait: bool = False) -> Entry:
    return await outcome(acts.send_unsupported(running, phone), wait)


@router.post("/{openid}/location")
async def location(running: Running, phone: Owner, place: Location, wait: bool = False) -> Entry:
    done = acts.send_location(running, phone, place.latitude, place.longitude, place.label)
    return await outcome(done, wait)


@router.post("/{openid}/link")
async def link(running: Running, phone: Owner, link: Link, wait: bool = False) -> Entry:
    done = acts.send_link(running, phone, link.title, link.description, link.url)
    return await outcome(done, wait)


@router.post("/{openid}/mini-program")
async def mini_program(
    running: Running, phone: Owner, card: MiniProgram, wait: bool = False
) -> Entry:
    done = acts.send_mini_program(running, phone, card.title, card.app_id, card.page_path)
    return await outcome(done, wait)


@router.post("/{openid}/photo")
async def photo(running: Running, phone: Owner, request: Request, wait: bool = False) -> Entry:
    """A file, or JSON naming a specimen; a phone would send either the same way."""
    photos = await photos_in(request)
    if len(photos) != 1 or not photos[0]:
        raise HTTPException(422, "no file")
    return await outcome(acts.send_photo(running, phone, photos[0]), wait)


@router.post("/{openid}/voice")
async def voice(
    running: Running, phone: Owner, request: Request, recognition: str = "", wait: bool = False
) -> Entry:
    content = next(iter(await files_in(request)), None) or _SILENT_AMR
    return await outcome(acts.send_voice(running, phone, content, recognition), wait)


@router.post("/{openid}/video")
async def video(
    running: Running, phone: Owner, request: Request, short: bool = False, wait: bool = False
) -> Entry:
    content = next(iter(await files_in(request)), None) or _EMPTY_MP4
    return await outcome(acts.send_video(running, phone, content, is_short=short), wait)


async def outcome(done: Done, wait: bool) -> Entry:
    if wait:
        await done.delivery
    return done.entry
