"""`/m/papers/…`: the drafts of a person's case on their phone, for whoever holds the link of the day.

No sign-in: the link came in the person's own chat. It opens in any browser, as WeChat's own shows
no files on many phones.
"""

import asyncio
import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.database import Session, utc_now
from backend.outreach.fonts import NoChineseFont
from backend.pages.templating import TEMPLATES
from backend.paperwork import links
from backend.paperwork.drafting import (
    PURPOSES,
    TITLES,
    PaperKind,
    case_behind,
    draft_own_paper,
    offered,
)
from backend.paperwork.printing import MEDIA_TYPES, Form, headers_of, printed

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False, prefix=links.PATH)

# Printing keeps a core busy, and nobody needs many at once.
_PRINTING = asyncio.Semaphore(2)
# What went wrong, and what helps: HTTP status, headline, words.
_EXPIRED = (
    410,
    "链接过期了",
    "链接只管一天。回到公众号发「我的诉求」，没撤的那件点「申请书草稿」，就有新的。",
)
_UNKNOWN = (
    404,
    "这一页打不开",
    "链接好像不全。回到公众号发「我的诉求」，点「申请书草稿」再要一个。",
)
_NO_FONT = (503, "PDF 现在印不出来", "回上一页要 Word，内容一样；急着要，在公众号发「转人工」。")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@router.get("/{key}")
async def papers_page(request: Request, session: Session, key: str) -> Response:
    try:
        case = await case_behind(session, request.app.state.keyring, key, now=utc_now())
    except (links.NoLink, links.LinkExpired) as problem:
        return _gone(problem)
    papers = [(kind.value, TITLES[kind], PURPOSES[kind]) for kind in offered(case.kind)]
    return _page("papers.html", number=case.number, papers=papers, here=f"{links.PATH}/{key}")


@router.get("/{key}/{kind}.{form}")
async def paper(
    request: Request, session: Session, key: str, kind: PaperKind, form: Form
) -> Response:
    """Every time is in the log. 503 where this machine has no Chinese font."""
    state = request.app.state
    try:
        case = await case_behind(session, state.keyring, key, now=utc_now())
    except (links.NoLink, links.LinkExpired) as problem:
        return _gone(problem)
    drafted = await draft_own_paper(session, state.keyring, case, kind)
    # Nobody waits for the log while a file is made.
    await session.commit()
    try:
        async with _PRINTING:
            content = await printed(drafted, form, state.settings.poster_font)
    except NoChineseFont:
        logger.error("no Chinese font: a paper could not be printed")
        return _trouble(*_NO_FONT)
    name = f"{case.number} {TITLES[kind]}.{form.value}"
    headers = headers_of(name, is_shown=form is Form.pdf)
    return Response(content, media_type=MEDIA_TYPES[form], headers={**_HEADERS, **headers})


def _gone(problem: Exception) -> Response:
    return _trouble(*(_EXPIRED if isinstance(problem, links.LinkExpired) else _UNKNOWN))


def _trouble(status: int, headline: str, words: str) -> Response:
    return _page("papers_gone.html", status=status, headline=headline, words=words)


def _page(template: str, *, status: int = 200, **context: object) -> Response:
    html = TEMPLATES.get_template(template).render(**context)
    return HTMLResponse(html, status_code=status, headers=_HEADERS)
