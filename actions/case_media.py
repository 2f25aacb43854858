"""Photos and recordings as evidence: for the request being told, else for the open case."""

from uuid import UUID

from actions import case_steps as steps
from actions import my_cases
from actions.forms import Ask, Ended, Outcome, Turn, WentOn, say_refusal
from backend.contracts.cases import CaseAddition, CaseView, EvidenceAnswer
from backend.contracts.errors import BackendRefused, ErrorCode

MEDIA = frozenset({"send_photo", "send_recording", "send_video"})


def document_in(turn: Turn) -> UUID | None:
    found = turn.entities.get("photo") or turn.entities.get("document")
    return UUID(str(found)) if found else None


def is_for_staff_only(turn: Turn) -> bool:
    """Kept for the colleague who was asked for: there is no consent to use it for anything else."""
    is_kept = "problem" not in turn.entities and document_in(turn) is None
    return turn.intent in MEDIA and is_kept


async def answer_media(turn: Turn, step: str) -> Outcome:
    """`problem` says why the backend stored nothing."""
    if problem := turn.entities.get("problem"):
        return await _not_kept(turn, ErrorCode(problem), step)
    document = document_in(turn)
    assert document is not None
    if step in steps.ABOUT_A_CASE:
        return await add_document(turn, document, str(turn.slots.get("shown_case_id")))
    state = await turn.backend.add_evidence(turn.contact_id, EvidenceAnswer(document_id=document))
    turn.say("utter_case_received", count=state.evidence_count)
    return WentOn(state)


async def _not_kept(turn: Turn, problem: ErrorCode, step: str) -> Outcome:
    turn.say(f"utter_error_{problem.value}")
    if problem is not ErrorCode.consent_required:
        return Ask(step)
    notice = await turn.backend.privacy_notice()
    return Ask(steps.CONSENT, notice=notice.version)


async def add_document(turn: Turn, document: UUID, case_id: str) -> Outcome:
    """To the case somebody is adding to, after which more may follow."""
    addition = CaseAddition(document_id=document)
    view = await turn.backend.add_to_case(turn.contact_id, UUID(case_id), addition)
    return my_cases.added(turn, view)


async def open_case_of(turn: Turn) -> CaseView | None:
    """The one that waits for them, else the newest that still takes something in."""
    cases = [case for case in await turn.backend.my_cases(turn.contact_id) if case.may_add]
    return next((case for case in cases if case.waits_since), cases[0] if cases else None)


async def begin_media(turn: Turn) -> Outcome | None:
    """Sent out of the blue: for what asked last, the draft or the open case; None when it is for neither."""
    state = await turn.backend.intake_state(turn.contact_id)
    case = await open_case_of(turn)
    if state is not None and not (case and my_cases.asked_later(case, state.updated_at)):
        return await answer_media(turn, steps.next_step(state))
    if case is None:
        return None
    try:
        document = document_in(turn)
        if document is not None:
            return await add_document(turn, document, str(case.case_id))
        if turn.entities.get("problem"):
            return await _not_kept_for(turn, case)
    except BackendRefused as refusal:
        say_refusal(turn, refusal)
        return Ended()
    return None


async def _not_kept_for(turn: Turn, case: CaseView) -> Outcome:
    outcome = await _not_kept(turn, ErrorCode(turn.entities["problem"]), steps.ADDITION)
    assert isinstance(outcome, Ask)
    return Ask(outcome.step, case=(str(case.case_id), case.number), notice=outcome.notice)
