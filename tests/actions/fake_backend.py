"""A backend that remembers drafts in memory, speaks the real contracts over HTTP, and can be told to refuse."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from actions.handoff import URGENT
from backend.contracts.errors import ErrorCode
from backend.contracts.joining import (
    NAME_TOKEN,
    ApplicationStatus,
    CardSide,
    ConsentAnswer,
    EditableField,
    FieldAnswer,
    HandoffReceipt,
    HandoffRequest,
    JoinField,
    JoinState,
    MembershipView,
    PhotoAnswer,
    PrivacyNotice,
    Progress,
    Receipt,
)
from tests.actions.fake_cases import FakeCases, router_of
from tests.actions.fake_danger import FakeDanger, danger_router
from tests.actions.refusals import Refusals, Refused

MASKED_ID = "4101**********1234"
MASKED_PHONE = "138****5678"
_LABELS = {
    "rider": ("外卖", "跑单", "美团"),
    "courier": ("快递",),
    "ride": ("网约车", "滴滴"),
    "truck": ("货车",),
}


class FakeBackend:
    """What tests look at: `drafts`, `handoffs`, `submitted`; what they set: refusals, membership."""

    def __init__(self) -> None:
        self.drafts: dict[UUID, JoinState] = {}
        self.handoffs: list[tuple[UUID, HandoffRequest]] = []
        self.submitted: list[UUID] = []
        self.notices_url = ""
        self.notice_version = "1"
        self.agreed: list[str] = []
        self.declined: list[UUID] = []
        self.progress: list[Progress] = []
        self.membership: MembershipView | None = None
        self.known_county: str | None = None
        self.open_now = True
        self.ahead = 0
        self.minutes: int | None = None
        self._refusals = Refusals()
        self.help = FakeCases(self._refusals)
        self.danger = FakeDanger()
        self.is_down = False

    def refuse(self, use_case: str, code: ErrorCode, *, times: int = 1, **data: Any) -> None:
        self._refusals.order(use_case, code, times=times, **data)

    def checkpoint(self, use_case: str) -> None:
        self._refusals.checkpoint(use_case)

    def draft(self, contact_id: UUID) -> JoinState:
        if contact_id not in self.drafts:
            raise Refused(ErrorCode.no_open_application)
        return self.drafts[contact_id]

    def open(self, contact_id: UUID) -> JoinState:
        self.checkpoint("open")
        if contact_id not in self.drafts:
            missing = [f for f in JoinField if f is not JoinField.county or not self.known_county]
            self.drafts[contact_id] = JoinState(
                application_id=uuid4(),
                status=ApplicationStatus.draft,
                missing=missing,
                county="410105" if self.known_county else None,
                county_label=self.known_county,
                notice_version=self.notice_version,
            )
        return self.drafts[contact_id]

    def add_photo(self, state: JoinState, photo: PhotoAnswer) -> None:
        try:
            self.checkpoint("photo")
        except Refused:
            state.photo_failures += 1
            raise
        state.photo_failures = 0
        state.missing.remove(JoinField(photo.expected.value))
        if photo.expected is CardSide.portrait:
            state.name, state.id_number_masked = NAME_TOKEN, MASKED_ID
        else:
            state.valid_until = "2039.03.08"

    def put_field(self, state: JoinState, answer: FieldAnswer) -> None:
        self.checkpoint(answer.field.value)
        match answer.field:
            case EditableField.name:
                state.name = NAME_TOKEN
            case EditableField.id_number:
                state.id_number_masked = MASKED_ID
                _done(state, JoinField.portrait)
            case EditableField.valid_until:
                state.valid_until = answer.text
                _done(state, JoinField.emblem)
            case EditableField.trade:
                self._put_trade(state, answer.text)
            case EditableField.employer:
                state.employer_label = "没有单位" if "没" in answer.text else answer.text
                _done(state, JoinField.employer)
            case EditableField.county:
                state.county, state.county_label = "410105", "郑州市金水区"
                _done(state, JoinField.county)
            case EditableField.phone:
                state.phone_masked = MASKED_PHONE
                _done(state, JoinField.phone)
        if answer.field in state.to_type:
            state.to_type.remove(answer.field)

    def _put_trade(self, state: JoinState, text: str) -> None:
        for code, words in _LABELS.items():
            if text == code or any(word in text for word in words):
                state.trade, state.trade_label = code, words[0]
                _done(state, JoinField.trade)
                if "美团" in text:
                    state.employer_label = "美团"
                    _done(state, JoinField.employer)
                return
        raise Refused(ErrorCode.trade_unknown)


def _done(state: JoinState, field: JoinField) -> None:
    if field in state.missing:
        state.missing.remove(field)


def create_app(fake: FakeBackend) -> FastAPI:
    app = FastAPI()
    app.include_router(router_of(fake.help))
    app.include_router(danger_router(fake.danger))

    @app.exception_handler(Refused)
    async def refused(request: Request, refusal: Refused) -> JSONResponse:
        return JSONResponse(refusal.body.model_dump(mode="json"), status_code=409)

    @app.middleware("http")
    async def outage(request: Request, call_next: Any) -> Any:
        if fake.is_down:
            return JSONResponse({}, status_code=503)
        return await call_next(request)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/v1/privacy-notice")
    async def privacy_notice() -> PrivacyNotice:
        return PrivacyNotice(
            version=fake.notice_version, title="个人信息告知书", text="只用于核对入会资格。"
        )

    @app.post("/v1/contacts/{contact_id}/join")
    async def open_join(contact_id: UUID) -> JoinState:
        return fake.open(contact_id)

    @app.get("/v1/contacts/{contact_id}/join")
    async def join_state(contact_id: UUID) -> JoinState | None:
        state = fake.drafts.get(contact_id)
        return state and state.model_copy(update={"notice_version": fake.notice_version})

    @app.delete("/v1/contacts/{contact_id}/join", status_code=204)
    async def cancel_join(contact_id: UUID) -> None:
        fake.drafts.pop(contact_id, None)

    @app.put("/v1/contacts/{contact_id}/join/consent")
    async def consent(contact_id: UUID, answer: ConsentAnswer) -> JoinState:
        state = fake.draft(contact_id)
        if answer.version != fake.notice_version:
            raise Refused(ErrorCode.notice_changed)
        if answer.accepted:
            fake.agreed.append(answer.version)
            _done(state, JoinField.consent)
        else:
            fake.declined.append(contact_id)
        return state

    @app.post("/v1/contacts/{contact_id}/join/photos")
    async def photos(contact_id: UUID, photo: PhotoAnswer) -> JoinState:
        state = fake.draft(contact_id)
        fake.add_photo(state, photo)
        return state

    @app.post("/v1/contacts/{contact_id}/join/unusable-photos")
    async def unusable_photos(contact_id: UUID) -> JoinState:
        fake.draft(contact_id).photo_failures += 1
        return fake.draft(contact_id)

    @app.delete("/v1/contacts/{contact_id}/join/photos")
    async def retake(contact_id: UUID) -> JoinState:
        state = fake.draft(contact_id)
        first = [JoinField.portrait, JoinField.emblem, JoinField.identity]
        state.missing = first + [field for field in state.missing if field not in first]
        state.name = state.id_number_masked = state.valid_until = None
        return state

    @app.put("/v1/contacts/{contact_id}/join/fields")
    async def fields(contact_id: UUID, answer: FieldAnswer) -> JoinState:
        state = fake.draft(contact_id)
        fake.put_field(state, answer)
        return state

    @app.post("/v1/contacts/{contact_id}/join/identity-confirmation")
    async def confirm(contact_id: UUID) -> JoinState:
        state = fake.draft(contact_id)
        fake.checkpoint("identity")
        _done(state, JoinField.identity)
        return state

    @app.post("/v1/contacts/{contact_id}/join/submission")
    async def submit(contact_id: UUID) -> Receipt:
        fake.draft(contact_id)
        fake.checkpoint("submit")
        del fake.drafts[contact_id]
        fake.submitted.append(contact_id)
        return Receipt(
            number="RH-4101-000128",
            reviewer="郑州市新业态工会联合会",
            union="金水区新业态工会联合会",
            decide_within_working_days=3,
            notices_url=fake.notices_url,
        )

    @app.get("/v1/contacts/{contact_id}/applications")
    async def applications(contact_id: UUID) -> list[Progress]:
        return fake.progress

    @app.get("/v1/contacts/{contact_id}/membership")
    async def membership(contact_id: UUID) -> MembershipView | None:
        return fake.membership

    @app.post("/v1/contacts/{contact_id}/handoffs")
    async def handoffs(contact_id: UUID, request: HandoffRequest) -> HandoffReceipt:
        fake.checkpoint("handoff")
        waiting = any(c == contact_id and r.reason == request.reason for c, r in fake.handoffs)
        fake.handoffs.append((contact_id, request))
        if request.reason in URGENT:
            fake.danger.told(contact_id, request.reason)
        return HandoffReceipt(
            union="金水区新业态工会联合会",
            open_now=fake.open_now,
            office_hours="周一至周五 9:00-12:00、14:00-17:30",
            next_opening="明天 9:00",
            already_waiting=waiting,
            urgent=any(c == contact_id and r.reason in URGENT for c, r in fake.handoffs),
            ahead=fake.ahead,
            minutes=fake.minutes,
            notices_url=fake.notices_url,
        )

    return app


def a_member() -> MembershipView:
    return MembershipView(
        member_number="HN410105000001",
        union="金水区新业态工会联合会",
        trade_label="外卖配送",
        since=date(2026, 1, 5),
        status="active",
    )
