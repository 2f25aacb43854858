"""`/m/papers/…`: the drafts of a person's case on their phone, for whoever holds the link of the day.

No sign-in: the link came in the person's own chat. It opens in any browser, as WeChat's own shows
no files on many phones.
"""

import asyncio
import logging
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.database import Session, utc_now
from backend.outreach.fonts import NoChineseFont
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
_ENV = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
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
        return _page("papers_gone.html", status=503, expired=False)
    name = f"{case.number} {TITLES[kind]}.{form.value}"
    headers = headers_of(name, is_shown=form is Form.pdf)
    return Response(content, media_type=MEDIA_TYPES[form], headers={**_HEADERS, **headers})


def _gone(problem: Exception) -> Response:
    expired = isinstance(problem, links.LinkExpired)
    return _page("papers_gone.html", status=410 if expired else 404, expired=expired)


def _page(template: str, *, status: int = 200, **context: object) -> Response:
    html = _ENV.get_template(template).render(**context)
    return HTMLResponse(html, status_code=status, headers=_HEADERS)
