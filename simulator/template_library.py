"""The public library from which accounts choose templates: a few that many accounts use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Keyword:
    id: int
    name: str
    # Which values fit: the platform's 参数类别.
    rule: str
    example: str

    @property
    def key(self) -> str:
        return f"{self.rule}{self.id}"


@dataclass(frozen=True)
class LibraryEntry:
    id: int
    title: str
    category: int
    keywords: tuple[Keyword, ...]
    # 2: one message for each consent; 3: any number, for public services only.
    type: int = 2

    @property
    def short_id(self) -> str:
        """As template messages call it."""
        return f"OPENTM{self.id}"


CATEGORIES = {616: "公共服务", 617: "社会组织"}


def _entry(
    id: int, title: str, *keywords: tuple[str, str, str], category: int = 616, type: int = 2
) -> LibraryEntry:
    numbered = (Keyword(number, *keyword) for number, keyword in enumerate(keywords, start=1))
    return LibraryEntry(id, title, category, tuple(numbered), type)


LIBRARY = {
    entry.id: entry
    for entry in (
        _entry(
            40101,
            "审核结果通知",
            ("申请事项", "thing", "入会申请"),
            ("审核结果", "phrase", "通过"),
            ("审核时间", "time", "2026年11月23日 17:00"),
            ("备注", "thing", "点击查看详情"),
        ),
        _entry(
            40102,
            "办理进度通知",
            ("受理编号", "character_string", "A20261123001"),
            ("办理事项", "thing", "法律援助"),
            ("当前状态", "phrase", "已受理"),
            ("更新时间", "time", "2026年11月23日 17:00"),
            ("备注", "thing", "点击查看详情"),
        ),
        _entry(
            40103,
            "留言回复通知",
            ("回复人", "thing", "工作人员"),
            ("回复内容", "thing", "您的留言已回复"),
            ("回复时间", "time", "2026年11月23日 17:00"),
        ),
        _entry(
            40104,
            "活动报名成功通知",
            ("活动名称", "thing", "健康体检"),
            ("活动时间", "time", "2026年11月30日 09:00"),
            ("活动地点", "thing", "职工之家"),
            ("报名人", "name", "李安和"),
            category=617,
        ),
        _entry(
            40105,
            "缴费成功通知",
            ("缴费项目", "thing", "会费"),
            ("缴费金额", "amount", "5元"),
            ("缴费日期", "date", "2026年11月23日"),
            category=617,
        ),
        _entry(
            40106,
            "政务服务提醒",
            ("服务事项", "thing", "高温津贴"),
            ("提醒内容", "thing", "请核对本月津贴"),
            ("联系电话", "phone_number", "12351"),
            type=3,
        ),
    )
}
