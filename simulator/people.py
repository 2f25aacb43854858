"""The people on the specimen cards; none of them exists.

Some exist for their age, so their birthdays follow the calendar year; all the others never change.
"""

from dataclasses import dataclass
from datetime import date

from simulator.id_numbers import id_number, with_wrong_check

_SURNAMES = "赵钱孙周吴郑冯陈沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹柏水章苏潘葛范彭鲁韦马方任袁柳鲍史唐薛雷贺倪汤"
_GIVEN = "安平小满立春清明谷雨长河向阳新禾麦秋登科远航海川文博志强国栋建业家和书林景明"
_STREETS = ("样本路", "示例街", "演示大道", "测试东路", "模拟巷")


@dataclass(frozen=True)
class Person:
    """`note` tells whoever picks a card what it is for."""

    id: str
    name: str
    sex: str
    nation: str
    born: date
    address: str
    number: str
    authority: str
    valid_from: date
    # None is 长期.
    valid_until: date | None
    note: str


def people(today: date) -> dict[str, Person]:
    """The named specimens, in the order a page shows them."""
    year = today.year
    everybody = [
        _person("li_an", "李安和", "男", date(1993, 4, 16), 11, "外卖骑手"),
        _person("wang_qin", "王沁", "女", date(1997, 11, 2), 24, "快递员"),
        _person("zhang_xiaoman", "张小满", "男", date(1988, 5, 21), 37, "网约车司机"),
        _person(
            "zhao_yu",
            "赵小雨",
            "女",
            date(year - 15, 1, 5),
            42,
            "15 岁，未满 16",
            valid=(date(year - 2, 3, 8), date(year + 3, 3, 8)),
        ),
        _person(
            "sun_lei",
            "孙磊",
            "男",
            date(year - 17, 1, 5),
            53,
            "17 岁，可以入会",
            valid=(date(year - 1, 3, 8), date(year + 9, 3, 8)),
        ),
        _person("chen_guofu", "陈国富", "男", date(year - 65, 1, 5), 65, "65 岁，超龄"),
        _person(
            "gao_feng",
            "高枫",
            "男",
            date(1985, 9, 9),
            71,
            "身份证已过期",
            valid=(date(2001, 5, 6), date(2021, 5, 6)),
        ),
        _person("ma_chao", "马超群", "男", date(1991, 7, 30), 83, "号码校验位不对", spoiled=True),
        _person("gulinaer", "古丽娜尔·艾山", "女", date(1994, 3, 18), 96, "名字带间隔号", "维吾尔"),
        _person(
            "long_name",
            "阿卜杜热合曼·吾斯曼江·买买提",
            "男",
            date(1990, 12, 12),
            101,
            "名字很长",
            "维吾尔",
        ),
    ]
    return {person.id: person for person in everybody}


def numbered(number: int) -> Person:
    """Another ordinary adult for every number: tests need people nobody else has used."""
    surname = _SURNAMES[number % len(_SURNAMES)]
    first = _GIVEN[number * 7 % len(_GIVEN)]
    second = _GIVEN[(number // len(_GIVEN) + number * 3 + 1) % len(_GIVEN)]
    born = date(1976 + number % 20, 1 + number // 20 % 12, 1 + number // 240 % 28)
    sex = "女" if number % 3 == 0 else "男"
    sequence = 200 + number * 2 % 700 + (1 if sex == "男" else 0)
    return _person(f"rider_{number}", f"{surname}{first}{second}", sex, born, sequence, "")


def _person(
    id: str,
    name: str,
    sex: str,
    born: date,
    sequence: int,
    note: str,
    nation: str = "汉",
    *,
    valid: tuple[date, date] | None = None,
    spoiled: bool = False,
) -> Person:
    number = id_number(born, sequence)
    valid_from, valid_until = valid or _validity(born)
    return Person(
        id=id,
        name=name,
        sex=sex,
        nation=nation,
        born=born,
        address=f"河南省郑州市金水区{_STREETS[sequence % 5]}{sequence}号院{sequence % 9 + 1}号楼",
        number=with_wrong_check(number) if spoiled else number,
        authority="郑州市公安局金水分局",
        valid_from=valid_from,
        valid_until=valid_until,
        note=note,
    )


def _validity(born: date) -> tuple[date, date | None]:
    """Adults' cards last twenty years until they are 45, then for life; counted at the issue."""
    issued = date(2024, 3, 8)
    if issued.year - born.year > 45:
        return issued, None
    return issued, date(issued.year + 20, 3, 8)
