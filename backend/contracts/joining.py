"""What `actions` and `backend` say to each other while somebody joins. No personal data: masks and tokens only."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

# Put into bot answers where the person's name belongs; the backend replaces it when it
# stores the answer, so Rasa's trackers never hold the name.
NAME_TOKEN = "[[name]]"


class JoinField(StrEnum):
    """What an application needs, in the order it is asked (S27)."""

    consent = "consent"
    portrait = "portrait"  # 人像面
    emblem = "emblem"  # 国徽面
    identity = "identity"  # the person confirmed what was read
    trade = "trade"
    employer = "employer"
    county = "county"
    phone = "phone"


class EditableField(StrEnum):
    """What a person may type or correct."""

    name = "name"
    id_number = "id_number"
    valid_until = "valid_until"
    trade = "trade"
    employer = "employer"
    county = "county"
    phone = "phone"


class CardSide(StrEnum):
    """人像面 / 国徽面. Never 正面/反面: the two ministries use them the opposite way round."""

    portrait = "portrait"
    emblem = "emblem"


class ApplicationStatus(StrEnum):
    draft = "draft"
    submitted = "submitted"
    returned = "returned"  # 退回补正
    approved = "approved"
    rejected = "rejected"
    withdrawn = "withdrawn"  # cancelled by the person


class ConsentAnswer(BaseModel):
    accepted: bool
    version: str


class PhotoAnswer(BaseModel):
    document_id: UUID
    # The side that was asked for; the backend answers photo_wrong_side when it is the other one,
    # unless that other side is still missing: then it is simply taken (swapped photos).
    expected: CardSide


class FieldAnswer(BaseModel):
    """`text` may hold placeholders such as `[[id:…]]` or `[[phone:…]]`, or `self` for a code."""

    field: EditableField
    text: str = Field(max_length=500)


class JoinState(BaseModel):
    """The draft as the dialogue may see it."""

    application_id: UUID
    number: str | None = None
    status: ApplicationStatus
    missing: list[JoinField]
    name: str | None = None  # NAME_TOKEN once a name is known
    id_number_masked: str | None = None
    valid_until: str | None = None  # 2039.03.08 or 长期
    # Fields the photos did not give and the person must type (name, id_number, valid_until).
    to_type: list[EditableField] = Field(default_factory=list)
    trade: str | None = None
    trade_label: str | None = None
    employer_label: str | None = None
    county: str | None = None
    county_label: str | None = None  # 郑州市金水区
    phone_masked: str | None = None
    # Unreadable photos in a row, per side being asked; after three the person may type instead.
    photo_failures: int = 0
    return_reason: str | None = None
    manual_review: bool = False
    updated_at: AwareDatetime | None = None
    # Of the notice that whoever is asked for consent now is asked about.
    notice_version: str = ""


class PrivacyNotice(BaseModel):
    version: str
    title: str
    text: str
    url: str | None = None


class Receipt(BaseModel):
    """After submitting. `reviewer` is the city federation, S23; `union` the county one, S24."""

    number: str
    reviewer: str
    union: str
    decide_within_working_days: int
    manual_review: bool = False
    # Where notices can be allowed; empty where there are none.
    notices_url: str = ""


class Progress(BaseModel):
    """One application as its owner sees it, newest first in lists."""

    number: str | None
    status: ApplicationStatus
    reviewer: str | None = None
    union: str | None = None
    submitted_at: AwareDatetime | None = None
    decided_at: AwareDatetime | None = None
    reason: str | None = None
    member_number: str | None = None


class MembershipView(BaseModel):
    member_number: str
    union: str
    trade_label: str
    since: date
    status: str


class HandoffRequest(BaseModel):
    """转人工. `reason` is an intent name such as request_human, express_crisis, transfer_membership."""

    reason: str = Field(max_length=64)
    context: dict[str, Any] = Field(default_factory=dict)


class HandoffReceipt(BaseModel):
    """What the person is told happens next. `office_hours` e.g. 周一至周五 9:00-12:00、14:00-17:30."""

    union: str
    open_now: bool
    office_hours: str
    next_opening: str
    already_waiting: bool = False
    # Danger was told, now or before, and nobody has closed it yet: no talk of office hours.
    urgent: bool = False
    # In the queue: who waits longer, and a rough wait while somebody is at work.
    ahead: int = 0
    minutes: int | None = None
    # Where notices can be allowed; empty where none are.
    notices_url: str = ""
