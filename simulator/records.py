"""What the simulator remembers and shows: chat entries, and the exchanges behind them."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel

# How words came to the person; `staff` are those of the platform's own customer service.
type Delivered = Literal["passive", "customer_service", "template", "notice", "mass", "staff"]


class Direction(StrEnum):
    to_account = "to_account"
    to_person = "to_person"
    # Something the app itself says in the middle of the chat.
    notice = "notice"


class State(StrEnum):
    """How a push to the account went; answers are always `done`."""

    pending = "pending"
    done = "done"
    failed = "failed"


class Option(BaseModel):
    """One line of a msgmenu, which a person taps to say it."""

    id: str
    content: str


class Article(BaseModel):
    title: str
    description: str = ""
    url: str = ""
    picture_url: str = ""


class Entry(BaseModel):
    """One bubble, notice or silent event in a person's chat."""

    id: int
    openid: str
    at: datetime
    direction: Direction
    kind: str
    text: str = ""
    tail: str = ""
    options: list[Option] = []
    articles: list[Article] = []
    media_url: str = ""
    # False for what would choke a browser: image bombs, files that are no image.
    shows_picture: bool = False
    delivery: Delivered | None = None
    state: State = State.done
    exchange_id: int | None = None


class Delivery(BaseModel):
    """One of up to three attempts to hand a push to the account."""

    attempt: int
    # More than one only when a fault doubles deliveries.
    copy_number: int = 1
    ms: float
    status: int | None = None
    outcome: str
    # Also of those that did not count: answered twice, or too late to be heard.
    answer: str = ""


class Exchange(BaseModel):
    """One push with its deliveries, or one API call, as it went over the wire."""

    id: int
    at: datetime
    kind: Literal["push", "api"]
    openid: str = ""
    name: str
    path: str
    request: str = ""
    plain_request: str = ""
    response: str = ""
    plain_response: str = ""
    status: int | None = None
    ms: float = 0
    deliveries: list[Delivery] = []
    broken_rule: str = ""
    # The ordered trouble that struck it.
    fault: dict[str, Any] = {}


class Sent(BaseModel):
    """Something the account said to somebody, in answer to a push or through the API."""

    id: int
    at: datetime
    openid: str
    kind: str
    delivery: str
    text: str
    exchange_id: int | None


class Person(BaseModel):
    """Somebody with a phone, as the control API shows them."""

    openid: str
    nickname: str
    following: bool
    created_at: datetime


class GrantView(BaseModel):
    trigger: str
    limit: int
    remaining: int
    expires_at: datetime


class PersonDetail(Person):
    """With what the account may still send them; `None` when no window is open."""

    remaining: int | None
    window_closes_at: datetime | None
    grants: list[GrantView]
    is_being_typed_to: bool


class Credentials(BaseModel):
    """What the account's server must be set to."""

    app_id: str
    app_secret: str
    token: str
    encoding_aes_key: str
    previous_encoding_aes_key: str
    api_base_url: str
