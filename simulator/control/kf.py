"""Staff of the platform's own customer service, played by tests and developers."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from simulator.control.people import Owner
from simulator.errors import PlatformError
from simulator.records import Entry
from simulator.service import Running

router = APIRouter(prefix="/simulator/api")


class Work(BaseModel):
    """Only what is given changes; going online includes accepting the invitation."""

    is_online: bool | None = None
    accepts_at_once: bool | None = None


class Taking(BaseModel):
    kf_account: str


class Saying(BaseModel):
    text: str = Field(min_length=1)


@router.put("/kf-accounts/{name}", status_code=204)
async def work(running: Running, name: str, work: Work) -> None:
    """Makes the account if the account's server has not."""
    accounts = running.world.desk.accounts
    account = accounts.by_name.get(name) or accounts.add(name, name.partition("@")[0])
    if work.is_online is not None:
        account.is_online = work.is_online
        accounts.accept(name)
    if work.accepts_at_once is not None:
        account.accepts_at_once = work.accepts_at_once


@router.post("/users/{openid}/kf-session", status_code=204)
async def take(running: Running, phone: Owner, taking: Taking) -> None:
    """Staff take somebody, or take them over."""
    desk, now = running.world.desk, running.world.now()
    try:
        if desk.session_of(phone.openid, now):
            desk.switch(phone.openid, taking.kf_account, now)
        else:
            desk.open(phone.openid, taking.kf_account, now)
    except PlatformError as error:
        raise HTTPException(409, error.message) from error


@router.delete("/users/{openid}/kf-session", status_code=204)
async def leave(running: Running, phone: Owner) -> None:
    desk, now = running.world.desk, running.world.now()
    session = desk.session_of(phone.openid, now)
    if session is None:
        raise HTTPException(409, "nobody serves this person")
    desk.close(phone.openid, session.account, now)


@router.post("/users/{openid}/kf-session/say")
async def say(running: Running, phone: Owner, saying: Saying) -> Entry:
    if running.world.desk.session_of(phone.openid, running.world.now()) is None:
        raise HTTPException(409, "nobody serves this person")
    return running.hotline.say(phone, saying.text)
