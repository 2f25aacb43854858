"""What may not wait its turn (L10): many people, an injury now, a death, self-harm, violence, being locked in."""

import re
from collections.abc import Mapping
from typing import Final

from backend.contracts.cases import IntakeField

MANY_PEOPLE: Final = 10
_WORDS: Final = {
    "self_harm": re.compile(
        r"不想活|活不下去|活够了|自杀|轻生|寻死|想死|跳楼|跳河|跳黄河|跳江|跳水库|喝药|割腕|一了百了"
        r"|喝.{0,3}农药|农药.{0,2}(?:买|备)好|安眠药|遗书|遗言|死了算了|不如死了?"
        r"|从.{0,4}(?:楼|桥|塔).{0,3}跳|(?:日子|真的?|嘞|我|俺)不想过了"
    ),
    # 「站长人没了」 may only say that he ran off, 「累死了」 that somebody is tired.
    "death": re.compile(
        r"去世|猝死|身亡|丧命|出了?人命|(?:没|没有)(?:抢)?救过来|抢救无效"
        r"|(?:撞|轧|压|电|砸|摔|淹|烧)死(?:了|人)"
    ),
    # 「不让走工伤」 is about a claim, not about a door.
    "confinement": re.compile(
        r"(?:关|锁|困)在.{0,8}(?:不让|出不)|限制人身"
        r"|不让(?:我们?|俺们?)?(?:走(?!工伤|仲裁|流程|保险|程序|法律|平台)|出去|出门|离开)"
    ),
    # 「被顾客打了差评」 hurts nobody.
    "violence": re.compile(
        r"殴打|毒打|打伤|砍伤|持刀|拿刀|动手打|挨打|被.{0,6}打了(?!差评|低分|零分|一星|分|折|电话|标)"
    ),
    "crowd": re.compile(r"堵门|堵路|罢工|集体上访|拉横幅|围住|几十号?人"),
}

REASONS: Final = frozenset({*_WORDS, "injured_now", "many_people"})
# Of many people nobody need be in danger; nor of what staff call urgent.
_NO_DANGER: Final = frozenset({"crowd", "many_people", "by_staff"})


def is_danger(reason: str | None) -> bool:
    """To somebody's life or limb, as far as anybody knows."""
    return reason is not None and reason not in _NO_DANGER


def urgent_reason(
    story: str, *, people_count: int = 1, facts: Mapping[str, object] | None = None
) -> str | None:
    """A code, the gravest first; None for what may take its turn."""
    found = [reason for reason, words in _WORDS.items() if words.search(story)]
    if "self_harm" in found:
        return "self_harm"
    if _is_yes((facts or {}).get(IntakeField.is_injured_now.value)):
        return "injured_now"
    if found:
        return found[0]
    return "many_people" if people_count >= MANY_PEOPLE else None


def _is_yes(value: object) -> bool:
    return value is True or str(value).lower() in {"yes", "true", "1", "是"}
