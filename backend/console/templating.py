"""Jinja2, set up once: escaping on, undefined names refused."""

from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.console import delivery, formats, labels
from backend.console.static_files import asset
from backend.database import utc_now
from backend.membership.employers import label_of
from backend.staff.identity import StaffIdentity

_TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(asset=asset, labels=labels)
    env.filters.update(
        when=lambda at: formats.short_time(at, utc_now()),
        full=formats.full_time,
        wait=lambda due: formats.wait_until(due, utc_now()),
        waited=lambda at: formats.waited_since(at, utc_now()),
        trade=labels.trade_label,
        employer=label_of,
        day=_day,
        delivery=lambda message: delivery.state_of(message.delivery, message.failure),
    )
    return env


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "—"


_ENV = _environment()


def render(
    request: Request,
    template: str,
    staff: StaffIdentity | None,
    *,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """`staff` None: the page of somebody not signed in, or a refusal."""
    html = _ENV.get_template(template).render(
        staff=staff,
        path=request.url.path,
        status=status,
        open_alarms=getattr(request.state, "open_alarms", 0),
        **context,
    )
    return HTMLResponse(html, status_code=status)
