"""What a person's phone shows where there is no page, or ours failed."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from backend.pages.templating import TEMPLATES

_UNKNOWN = ("这一页打不开", "链接好像不全。回到公众号再点一次，或者发「转人工」，有人帮您。")
_FAILED = ("出了点问题", "不怪您，过一会儿再点一次。还是打不开，在公众号发「转人工」，报上编号。")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def trouble(_: Request, status: int, error_id: str) -> Response:
    headline, words = _FAILED if status >= 500 else _UNKNOWN
    html = TEMPLATES.get_template("trouble.html").render(
        headline=headline, words=words, error_id=error_id
    )
    return HTMLResponse(html, status_code=status, headers=_HEADERS)
