"""Every refusal the backend can give, by code; `actions` speaks `utter_error_<code>` for each."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field


class ErrorCode(StrEnum):
    """Stable names; the words for workers live in `nlu/domain`, for staff in the console."""

    # Anybody's mistake
    not_found = "not_found"
    not_allowed = "not_allowed"
    unauthenticated = "unauthenticated"
    invalid_payload = "invalid_payload"
    conflict = "conflict"
    internal = "internal"
    # Joining
    consent_required = "consent_required"
    notice_changed = "notice_changed"
    no_open_application = "no_open_application"
    application_incomplete = "application_incomplete"
    application_pending = "application_pending"
    already_member = "already_member"
    under_age = "under_age"
    id_number_invalid = "id_number_invalid"
    id_card_expired = "id_card_expired"
    name_invalid = "name_invalid"
    date_invalid = "date_invalid"
    phone_invalid = "phone_invalid"
    trade_unknown = "trade_unknown"
    trade_ambiguous = "trade_ambiguous"
    county_unknown = "county_unknown"
    county_ambiguous = "county_ambiguous"
    employer_invalid = "employer_invalid"
    # Requests for help
    case_closed = "case_closed"
    case_urged_today = "case_urged_today"
    no_open_intake = "no_open_intake"
    story_missing = "story_missing"
    case_incomplete = "case_incomplete"
    evidence_full = "evidence_full"
    recording_unusable = "recording_unusable"
    video_unusable = "video_unusable"
    # Photos
    photo_missing = "photo_missing"
    photo_unreadable = "photo_unreadable"
    photo_too_dark = "photo_too_dark"
    photo_blurred = "photo_blurred"
    photo_cut_off = "photo_cut_off"
    photo_glare = "photo_glare"
    photo_wrong_side = "photo_wrong_side"
    photo_not_id_card = "photo_not_id_card"
    photo_too_large = "photo_too_large"
    photo_not_image = "photo_not_image"
    photo_identity_mismatch = "photo_identity_mismatch"
    ocr_unavailable = "ocr_unavailable"


class ErrorBody(BaseModel):
    """What every refused request answers with."""

    code: ErrorCode
    detail: str = ""
    data: dict[str, Any] = Field(default_factory=dict)


class BackendRefused(Exception):
    """The backend said no, by name; `data` fills the words (counts, names of unions, choices)."""

    def __init__(self, status: int, body: ErrorBody) -> None:
        super().__init__(f"{status} {body.code.value}")
        self.status = status
        self.code = body.code
        self.data = body.data


class BackendUnavailable(Exception):
    """No usable answer came: connection refused, time-out, 5xx."""
