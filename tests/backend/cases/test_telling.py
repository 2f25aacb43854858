"""What the person may tap under the news of their case."""

import json
from uuid import uuid4

from backend.cases.kinds import EventKind
from backend.cases.telling import About, news_of


def test_a_result_is_rated_where_it_is_read_s45() -> None:
    case_id = uuid4()
    news = news_of(EventKind.resolved, About(case_id, "SQ-4101-000001", "金水区新业态工会联合会"))
    assert news is not None
    titles = [title for title, _ in news.options]
    assert titles == ["满意", "一般", "不满意", "找工作人员"]
    payloads = [json.loads(payload.removeprefix("/rate_case")) for _, payload in news.options[:3]]
    assert payloads == [{"case": str(case_id), "score": score} for score in ("3", "2", "1")]
