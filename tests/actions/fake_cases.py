"""The part of the fake backend that hears of trouble: drafts, evidence, and one's own cases."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from fastapi import APIRouter

from backend.contracts.cases import (
    CaseAddition,
    CaseKind,
    CaseRating,
    CaseReceipt,
    CaseStatus,
    CaseView,
    CaseWithdrawal,
    EvidenceAnswer,
    IntakeAnswer,
    IntakeField,
    IntakeOption,
    IntakeState,
    OpenIntake,
)
from backend.contracts.errors import ErrorCode
from backend.contracts.joining import ApplicationStatus, ConsentAnswer
from tests.actions.refusals import Refusals, Refused

ASKS = [
    IntakeField.employer,
    IntakeField.county,
    IntakeField.amount,
    IntakeField.still_working,
    IntakeField.phone,
    IntakeField.evidence,
]
NUMBER = "SQ-4101-000031"


class FakeCases:
    """What tests look at: `drafts`, `stories`, `answers`, `deeds`; what they set: cases, receipts."""

    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.drafts: dict[UUID, IntakeState] = {}
        self.stories: list[str] = []
        self.answers: list[tuple[str, str]] = []
        self.deeds: list[tuple[str, str]] = []
        self.cases: list[CaseView] = []
        self.consented: set[UUID] = set()
        self.assumed: list[tuple[str, str]] = []
        self.urgent = False
        self.is_member = True
        self.is_retained = False
        self.application: ApplicationStatus | None = None
        self.notices_url = ""

    def draft(self, contact_id: UUID) -> IntakeState:
        if contact_id not in self.drafts:
            raise Refused(ErrorCode.no_open_intake)
        state = self.drafts[contact_id]
        state.has_consented = contact_id in self.consented
        state.ask = state.missing[0] if state.missing else None
        state.updated_at = datetime.now(UTC)
        return state

    def open(self, contact_id: UUID, opening: OpenIntake) -> IntakeState:
        self.refusals.checkpoint("open_case")
        self.stories.append(opening.story)
        missing = [IntakeField.county, IntakeField.phone] if self.urgent else list(ASKS)
        state = IntakeState(
            draft_id=uuid4(),
            kind=opening.kind,
            kind_label="欠薪",
            ask=None,
            missing=missing,
            assumed=self.assumed,
            urgent=self.urgent,
            summary=[("类别", "欠薪"), ("事情", opening.story)],
            notice_version="1",
        )
        known = self.drafts.get(contact_id)
        self.drafts[contact_id] = known or state
        return self.draft(contact_id)

    def case(self, case_id: UUID) -> CaseView:
        self.refusals.checkpoint("case")
        return next(case for case in self.cases if case.case_id == case_id)


def a_case(status: CaseStatus = CaseStatus.accepted, **changes: object) -> CaseView:
    offered = [("add_to_case", "补充"), ("urge_case", "催一催"), ("rate_case:3", "满意")]
    return CaseView.model_validate(
        {
            "case_id": uuid4(),
            "number": NUMBER,
            "kind": CaseKind.wage_arrears,
            "kind_label": "欠薪",
            "status": status,
            "status_label": "已受理",
            "union": "金水区新业态工会联合会",
            "opened_at": datetime(2026, 11, 20, tzinfo=UTC),
            "may_add": True,
            "may_withdraw": True,
            "options": [IntakeOption(code=code, label=label) for code, label in offered],
            **changes,
        }
    )


def router_of(fake: FakeCases) -> APIRouter:
    router = APIRouter(prefix="/v1/contacts/{contact_id}")

    @router.post("/case-draft")
    async def open_intake(contact_id: UUID, opening: OpenIntake) -> IntakeState:
        return fake.open(contact_id, opening)

    @router.get("/case-draft")
    async def intake_state(contact_id: UUID) -> IntakeState | None:
        return fake.draft(contact_id) if contact_id in fake.drafts else None

    @router.delete("/case-draft", status_code=204)
    async def cancel(contact_id: UUID) -> None:
        fake.drafts.pop(contact_id, None)

    @router.put("/case-draft/answers")
    async def answer(contact_id: UUID, answer: IntakeAnswer) -> IntakeState:
        state = fake.draft(contact_id)
        fake.refusals.checkpoint(answer.field.value)
        fake.answers.append((answer.field.value, answer.text))
        if answer.field in state.missing:
            state.missing.remove(answer.field)
        state.assumed = []
        return fake.draft(contact_id)

    @router.put("/evidence-consent", status_code=204)
    async def consent(contact_id: UUID, answer: ConsentAnswer) -> None:
        fake.refusals.checkpoint("consent")
        if answer.accepted:
            fake.consented.add(contact_id)

    @router.post("/case-draft/evidence")
    async def evidence(contact_id: UUID, evidence: EvidenceAnswer) -> IntakeState:
        state = fake.draft(contact_id)
        fake.refusals.checkpoint("evidence")
        state.evidence_count += 1
        if IntakeField.evidence in state.missing:
            state.missing.remove(IntakeField.evidence)
        return fake.draft(contact_id)

    @router.post("/case-draft/submission")
    async def submit(contact_id: UUID) -> CaseReceipt:
        state = fake.draft(contact_id)
        fake.refusals.checkpoint("submit_case")
        del fake.drafts[contact_id]
        return CaseReceipt(
            case_id=uuid4(),
            number=NUMBER,
            kind=state.kind,
            kind_label=state.kind_label,
            union="金水区新业态工会联合会",
            urgent=fake.urgent,
            answer_by=datetime(2026, 11, 25, tzinfo=UTC),
            answer_by_words="30分钟内",
            next_step="先看您说的情况。",
            advice=["先存好截图。"],
            is_member=fake.is_member,
            is_retained=fake.is_retained,
            application=fake.application,
            notices_url=fake.notices_url,
        )

    @router.get("/cases")
    async def cases(contact_id: UUID) -> list[CaseView]:
        return fake.cases

    @router.post("/cases/{case_id}/additions")
    async def add(case_id: UUID, addition: CaseAddition) -> CaseView:
        case = fake.case(case_id)
        fake.deeds.append(("add", addition.text or "document"))
        return case

    @router.post("/cases/{case_id}/urging")
    async def urge(case_id: UUID) -> CaseView:
        case = fake.case(case_id)
        fake.deeds.append(("urge", ""))
        return case

    @router.post("/cases/{case_id}/withdrawal")
    async def withdraw(case_id: UUID, answer: CaseWithdrawal) -> CaseView:
        case = fake.case(case_id)
        fake.deeds.append(("withdraw", answer.reason))
        return case

    @router.post("/cases/{case_id}/rating")
    async def rate(case_id: UUID, rating: CaseRating) -> CaseView:
        case = fake.case(case_id)
        fake.deeds.append(("rate", str(rating.score)))
        return case

    return router
