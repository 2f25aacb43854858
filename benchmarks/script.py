"""What both sides are told, word for word: a walk through the join form, and questions outside it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from simulator.id_numbers import id_number


class Kind(StrEnum):
    """Rows of the table."""

    typed = "form, typed"
    tapped = "form, option tapped"
    free = "free text"


@dataclass(frozen=True)
class Line:
    """One message of a person, and words that its answer contains.

    `payload` is what a stock client of Rasa sends instead, when it cannot send the words: a tap is
    its payload there, and a number must have been replaced by its reference before.
    """

    kind: Kind
    text: str
    answer: str = ""
    payload: str = ""
    is_private: bool = False


def _typed(text: str, answer: str) -> Line:
    return Line(Kind.typed, text, answer)


def _private(text: str, answer: str) -> Line:
    return Line(Kind.typed, text, answer, is_private=True)


def _tapped(title: str, payload: str, answer: str) -> Line:
    return Line(Kind.tapped, title, answer, payload)


def form_walk(person: int) -> list[Line]:
    """From the wish to join to the last look, with three corrections; nobody submits.

    The ID number has an area code nobody was ever given, so the person exists nowhere.
    """
    born = date(1980 + person % 20, 1 + person % 12, 1 + person % 28)
    return [
        _typed("我要入会", "告知书"),
        _tapped("同意并开始", "/agree_consent", "人像面"),
        _typed("不拍了 我打字", "姓名"),
        _typed("我叫王小明", "18位"),
        _private(f"我的身份证号码是{id_number(born, 100 + person)}", "有效期"),
        _typed("2039.03.08", "核对"),
        _tapped("没问题", "/confirm_identity", "哪一行"),
        _typed("送外卖", "哪个平台或单位"),
        _typed("美团", "区县"),
        _typed("金水区", "手机号"),
        _private(f"手机号码1380000{person:04d}", "最后看一眼"),
        _tapped("修改", "/correct", "哪一项"),
        _tapped("手机号", '/correct{"field":"phone"}', "手机号"),
        _private(f"手机号码1390000{person:04d}", "最后看一眼"),
        _tapped("修改", "/correct", "哪一项"),
        _tapped("地区", '/correct{"field":"county"}', "区县"),
        _typed("二七区", "最后看一眼"),
        _tapped("修改", "/correct", "哪一项"),
        _tapped("平台或单位", '/correct{"field":"employer"}', "哪个平台或单位"),
        _typed("饿了么", "最后看一眼"),
    ]


QUESTIONS = (
    "你好",
    "入会有啥好处",
    "会费多少钱一个月",
    "发身份证安全不 会不会泄露",
    "你能干啥",
    "要交钱不",
    "有啥服务",
    "会员有啥福利",
    "我的信息安全吗",
    "谢谢",
    "在吗",
    "为啥要入会",
    "入会收费吗",
    "工会有哪些服务",
    "再见",
)


def free_talk(person: int) -> list[Line]:
    """Any words will do as an answer, as long as there are some."""
    start = person % len(QUESTIONS)
    return [Line(Kind.free, text) for text in QUESTIONS[start:] + QUESTIONS[:start]]
