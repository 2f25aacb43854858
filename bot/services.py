"""What the endpoints share for the life of the process."""

from dataclasses import dataclass

import httpx
from fastapi import Request

from bot.config import Settings
from bot.floods import Floods
from bot.once import OnceOnly
from bot.relay import Relay
from bot.spool import Spool
from bot.wechat.client import WeChatClient
from bot.wechat.crypto import Envelopes
from bot.wechat.delivery import Deliverer
from bot.wechat.gate import Gate
from bot.wechat.jsapi import PageSigner
from bot.wechat.refusals import Refusals


@dataclass(frozen=True)
class Services:
    settings: Settings
    relay: Relay
    spool: Spool
    wechat: WeChatClient
    deliverer: Deliverer
    pages: PageSigner
    once: OnceOnly
    gate: Gate
    floods: Floods
    refusals: Refusals
    envelopes: Envelopes
    backend_health: httpx.AsyncClient


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
