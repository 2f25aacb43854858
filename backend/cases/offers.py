"""What somebody may do about their case, as options to tap. No I/O here."""

from backend.contracts.cases import CaseView, IntakeOption

# Codes are intents of the dialogue; a score follows its colon.
_ADD = IntakeOption(code="add_to_case", label="补充")
_URGE = IntakeOption(code="urge_case", label="催一催")
_PAPERS = IntakeOption(code="case_papers", label="申请书草稿")
_WITHDRAW = IntakeOption(code="withdraw_case", label="撤回")
RATINGS = (
    IntakeOption(code="rate_case:3", label="满意"),
    IntakeOption(code="rate_case:2", label="一般"),
    IntakeOption(code="rate_case:1", label="不满意"),
)


def with_options(view: CaseView, *, has_pages: bool = False) -> CaseView:
    """Rating first: it is what a case that was resolved still waits for. Papers need a page of ours."""
    offered = [
        *(RATINGS if view.may_rate else ()),
        *([_ADD] if view.may_add else []),
        *([_URGE] if view.may_urge else []),
        *([_PAPERS] if view.may_draft and has_pages else []),
        *([_WITHDRAW] if view.may_withdraw else []),
    ]
    return view.model_copy(update={"options": offered})
