"""What crosses between `bot` and `backend`: messages in, the answer or "later", messages out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field

# Small enough to be stored within the patience of the platform.
MOST_IN_BATCH = 200


class InboundKind(StrEnum):
    """What a person did, in our words; WeChat's own names stay in `bot.wechat`."""

    text = "text"
    image = "image"
    voice = "voice"
    video = "video"
    location = "location"
    link = "link"
    follow = "follow"
    unfollow = "unfollow"
    scan = "scan"
    menu_tap = "menu_tap"
    unsupported = "unsupported"
    code_sent = "code_sent"  # scanned from the menu, and waiting for our word on it
    code_read = "code_read"  # scanned from the menu; the phone showed the result itself
    pictures_chosen = "pictures_chosen"
    place_chosen = "place_chosen"
    page_view = "page_view"
    miniprogram_view = "miniprogram_view"
    position = "position"  # the phone's own report, not a message
    template_result = "template_result"
    notice_choice = "notice_choice"  # answered the question whether notices may be sent
    notice_change = "notice_change"  # changed that answer in the account's settings
    notice_sent = "notice_sent"
    permission_revoked = "permission_revoked"
    account_closed = "account_closed"
    profile_changed = "profile_changed"
    platform_desk = "platform_desk"  # the platform's own customer service opened, closed, switched


class NoticeChoice(BaseModel):
    """The answer for one template."""

    model_config = ConfigDict(frozen=True)

    template_id: str = Field(max_length=100)
    accepted: bool


class NoticeOutcome(StrEnum):
    """What became of a template message or a subscribe notice."""

    delivered = "delivered"
    blocked = "blocked"  # by the person
    failed = "failed"
    unknown = "unknown"  # a word of the platform nobody has told us about


class NoticeResult(BaseModel):
    """`notice_id` is what sending returned; `status` is the platform's word, for the log of a failure."""

    model_config = ConfigDict(frozen=True)

    notice_id: str = Field(max_length=64)
    outcome: NoticeOutcome
    template_id: str | None = Field(default=None, max_length=100)
    status: str = Field(default="", max_length=64)


class DeskChange(StrEnum):
    opened = "opened"
    closed = "closed"
    switched = "switched"


class InboundMessage(BaseModel):
    """One delivery from the platform. `dedupe_key` is the same for its retries and for nothing else."""

    model_config = ConfigDict(frozen=True)

    dedupe_key: str = Field(max_length=200)
    openid: str = Field(min_length=1, max_length=64)
    kind: InboundKind
    text: str = ""
    media_id: str | None = None
    # The option's id when somebody tapped one (bizmsgmenuid), see `Option.id`.
    option_id: str | None = None
    # Menu buttons: their key, URL or path. SCAN and follow: the QR scene, without `qrscene_`.
    key: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    # The rest belongs to the kinds that are recorded only.
    choices: list[NoticeChoice] = Field(default_factory=list)
    results: list[NoticeResult] = Field(default_factory=list)
    # What was revoked, as the platform numbers it: 201 address … 205 name, 206 place, 207 pictures.
    revoked: list[int] = Field(default_factory=list)
    picture_count: int | None = None
    desk: DeskChange | None = None
    platform_type: str = ""
    sent_at: AwareDatetime
    # Seconds the caller can still wait for a passive reply; 0 = just record.
    wait_seconds: float = Field(default=0.0, ge=0.0, le=10.0)


class Option(BaseModel):
    """A choice under a bubble: tapped, answered by its number (position from 1) or typed in words."""

    id: str
    title: str


class Bubble(BaseModel):
    """One message to a person. `ids` are the outbound rows it carries (several when joined)."""

    ids: list[UUID]
    text: str
    options: list[Option] = Field(default_factory=list)


class InboundStatus(StrEnum):
    answered = "answered"  # `bubble` is the passive reply
    later = "later"  # acknowledge; the answer follows as a customer-service message
    nothing = "nothing"  # acknowledge; there is nothing to say


class InboundBatch(BaseModel):
    """Messages that came too fast to wait for; they are answered by customer-service messages."""

    messages: list[InboundMessage] = Field(min_length=1, max_length=MOST_IN_BATCH)


class BatchOutcome(BaseModel):
    """All are stored; `known` are the dedupe keys of those that had been before."""

    known: list[str]


class InboundOutcome(BaseModel):
    """The backend's word on one delivery. The message is durably stored once this arrives."""

    message_id: UUID
    status: InboundStatus
    bubble: Bubble | None = None


class OutboundPush(BaseModel):
    """A customer-service message the outbox asks the bot to deliver.

    With a `photo`, a JPEG or PNG, that is the message: no text and no options go with it.
    """

    openid: str
    bubble: Bubble
    photo: Base64Bytes | None = None


class TypingPush(BaseModel):
    """Show the person that an answer is being written."""

    openid: str


class DeliveryStatus(StrEnum):
    accepted = "accepted"  # the platform took it
    retry = "retry"  # surely not delivered; try again later
    uncertain = "uncertain"  # timed out after sending: may have arrived, never resent blindly
    refused = "refused"  # will never go this way (window closed, not following, …)


class DeliveryResult(BaseModel):
    """What became of a push; `reason` is a class such as `quota_spent`, `not_following`, `busy`."""

    status: DeliveryStatus
    reason: str = ""
    errcode: int = 0
    # Messages of the platform's quota it surely took: several when a long text was cut.
    sent: int = 0
    # The platform's id of a notice, which its result names.
    notice_id: str = ""
    # It had gone out already, as the reply to a push.
    passively: bool = False


class QrCodeRequest(BaseModel):
    """Ask the platform for a permanent QR code that carries `scene` (e.g. `county:410105`)."""

    scene: str = Field(min_length=1, max_length=64)


class QrCode(BaseModel):
    ticket: str
    url: str


class MessageReceipt(BaseModel):
    """The bot wrote this passive reply to the platform's socket at `at`."""

    ids: list[UUID]
    at: AwareDatetime | datetime
