"""The one way `bot` and `actions` reach the backend: typed calls, named refusals, a time-out on each."""

import json
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from backend.contracts.cases import (
    CaseAddition,
    CaseRating,
    CaseReceipt,
    CaseView,
    CaseWithdrawal,
    EvidenceAnswer,
    IntakeAnswer,
    IntakeState,
    OpenIntake,
)
from backend.contracts.danger import Danger, DangerHeard, DangerWords
from backend.contracts.errors import (
    BackendRefused,
    BackendUnavailable,
    ErrorBody,
    ErrorCode,
)
from backend.contracts.http import HttpClient, NoAnswer
from backend.contracts.joining import (
    ConsentAnswer,
    FieldAnswer,
    HandoffReceipt,
    HandoffRequest,
    JoinState,
    MembershipView,
    PhotoAnswer,
    PrivacyNotice,
    Progress,
    Receipt,
)
from backend.contracts.messages import (
    BatchOutcome,
    InboundBatch,
    InboundMessage,
    InboundOutcome,
    MessageReceipt,
)


class BackendClient:
    """Raises BackendRefused for a named no and BackendUnavailable when no answer came."""

    def __init__(self, base_url: str, token: str, *, timeout: float = 20.0) -> None:
        self._base_url = base_url.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"}
        self._http = HttpClient(timeout=timeout, headers=headers)

    async def close(self) -> None:
        await self._http.close()

    async def _call(self, method: str, path: str, body: BaseModel | None = None) -> Any:
        content = body.model_dump_json().encode() if body is not None else None
        try:
            answer = await self._http.request(method, self._base_url + path, content)
        except NoAnswer as error:
            raise BackendUnavailable(f"{method} {path}: {type(error).__name__}") from error
        if answer.is_success:
            return json.loads(answer.body) if answer.body else None
        if answer.status >= 500:
            raise BackendUnavailable(f"{method} {path}: {answer.status}")
        raise BackendRefused(answer.status, _error_body(answer.body))

    # bot

    async def receive(self, message: InboundMessage) -> InboundOutcome:
        """Record a message and wait up to its `wait_seconds` for the answer."""
        return InboundOutcome.model_validate(await self._call("POST", "/v1/inbound", message))

    async def record(self, messages: list[InboundMessage]) -> set[str]:
        """Only record them, in this order, and answer later; nothing of a batch is stored by halves.

        The dedupe keys of those that were there already.
        """
        raw = await self._call("POST", "/v1/inbound/batch", InboundBatch(messages=messages))
        return set(BatchOutcome.model_validate(raw).known)

    async def confirm_passive(self, receipt: MessageReceipt) -> None:
        """Tell that a passive reply was written to the socket."""
        await self._call("POST", "/v1/outbound/passive-receipts", receipt)

    # actions: joining

    async def privacy_notice(self) -> PrivacyNotice:
        return PrivacyNotice.model_validate(await self._call("GET", "/v1/privacy-notice"))

    async def open_join(self, contact_id: UUID) -> JoinState:
        """The open draft, reopened when it was returned, else a new one.

        Refuses with already_member or application_pending.
        """
        return JoinState.model_validate(await self._call("POST", f"/v1/contacts/{contact_id}/join"))

    async def join_state(self, contact_id: UUID) -> JoinState | None:
        """The open draft (status draft), or None."""
        raw = await self._call("GET", f"/v1/contacts/{contact_id}/join")
        return JoinState.model_validate(raw) if raw else None

    async def answer_consent(self, contact_id: UUID, answer: ConsentAnswer) -> JoinState:
        return JoinState.model_validate(
            await self._call("PUT", f"/v1/contacts/{contact_id}/join/consent", answer)
        )

    async def add_photo(self, contact_id: UUID, photo: PhotoAnswer) -> JoinState:
        return JoinState.model_validate(
            await self._call("POST", f"/v1/contacts/{contact_id}/join/photos", photo)
        )

    async def count_unusable_photo(self, contact_id: UUID) -> JoinState:
        """What could not be stored is a failed try all the same."""
        return JoinState.model_validate(
            await self._call("POST", f"/v1/contacts/{contact_id}/join/unusable-photos")
        )

    async def retake_photos(self, contact_id: UUID) -> JoinState:
        """Forget both photos and what was read from them."""
        return JoinState.model_validate(
            await self._call("DELETE", f"/v1/contacts/{contact_id}/join/photos")
        )

    async def answer_field(self, contact_id: UUID, answer: FieldAnswer) -> JoinState:
        return JoinState.model_validate(
            await self._call("PUT", f"/v1/contacts/{contact_id}/join/fields", answer)
        )

    async def confirm_identity(self, contact_id: UUID) -> JoinState:
        return JoinState.model_validate(
            await self._call("POST", f"/v1/contacts/{contact_id}/join/identity-confirmation")
        )

    async def submit_join(self, contact_id: UUID) -> Receipt:
        return Receipt.model_validate(
            await self._call("POST", f"/v1/contacts/{contact_id}/join/submission")
        )

    async def cancel_join(self, contact_id: UUID) -> None:
        await self._call("DELETE", f"/v1/contacts/{contact_id}/join")

    # actions: asking for help

    async def open_intake(self, contact_id: UUID, opening: OpenIntake) -> IntakeState:
        """The open draft with what is told now added to it, else a new one."""
        path = f"/v1/contacts/{contact_id}/case-draft"
        return IntakeState.model_validate(await self._call("POST", path, opening))

    async def intake_state(self, contact_id: UUID) -> IntakeState | None:
        raw = await self._call("GET", f"/v1/contacts/{contact_id}/case-draft")
        return IntakeState.model_validate(raw) if raw else None

    async def answer_intake(self, contact_id: UUID, answer: IntakeAnswer) -> IntakeState:
        path = f"/v1/contacts/{contact_id}/case-draft/answers"
        return IntakeState.model_validate(await self._call("PUT", path, answer))

    async def answer_evidence_consent(self, contact_id: UUID, answer: ConsentAnswer) -> None:
        await self._call("PUT", f"/v1/contacts/{contact_id}/evidence-consent", answer)

    async def add_evidence(self, contact_id: UUID, evidence: EvidenceAnswer) -> IntakeState:
        path = f"/v1/contacts/{contact_id}/case-draft/evidence"
        return IntakeState.model_validate(await self._call("POST", path, evidence))

    async def submit_intake(self, contact_id: UUID) -> CaseReceipt:
        path = f"/v1/contacts/{contact_id}/case-draft/submission"
        return CaseReceipt.model_validate(await self._call("POST", path))

    async def cancel_intake(self, contact_id: UUID) -> None:
        await self._call("DELETE", f"/v1/contacts/{contact_id}/case-draft")

    # actions: 「我的诉求」

    async def my_cases(self, contact_id: UUID) -> list[CaseView]:
        """Newest first."""
        rows = await self._call("GET", f"/v1/contacts/{contact_id}/cases")
        return [CaseView.model_validate(row) for row in rows]

    async def add_to_case(
        self, contact_id: UUID, case_id: UUID, addition: CaseAddition
    ) -> CaseView:
        return await self._about_case(contact_id, case_id, "additions", addition)

    async def urge_case(self, contact_id: UUID, case_id: UUID) -> CaseView:
        return await self._about_case(contact_id, case_id, "urging", None)

    async def withdraw_case(
        self, contact_id: UUID, case_id: UUID, answer: CaseWithdrawal
    ) -> CaseView:
        return await self._about_case(contact_id, case_id, "withdrawal", answer)

    async def rate_case(self, contact_id: UUID, case_id: UUID, rating: CaseRating) -> CaseView:
        return await self._about_case(contact_id, case_id, "rating", rating)

    async def _about_case(
        self, contact_id: UUID, case_id: UUID, what: str, body: BaseModel | None
    ) -> CaseView:
        path = f"/v1/contacts/{contact_id}/cases/{case_id}/{what}"
        return CaseView.model_validate(await self._call("POST", path, body))

    # actions: looking things up, asking for people

    async def progress(self, contact_id: UUID) -> list[Progress]:
        rows = await self._call("GET", f"/v1/contacts/{contact_id}/applications")
        return [Progress.model_validate(row) for row in rows]

    async def membership(self, contact_id: UUID) -> MembershipView | None:
        raw = await self._call("GET", f"/v1/contacts/{contact_id}/membership")
        return MembershipView.model_validate(raw) if raw else None

    async def request_handoff(self, contact_id: UUID, request: HandoffRequest) -> HandoffReceipt:
        return HandoffReceipt.model_validate(
            await self._call("POST", f"/v1/contacts/{contact_id}/handoffs", request)
        )

    # actions: somebody in danger

    async def danger(self, contact_id: UUID) -> Danger | None:
        raw = await self._call("GET", f"/v1/contacts/{contact_id}/danger")
        return Danger.model_validate(raw) if raw else None

    async def hear_danger(self, contact_id: UUID, words: DangerWords) -> DangerHeard | None:
        """None once somebody closed it."""
        raw = await self._call("POST", f"/v1/contacts/{contact_id}/danger/words", words)
        return DangerHeard.model_validate(raw) if raw else None


def _error_body(content: bytes) -> ErrorBody:
    try:
        return ErrorBody.model_validate_json(content)
    except ValueError:
        return ErrorBody(code=ErrorCode.invalid_payload, detail="unreadable error body")
