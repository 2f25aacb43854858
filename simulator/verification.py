"""The GET with which the platform asks whether a URL belongs to the account, and what it found."""

import secrets
import time

import httpx
from pydantic import BaseModel

from simulator import crypto
from simulator.connection import Connection

_SHOWN_ANSWER = 200


class Verdict(BaseModel):
    """`problem` is for whoever reads the page, so it is in Chinese."""

    verified: bool
    url: str
    ms: float = 0
    status: int | None = None
    expected: str = ""
    answer: str = ""
    problem: str = ""


async def verify(connection: Connection, http: httpx.AsyncClient, limit: float) -> Verdict:
    echo = str(secrets.randbelow(10**19))
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    query = {
        "signature": crypto.sign(connection.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": echo,
    }
    url = connection.url_with(query)
    started = time.monotonic()
    try:
        response = await http.get(url, timeout=limit)
    except httpx.TimeoutException:
        return _failed(connection, f"{limit:g} 秒内没有答复")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return _failed(connection, f"连不上服务器（{type(error).__name__}）")
    problem = _problem(response, echo)
    return Verdict(
        verified=not problem,
        url=connection.url,
        ms=(time.monotonic() - started) * 1000,
        status=response.status_code,
        expected=echo,
        answer=response.text[:_SHOWN_ANSWER],
        problem=problem,
    )


def _failed(connection: Connection, problem: str) -> Verdict:
    return Verdict(verified=False, url=connection.url, problem=problem)


def _problem(response: httpx.Response, echo: str) -> str:
    """Whitespace and quotes around it are the two mistakes people make most."""
    if response.status_code != 200:
        return f"答复的状态码是 {response.status_code}，应为 200（Token 不一致时常见 403）"
    if response.text == echo:
        return ""
    if response.text.strip(" \r\n\t\"'") == echo:
        return "echostr 多了引号或空白：要原样返回，不能是 JSON"
    return "答复的不是 echostr：要原样返回这个参数"
