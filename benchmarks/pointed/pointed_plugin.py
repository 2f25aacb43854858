"""Runs inside somebody else's test-suite: sends its calls to the simulator, and writes down what came.

Imports nothing of ours: the suite has an environment of its own. POINTED_AT is the simulator,
POINTED_AS the account and a follower, POINTED_TO the file of results.
"""

import json
import os
import re
from collections.abc import Generator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

_AT, _AS = os.environ["POINTED_AT"], json.loads(os.environ["POINTED_AS"])
_HOSTS = (
    "https://api.weixin.qq.com",
    "http://api.weixin.qq.com",
    "https://mp.weixin.qq.com",
)
# The suite's made-up people and credentials; who and what they are no mock ever asked.
_PEOPLE = re.compile(rb'"(openid|touser|user_id|next_openid)": *"[^"]*"')
_LISTS = re.compile(rb'"(openid_list|touser)": *\[[^\]]*\]')
_results: list[dict[str, Any]] = []
_calls: list[dict[str, Any]] = []
_send = HTTPAdapter.send


def _pointed(self: HTTPAdapter, request: Any, *args: Any, **options: Any) -> Any:
    host = next((each for each in _HOSTS if request.url.startswith(each)), None)
    if host is None:
        return _send(self, request, *args, **options)
    path = request.url.removeprefix(host).partition("?")[0]
    request.url = _with_real_names(request.url.replace(host, _AT))
    if isinstance(request.body, bytes) and b"form-data" not in request.body[:200]:
        request.body = _with_real_people(request.body)
        request.headers["Content-Length"] = str(len(request.body))
    options["proxies"] = {}
    response = _send(self, request, *args, **options)
    _calls.append({"path": path, "status": response.status_code, "errcode": _errcode(response)})
    return response


def _with_real_names(url: str) -> str:
    url = url.replace("appid=123", f"appid={_AS['app_id']}")
    url = url.replace("secret=321", f"secret={_AS['app_secret']}")
    return re.sub(r"([?&](?:next_)?openid)=test\w*", rf"\1={_AS['openid']}", url)


def _with_real_people(body: bytes) -> bytes:
    openid = str(_AS["openid"]).encode()
    body = _PEOPLE.sub(rb'"\1": "' + openid + rb'"', body)
    other = str(_AS["other"]).encode()
    return _LISTS.sub(rb'"\1": ["' + openid + rb'", "' + other + rb'"]', body)


def _errcode(response: requests.Response) -> int | None:
    """None for what is no JSON: files, pictures."""
    try:
        answer = response.json()
    except ValueError:
        return None
    return int(answer.get("errcode") or 0) if isinstance(answer, dict) else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report: Any = yield
    if report.when == "call":
        lines = str(report.longrepr).splitlines() if report.failed else []
        wrong = [line[1:].strip() for line in lines if line.startswith("E ")]
        name = item.nodeid.partition("::")[2]
        _results.append(
            {"test": name, "passed": report.passed, "calls": list(_calls), "wrong": wrong[:1]}
        )
    _calls.clear()
    return report


def pytest_configure(config: pytest.Config) -> None:
    HTTPAdapter.send = _pointed  # type: ignore[method-assign]


def pytest_sessionfinish(session: pytest.Session) -> None:
    with open(os.environ["POINTED_TO"], "w", encoding="utf-8") as file:
        json.dump(_results, file)
