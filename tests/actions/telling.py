"""A story of unpaid wages, and its way through the questions."""

from actions import case_steps as steps
from tests.actions.conftest import Courier

STORY = "站长跑了欠俺们仨月工资咋弄啊十几个人都没发"


async def begins(courier: Courier, *, until: str = steps.EMPLOYER) -> None:
    """Open with the story, and answer up to this question."""
    await courier.says("wage_arrears", STORY)
    answers = {
        steps.EMPLOYER: ("inform", "美团航海路站"),
        steps.COUNTY: ("inform", "金水"),
        steps.AMOUNT: ("inform", "一万二"),
        steps.STILL_WORKING: ("inform", "还在干"),
        steps.PHONE: ("inform", "[[phone:12ab34cd]]"),
        steps.CONSENT: ("skip_question", ""),
    }
    while courier.question != until:
        await courier.says(*answers[str(courier.question)])
