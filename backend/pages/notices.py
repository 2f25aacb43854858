"""`/m/notices`: where a person allows notices, with WeChat's own button for it.

Who opens it does not matter: WeChat knows, and tells the account what was allowed.
"""

import logging
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.config import Settings
from backend.contracts.pages import JsapiSignature
from backend.conversations.gateway import Gateway, GatewayUnavailable
from backend.conversations.notice_config import subscribable
from backend.pages.templating import TEMPLATES
from backend.services import Services

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)

PATH = "/m/notices"
# The platform's button asks for three at most.
_MOST_TEMPLATES = 3


def address(settings: Settings) -> str:
    """Where people reach the page; empty where nobody configured one."""
    return f"{settings.pages_url}{PATH}" if settings.pages_url else ""


def offered_at(services: Services) -> str:
    """The page's address, where there is anything to allow."""
    return address(services.settings) if subscribable(services.notice_templates) else ""


@router.get(PATH)
async def notices_page(request: Request) -> Response:
    services: Services = request.app.state.services
    templates = subscribable(services.notice_templates)[:_MOST_TEMPLATES]
    signature = await _signature(services.gateway, _opened(request, services.settings))
    html = TEMPLATES.get_template("notices.html").render(
        sdk=services.settings.wechat_js_sdk_url,
        signature=signature,
        templates=",".join(templates) if signature else "",
    )
    return HTMLResponse(html, headers=_headers(services.settings))


def _opened(request: Request, settings: Settings) -> str:
    """The address as the phone sees it, which is what must be signed; WeChat may add a query."""
    query = f"?{request.url.query}" if request.url.query else ""
    return address(settings) + query


async def _signature(gateway: Gateway, url: str) -> JsapiSignature | None:
    try:
        return await gateway.sign_page(url)
    except GatewayUnavailable as problem:
        logger.warning("page not signed: %s", problem)
        return None


def _headers(settings: Settings) -> dict[str, str]:
    """WeChat draws its button from a style written into the page."""
    sdk = urlsplit(settings.wechat_js_sdk_url)
    policy = (
        f"default-src 'none'; script-src 'self' {sdk.scheme}://{sdk.netloc}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; connect-src 'self' https:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
