"""wechatpy's own client, pointed at the simulator; nothing of it is changed but the address."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient, WeChatOAuth
from wechatpy.exceptions import WeChatException

from tests.simulator.support import Platform

_HOSTS = ("https://api.weixin.qq.com", "https://mp.weixin.qq.com", "https://open.weixin.qq.com")


class _Redirected(HTTPAdapter):
    """Some of its calls name the platform's host outright."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        for host in _HOSTS:
            request.url = request.url.replace(host, self._url)
        return super().send(request, *args, **kwargs)


def public_client(platform: Platform) -> WeChatClient:
    settings = platform.settings
    client = WeChatClient(settings.wechat_app_id, settings.wechat_app_secret, timeout=20)
    client._http = redirected(platform)
    return client


def public_oauth(platform: Platform, redirect_uri: str, **options: str) -> WeChatOAuth:
    settings = platform.settings
    oauth = WeChatOAuth(settings.wechat_app_id, settings.wechat_app_secret, redirect_uri, **options)
    oauth._http = redirected(platform)
    return oauth


def redirected(platform: Platform) -> Any:
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", _Redirected(str(platform.http.base_url).rstrip("/")))
    return session


async def ask(call: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The library waits for its answers, so it does so beside the loop that gives them."""
    return await asyncio.to_thread(call, *args, **options)


async def refusal(call: Callable[..., Any], *args: Any, **options: Any) -> int:
    """The errcode with which the platform refused."""
    with pytest.raises(WeChatException) as refused:
        await ask(call, *args, **options)
    return int(refused.value.errcode)
