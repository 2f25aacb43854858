"""One HTTP exchange with the platform, its failures sorted by whether it may have acted."""

import json
from typing import Any

import httpx

from bot.wechat.errors import ApiRefused, ApiUncertain, ApiUnreachable

# Before these nothing was written; after anything else the platform may have acted.
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


async def exchange(
    http: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    body: dict[str, Any] | None = None,
    params: dict[str, str] | None = None,
    files: dict[str, tuple[str, bytes, str]] | None = None,
) -> dict[str, Any]:
    """The answer's JSON, errcode 0."""
    content = encoded(body) if body is not None else None
    headers = {"Content-Type": "application/json; charset=utf-8"} if content else None
    try:
        response = await http.request(
            method, path, content=content, headers=headers, params=params, files=files
        )
    except NEVER_SENT as problem:
        raise ApiUnreachable(type(problem).__name__) from None
    except httpx.HTTPError as problem:
        # `from None`: httpx's request, with the token in its URL, hangs on the cause.
        raise ApiUncertain(type(problem).__name__) from None
    return answer_in(response.status_code, response.content)


def encoded(body: dict[str, Any]) -> bytes:
    r"""Real UTF-8: the platform refuses \uXXXX with 40033."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def answer_in(status: int, content: bytes) -> dict[str, Any]:
    if status == 503:  # turned away at the door
        raise ApiUnreachable("503")
    try:
        answer = json.loads(content)
    except ValueError:
        raise ApiUncertain(f"{status}, not JSON") from None
    if status >= 500 or not isinstance(answer, dict):
        raise ApiUncertain(str(status))
    errcode = int(answer.get("errcode") or 0)
    if errcode:
        raise ApiRefused(errcode, str(answer.get("errmsg", "")))
    return answer
