"""Who a paper is addressed to, by the place of the work. No I/O here.

Arbitration: where the work is done or the employer sits (调解仲裁法 art. 21). Complaints: the labour
inspection of the county where the work is done (劳动保障监察条例 art. 13).
"""

from backend.paperwork.paper import BLANK


def arbitration_commission(place: str | None) -> str:
    return f"{place or BLANK}劳动人事争议仲裁委员会"


def labor_inspection(place: str | None) -> str:
    return f"{place or BLANK}人力资源和社会保障局"
