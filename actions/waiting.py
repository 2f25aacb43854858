"""A case waits for its person: what they say next is first offered to it, before anything new is begun."""

import logging
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

from actions import case_steps as steps
from actions import my_cases
from actions.case_media import answer_media
from actions.case_opening import KINDS
from actions.forms import Ask, Outcome, Turn
from actions.handoff import URGENT
from backend.contracts.cases import CaseAddition, CaseKind, CaseView
from backend.contracts.errors import BackendRefused, BackendUnavailable

logger = logging.getLogger(__name__)

# From this confidence on words are surely what they sound like.
_SURE = 0.6
# What opens a request, or has no meaning of its own where nothing was asked; however sure.
_MAY_BE_ANSWERS = frozenset(KINDS) | {
    *("nlu_fallback", "out_of_scope", "inform", "deny", "done_adding", "submit_join"),
    *("retake_photos", "keep_photographing", "type_instead"),
}
# Sent by the platform, or as plain as can be even when the classifier is in doubt.
_NO_ANSWERS = URGENT | {
    *("request_human", "join_union", "check_case", "check_application", "start_case"),
    *("greet", "goodbye", "thank", "affirm", "help", "follow", "scan", "keep_going"),
    *("send_location", "send_voice", "send_code", "send_unsupported", "stale_tap"),
}
# 「照片拍不清楚」 may be about any paper.
_OF_PHOTOS = frozenset({"utter_faq/photo_unclear", "utter_faq/photo_upload"})
_TOKEN = re.compile(r"\[\[[^\]]*\]\]")
_QUOTED = 30
_LONGEST = 4000


async def offer(turn: Turn) -> Outcome | None:
    """None where nothing waits for them, something is being told already, or it is plainly no answer."""
    if not _may_be_answer(turn):
        return None
    case = await _waiting_case(turn)
    if case is None:
        return None
    if KINDS.get(turn.intent) is CaseKind.work_injury and case.kind is not CaseKind.work_injury:
        # L10: life and limb before any question.
        turn.say("utter_case_injury_first")
    told = {
        "text": turn.text[:_LONGEST],
        "intent": turn.intent,
        "confidence": turn.confidence,
        "answer": turn.answer,
        "entities": turn.entities,
        "then": turn.step,
    }
    return Ask(steps.WAITING, case=(str(case.case_id), case.number), told=told)


def _may_be_answer(turn: Turn) -> bool:
    """A tap says what it means."""
    if turn.text.startswith("/") or not turn.text.strip() or turn.intent in _NO_ANSWERS:
        return False
    is_likely = turn.intent in _MAY_BE_ANSWERS or turn.answer in _OF_PHOTOS
    return is_likely or turn.confidence < _SURE


async def _waiting_case(turn: Turn) -> CaseView | None:
    """Unknown is none: then the ordinary way says what it can."""
    try:
        cases = await turn.backend.my_cases(turn.contact_id)
        waiting = next((case for case in cases if case.waits_since), None)
        draft = await turn.backend.intake_state(turn.contact_id) if waiting else None
    except (BackendRefused, BackendUnavailable):
        logger.warning("waiting_not_looked_up", extra={"ids": {"contact_id": turn.contact_id}})
        return None
    is_first = waiting is not None and my_cases.asked_later(
        waiting, draft.updated_at if draft else None
    )
    return waiting if is_first else None


def quoted(told: dict[str, Any]) -> str:
    """The last that was said, short enough to be recognized."""
    text = _TOKEN.sub("［号码］", str(told["text"])).split("\n")[-1]
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def is_another_matter(turn: Turn) -> bool:
    says_no = turn.intent == "deny" and turn.confidence >= _SURE
    return turn.step == steps.WAITING and (turn.intent == "begin_anew" or says_no)


def as_told(turn: Turn) -> Turn:
    """The words that were held back, as if they were said just now."""
    told = _told(turn)
    return replace(
        turn,
        step=None,
        text=told["text"],
        intent=told["intent"],
        confidence=told["confidence"],
        answer=told["answer"],
        entities=told["entities"],
    )


async def accept(turn: Turn, step: str) -> Outcome:
    """A yes; tapped under a question that is gone, it says so."""
    if step != steps.WAITING:
        turn.say("utter_stale_tap")
        return Ask(step)
    return await my_cases.add_to(turn, _case_id(turn), _told(turn)["text"])


async def add_with_media(turn: Turn) -> Outcome:
    """Who sends the paper itself said whose it is."""
    addition = CaseAddition(text=_told(turn)["text"])
    await turn.backend.add_to_case(turn.contact_id, _case_id(turn), addition)
    if "problem" in turn.entities:
        turn.say("utter_case_added", number=turn.slots["shown_case_number"])
    return await answer_media(turn, steps.ADDITION)


def tell_more(turn: Turn) -> Outcome:
    told = _told(turn)
    return Ask(steps.WAITING, told=told | {"text": f"{told['text']}\n{turn.text}"[:_LONGEST]})


def _told(turn: Turn) -> dict[str, Any]:
    return dict(turn.slots["told"])


def _case_id(turn: Turn) -> UUID:
    return UUID(str(turn.slots["shown_case_id"]))
